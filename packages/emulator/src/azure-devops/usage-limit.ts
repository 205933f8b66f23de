import type { EmulatorClock } from '../options.js';
import { REFUSED_FROM, tooManyRequests, UNITS } from './unverified.js';

/**
 * Units of an identity in a sliding window.
 * Source: https://learn.microsoft.com/azure/devops/integrate/concepts/rate-limits
 */
const MOST_UNITS = 200;
const WINDOW_MS = 300_000;

export interface UsageLimitOptions {
  readonly clock: EmulatorClock;
  readonly isEnforced: boolean;
  /** Minutes are shorter by this factor. */
  readonly speed: number;
}

/** Slows clients down that use more than their share, and refuses those that do not mind. */
export class UsageLimit {
  readonly #options: UsageLimitOptions;
  #spent: { readonly atMs: number; readonly units: number }[] = [];
  #total = 0;
  #delayed = 0;
  #refused = 0;

  constructor(options: UsageLimitOptions) {
    this.#options = options;
  }

  counts(): { readonly delayed: number; readonly refused: number } {
    return { delayed: this.#delayed, refused: this.#refused };
  }

  /** The headers for an answer, which ask for a pause where there was much. Throws a 429 where there was too much. */
  take(isWrite: boolean): Readonly<Record<string, string>> {
    if (!this.#options.isEnforced) return {};
    const now = this.#options.clock.now();
    const windowMs = WINDOW_MS / this.#options.speed;
    this.#forget(now - windowMs);
    const oldest = this.#spent[0]?.atMs ?? now;
    const seconds = Math.max(1, Math.ceil((oldest + windowMs - now) / 1000));
    if (this.#total >= MOST_UNITS * REFUSED_FROM) {
      this.#refused += 1;
      throw tooManyRequests(seconds);
    }
    const units = isWrite ? UNITS.write : UNITS.read;
    this.#spent.push({ atMs: now, units });
    this.#total += units;
    if (this.#total <= MOST_UNITS) return {};
    this.#delayed += 1;
    return {
      'Retry-After': String(seconds),
      'X-RateLimit-Resource': 'Concurrency',
      'X-RateLimit-Limit': String(MOST_UNITS),
      'X-RateLimit-Remaining': '0',
      'X-RateLimit-Reset': String(Math.ceil((oldest + windowMs) / 1000)),
    };
  }

  #forget(beforeMs: number): void {
    const kept = this.#spent.findIndex(({ atMs }) => atMs > beforeMs);
    const gone = this.#spent.splice(0, kept === -1 ? this.#spent.length : kept);
    for (const { units } of gone) this.#total -= units;
    if (this.#spent.length === 0) this.#total = 0;
  }
}
