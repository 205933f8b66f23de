import { IdSource } from '../id-source.js';
import type { EmulatorClock } from '../options.js';
import type { Application } from './application.js';
import type { Principal } from './principal.js';

/** Seed of the ids: the same requests get the same ids each time. */
const SEED = 0xd1;

/** The tenant: applications, and the principals of applications and managed identities in one space of ids. */
export class Directory {
  readonly tenantId: string;
  readonly clock: EmulatorClock;
  /** By object id. */
  readonly applications = new Map<string, Application>();
  readonly #principals = new Map<string, Principal>();
  readonly #replicationMs: number;
  #ids = new IdSource(SEED);

  constructor(options: {
    readonly tenantId: string;
    readonly clock: EmulatorClock;
    /** How long it takes until what was created is known everywhere. */
    readonly replicationMs: number;
  }) {
    this.tenantId = options.tenantId;
    this.clock = options.clock;
    this.#replicationMs = options.replicationMs;
  }

  newId(): string {
    return this.#ids.uuid();
  }

  /** Text as a client secret has it. */
  newSecret(): string {
    return this.#ids.key();
  }

  addPrincipal(principal: Principal): Principal {
    this.#principals.set(principal.id.toLowerCase(), principal);
    return principal;
  }

  removePrincipal(id: string): void {
    this.#principals.delete(id.toLowerCase());
  }

  principal(id: string): Principal | undefined {
    return this.#principals.get(id.toLowerCase());
  }

  principals(): readonly Principal[] {
    return [...this.#principals.values()];
  }

  principalOf(appId: string): Principal | undefined {
    return this.principals().find((principal) => principal.appId.toLowerCase() === appId.toLowerCase());
  }

  /** Whether other services know by now of what was created. */
  isReplicated({ createdMs }: { readonly createdMs?: number }): boolean {
    return createdMs === undefined || this.clock.now() - createdMs >= this.#replicationMs;
  }

  /** Nobody and nothing is left; ids start again. */
  clear(): void {
    this.applications.clear();
    this.#principals.clear();
    this.#ids = new IdSource(SEED);
  }
}
