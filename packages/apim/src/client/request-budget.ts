import { RateBudget, UNLIMITED, type BucketLimits, type Clock } from '@nx-apiops/plan';

/** How Azure Resource Manager counts: GET and HEAD are reads, PUT and POST are writes. */
export type RequestKind = 'read' | 'write' | 'delete';

/** What the client needs of a budget. Share one between clients that use the same identity and subscription. */
export interface RequestBudget {
  /** Resolves when a request may be sent; rejects with the reason of the signal. */
  acquire(kind: RequestKind, options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /** The service asked to wait: nobody may send a request of this kind for `delayMs`. */
  pause(kind: RequestKind, delayMs: number): void;
  /** How many requests the service says that it would still accept. */
  observe?(kind: RequestKind, remaining: number): void;
}

/**
 * Limits of Azure Resource Manager per subscription, identity and region.
 *
 * Source: https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
 */
export const ARM_LIMITS: Readonly<Record<RequestKind, BucketLimits>> = {
  read: { capacity: 250, refillPerSecond: 25 },
  write: { capacity: 200, refillPerSecond: 10 },
  delete: { capacity: 200, refillPerSecond: 10 },
};

/** Requests overtake each other on the way, so the service can count some before those that we counted first. */
const HEADROOM = 10;

/** Fewer left than this, and requests that are already under way could use them up. */
const LOW_WATER = 40;

/**
 * A budget with the limits of Azure Resource Manager.
 *
 * @param options.paced `always`: keeps the limits from the first request on. `when-limited`: sends freely until the
 * service's count of remaining requests runs low, or it refuses many requests in a row, and keeps the limits from
 * then on: for a local server, which usually has none.
 */
export function armBudget(
  options: { readonly clock?: Clock | undefined; readonly paced?: 'always' | 'when-limited' } = {},
): RequestBudget {
  const paced = new RateBudget(withHeadroom(ARM_LIMITS), options.clock);
  if (options.paced !== 'when-limited') {
    return {
      acquire: (kind, { signal } = {}) => paced.acquire(kind, signal ? { signal } : {}),
      pause: (kind, delayMs) => paced.pauseUntil(kind, delayMs),
    };
  }
  const lanes = {
    read: new AdaptiveLane('read', paced, options),
    write: new AdaptiveLane('write', paced, options),
    delete: new AdaptiveLane('delete', paced, options),
  };
  return {
    acquire: (kind, { signal } = {}) => lanes[kind].acquire(signal),
    pause: (kind, delayMs) => lanes[kind].pause(delayMs),
    observe: (kind, remaining) => lanes[kind].observe(remaining),
  };
}

/** How much one more request takes from the memory of refusals, and how many remembered ones show a limit. */
const REFUSAL_DECAY = 0.96;
const REFUSALS_OF_A_LIMIT = 10;

/** Requests of one kind: sent freely until the service turns out to limit them. */
class AdaptiveLane {
  readonly #kind: RequestKind;
  readonly #paced: RateBudget<RequestKind>;
  readonly #free: RateBudget<'all'>;
  #isLimited = false;
  #refusals = 0;

  constructor(kind: RequestKind, paced: RateBudget<RequestKind>, { clock }: { readonly clock?: Clock | undefined }) {
    this.#kind = kind;
    this.#paced = paced;
    this.#free = new RateBudget({ all: UNLIMITED }, clock);
  }

  acquire(signal: AbortSignal | undefined): Promise<void> {
    const options = signal ? { signal } : {};
    if (this.#isLimited) return this.#paced.acquire(this.#kind, options);
    this.#refusals *= REFUSAL_DECAY;
    return this.#free.acquire('all', options);
  }

  pause(delayMs: number): void {
    this.#refusals += 1;
    if (this.#isLimited || this.#refusals >= REFUSALS_OF_A_LIMIT) this.#limit(delayMs);
    else this.#free.pauseUntil('all', delayMs);
  }

  observe(remaining: number): void {
    if (!this.#isLimited && remaining <= LOW_WATER) this.#limit(0);
  }

  /** What was sent freely has used the burst up, so the bucket starts empty. */
  #limit(delayMs: number): void {
    this.#isLimited = true;
    this.#paced.pauseUntil(this.#kind, delayMs);
  }
}

function withHeadroom(limits: Readonly<Record<RequestKind, BucketLimits>>): Record<RequestKind, BucketLimits> {
  const reduce = ({ capacity, refillPerSecond }: BucketLimits): BucketLimits => ({
    capacity: capacity - HEADROOM,
    refillPerSecond,
  });
  return { read: reduce(limits.read), write: reduce(limits.write), delete: reduce(limits.delete) };
}
