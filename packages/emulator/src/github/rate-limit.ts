import type { components } from '@octokit/openapi-types';
import type { EmulatorClock } from '../options.js';
import { gitHubFault } from './github-fault.js';
import { RATE_LIMIT } from './unverified.js';

const WINDOW_SECONDS = 3600;

/** Counts requests by the hour, and refuses one write where a test asks for that. */
export class RateLimit {
  readonly #clock: EmulatorClock;
  readonly #refuseAfter: number | undefined;
  #used = 0;
  #writes = 0;
  #pointsUsed = 0;
  #resetAt: number;

  constructor(clock: EmulatorClock, refuseAfter: number | undefined) {
    this.#clock = clock;
    this.#refuseAfter = refuseAfter;
    this.#resetAt = this.#nowSeconds() + WINDOW_SECONDS;
  }

  /** Counts a request. Throws a 403 for the one write that comes right after the allowed ones. */
  count(method: string): void {
    if (this.#nowSeconds() >= this.#resetAt) {
      this.#used = 0;
      this.#resetAt = this.#nowSeconds() + WINDOW_SECONDS;
    }
    this.#used += 1;
    if (method === 'GET') return;
    this.#writes += 1;
    if (this.#refuseAfter === undefined || this.#writes !== this.#refuseAfter + 1) return;
    throw gitHubFault(
      403,
      'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
      { headers: { 'retry-after': '1' } },
    );
  }

  /** Counts what a query of GraphQL costs. */
  takePoints(_operation: 'query' | 'mutation' | 'subscription', points: number) {
    this.#pointsUsed += points;
    const used = this.#pointsUsed;
    return { limit: RATE_LIMIT, used, remaining: Math.max(0, RATE_LIMIT - used), reset: this.#resetAt };
  }

  headers(): Readonly<Record<string, string>> {
    const { limit, remaining, reset, used } = this.#rate();
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-reset': String(reset),
      'x-ratelimit-used': String(used),
      'x-ratelimit-resource': 'core',
    };
  }

  overview() {
    const rate = this.#rate();
    return { resources: { core: rate, search: rate }, rate } satisfies components['schemas']['rate-limit-overview'];
  }

  #rate() {
    return {
      limit: RATE_LIMIT,
      remaining: Math.max(0, RATE_LIMIT - this.#used),
      reset: this.#resetAt,
      used: this.#used,
    } satisfies components['schemas']['rate-limit'];
  }

  #nowSeconds(): number {
    return Math.floor(this.#clock.now() / 1000);
  }
}
