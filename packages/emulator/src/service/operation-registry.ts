import type { ArmFault } from '../arm/arm-fault.js';
import type { IdSource } from '../id-source.js';
import type { EmulatorClock } from '../options.js';

/** A long-running operation of the service. Its effect is there at once; only its outcome is told later. */
export interface LongRunningOperation {
  readonly id: string;
  /** Key of the resource that is written. */
  readonly key: string;
  /** Status that the poll of the resource answers when it is done. */
  readonly code: number;
  readonly readyAtMs: number;
  readonly failure: ArmFault | undefined;
}

/** Outcomes are kept for so many operations. */
const KEPT = 20_000;

/** The long-running operations of one instance. */
export class OperationRegistry {
  readonly #clock: EmulatorClock;
  readonly #delayMs: number;
  readonly #ids: IdSource;
  readonly #byId = new Map<string, LongRunningOperation>();
  readonly #latestByKey = new Map<string, LongRunningOperation>();

  constructor(options: { readonly clock: EmulatorClock; readonly delayMs: number; readonly ids: IdSource }) {
    this.#clock = options.clock;
    this.#delayMs = options.delayMs;
    this.#ids = options.ids;
  }

  start(operation: Pick<LongRunningOperation, 'key' | 'code' | 'failure'>): LongRunningOperation {
    const started = { ...operation, id: this.#ids.hexId(), readyAtMs: this.#clock.now() + this.#delayMs };
    this.#byId.set(started.id, started);
    this.#latestByKey.set(started.key, started);
    for (const [id, { key }] of this.#byId) {
      if (this.#byId.size <= KEPT) break;
      this.#byId.delete(id);
      if (this.#latestByKey.get(key)?.id === id) this.#latestByKey.delete(key);
    }
    return started;
  }

  get(id: string): LongRunningOperation | undefined {
    return this.#byId.get(id);
  }

  isDone(operation: LongRunningOperation): boolean {
    return operation.readyAtMs <= this.#clock.now();
  }

  /** Whether an operation on the resource with that key is under way. */
  isBusy(key: string): boolean {
    const operation = this.#latestByKey.get(key);
    return operation !== undefined && !this.isDone(operation);
  }
}
