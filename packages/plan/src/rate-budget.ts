import { systemClock, type Clock } from './clock.js';
import { PlanError } from './errors.js';
import { TokenBucket, type BucketLimits } from './token-bucket.js';
import { WaitingLine } from './waiting-line.js';

interface Lane {
  readonly bucket: TokenBucket;
  readonly line: WaitingLine;
}

/**
 * The requests that all callers together may send: one token bucket per sort of request, such as
 * `{ read: { capacity: 250, refillPerSecond: 25 }, write: UNLIMITED }`. Share one budget between all that use the
 * same quota of a service.
 *
 * Over any span of time a bucket gives at most `capacity` tokens and what it refills in that span.
 */
export class RateBudget<Bucket extends string = string> {
  readonly #clock: Clock;
  readonly #lanes: ReadonlyMap<string, Lane>;

  /** Throws `RATE_BUCKET_INVALID` for a capacity below 1 or a refill of 0 or less. */
  constructor(buckets: Readonly<Record<Bucket, BucketLimits>>, clock: Clock = systemClock) {
    this.#clock = clock;
    this.#lanes = new Map(
      Object.entries<BucketLimits>(buckets).map(([name, limits]) => {
        if (!(limits.capacity >= 1 && limits.refillPerSecond > 0)) throw invalidLimits(name, limits);
        const bucket = new TokenBucket(limits, clock.now());
        return [name, { bucket, line: new WaitingLine(bucket, clock) }];
      }),
    );
  }

  /**
   * Resolves when a request may be sent, in the order of the calls. Rejects with the signal's reason, without taking
   * a token, when that aborts first; with `RATE_BUCKET_UNKNOWN` for a bucket that the budget does not have.
   */
  async acquire(bucket: Bucket, options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    await this.#lane(bucket).line.join(options.signal);
  }

  /**
   * For an answer 429 with `Retry-After`: empties the bucket, and lets no caller of it through for `delayMs`
   * milliseconds. The bucket refills during the pause, as the service's own does. Of two pauses the one that ends
   * later counts. Throws `RATE_BUCKET_UNKNOWN`.
   */
  pauseUntil(bucket: Bucket, delayMs: number): void {
    this.#lane(bucket).bucket.pause(this.#clock.now(), delayMs > 0 ? delayMs : 0);
  }

  #lane(name: string): Lane {
    const lane = this.#lanes.get(name);
    if (lane !== undefined) return lane;
    throw new PlanError('RATE_BUCKET_UNKNOWN', `The rate budget has no bucket "${name}".`, {
      hint: `Use one of: ${[...this.#lanes.keys()].join(', ')}.`,
    });
  }
}

function invalidLimits(name: string, { capacity, refillPerSecond }: BucketLimits): PlanError {
  return new PlanError(
    'RATE_BUCKET_INVALID',
    `Bucket "${name}" cannot hold ${capacity} requests and refill ${refillPerSecond} per second.`,
    { hint: 'Give a capacity of at least 1 and a refill above 0, or UNLIMITED.' },
  );
}
