import { ArmFault } from '../arm/arm-fault.js';
import { throttled } from '../arm/known-texts.js';
import type { EmulatorClock } from '../options.js';
import type { LimitedRequests } from './request-statistics.js';

type VerbClass = 'read' | 'write' | 'delete';

interface BucketLimits {
  readonly capacity: number;
  readonly perSecond: number;
}

/**
 * Limits per subscription and principal; those of the subscription as a whole are fifteen times as wide.
 * Source: https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
 */
const LIMITS: Readonly<Record<VerbClass, BucketLimits>> = {
  read: { capacity: 250, perSecond: 25 },
  write: { capacity: 200, perSecond: 10 },
  delete: { capacity: 200, perSecond: 10 },
};
const GLOBAL_FACTOR = 15;
const ACTOR = 'emulator:client';

const CLASSES: Readonly<Record<string, VerbClass>> = { GET: 'read', HEAD: 'read', DELETE: 'delete' };

interface Bucket {
  tokens: number;
  filledMs: number;
}

/** The token buckets of Azure Resource Manager. Without `isEnforced` they never run low, so that no client slows down. */
export class Throttle {
  readonly #clock: EmulatorClock;
  readonly #isEnforced: boolean;
  readonly #buckets = new Map<VerbClass, Bucket>();
  #refused = 0;

  constructor(options: { readonly clock: EmulatorClock; readonly isEnforced: boolean }) {
    this.#clock = options.clock;
    this.#isEnforced = options.isEnforced;
  }

  /** Takes a token; returns the headers that tell how many are left. Throws `ArmFault` 429 where there is none. */
  take(method: string): Readonly<Record<string, string>> {
    const verb = CLASSES[method] ?? 'write';
    const bucket = this.#filled(verb);
    if (!this.#isEnforced) bucket.tokens = LIMITS[verb].capacity;
    if (bucket.tokens < 1) {
      this.#refused += 1;
      throw refused(verb, (1 - bucket.tokens) / LIMITS[verb].perSecond);
    }
    bucket.tokens -= 1;
    const used = LIMITS[verb].capacity - Math.floor(bucket.tokens);
    return {
      [`x-ms-ratelimit-remaining-subscription-${verb}s`]: String(Math.floor(bucket.tokens)),
      [`x-ms-ratelimit-remaining-subscription-global-${verb}s`]: String(LIMITS[verb].capacity * GLOBAL_FACTOR - used),
    };
  }

  /** How many requests were refused since the start. */
  limited(): LimitedRequests {
    return { refused: this.#refused, slowed: 0 };
  }

  /** Full buckets again. */
  reset(): void {
    this.#buckets.clear();
  }

  #filled(verb: VerbClass): Bucket {
    const { capacity, perSecond } = LIMITS[verb];
    const now = this.#clock.now();
    const bucket = this.#buckets.get(verb) ?? { tokens: capacity, filledMs: now };
    bucket.tokens = Math.min(capacity, bucket.tokens + (Math.max(0, now - bucket.filledMs) / 1000) * perSecond);
    bucket.filledMs = now;
    this.#buckets.set(verb, bucket);
    return bucket;
  }
}

function refused(verb: VerbClass, waitSeconds: number): ArmFault {
  const seconds = Math.max(1, Math.ceil(waitSeconds));
  return new ArmFault(429, 'SubscriptionRequestsThrottled', {
    message: throttled(verb, ACTOR, seconds),
    from: 'resource-manager',
    headers: {
      'Retry-After': String(seconds),
      [`x-ms-ratelimit-remaining-subscription-${verb}s`]: '0',
    },
  });
}
