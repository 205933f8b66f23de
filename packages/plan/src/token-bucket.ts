/** How much a service accepts: `capacity` requests at once, and `refillPerSecond` in the long run. */
export interface BucketLimits {
  readonly capacity: number;
  readonly refillPerSecond: number;
}

/** Limits that never make anyone wait; a pause that the service asks for still holds. */
export const UNLIMITED: BucketLimits = { capacity: Infinity, refillPerSecond: Infinity };

/** A part of a token so small that it can only be a rounding error of the refill. */
const ROUNDING = 1e-9;

/** The arithmetic of one token bucket, full at first. Times are of one clock, in milliseconds. */
export class TokenBucket {
  readonly #limits: BucketLimits;
  #tokens: number;
  #refilledAtMs: number;
  #pausedUntilMs: number;

  constructor(limits: BucketLimits, nowMs: number) {
    this.#limits = limits;
    this.#tokens = limits.capacity;
    this.#refilledAtMs = nowMs;
    this.#pausedUntilMs = nowMs;
  }

  /** How long until a token can be taken; 0 when it can be now. */
  waitMs(nowMs: number): number {
    this.#refill(nowMs);
    const missing = 1 - this.#tokens;
    const refillMs = missing > ROUNDING ? (missing / this.#limits.refillPerSecond) * 1000 : 0;
    return Math.max(refillMs, this.#pausedUntilMs - nowMs, 0);
  }

  /** Takes the token that `waitMs` said is there. */
  take(): void {
    this.#tokens = Math.max(0, this.#tokens - 1);
  }

  /** Empties the bucket and gives nothing for `delayMs`, though it refills meanwhile. A longer pause stays. */
  pause(nowMs: number, delayMs: number): void {
    this.#refill(nowMs);
    this.#tokens = 0;
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, nowMs + delayMs);
  }

  #refill(nowMs: number): void {
    const { capacity, refillPerSecond } = this.#limits;
    const elapsedMs = Math.max(0, nowMs - this.#refilledAtMs);
    const gained = refillPerSecond === Infinity ? capacity : (elapsedMs / 1000) * refillPerSecond;
    this.#tokens = Math.min(capacity, this.#tokens + gained);
    this.#refilledAtMs += elapsedMs;
  }
}
