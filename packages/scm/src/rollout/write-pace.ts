import { RateBudget, systemClock, UNLIMITED, type Clock } from '@nx-apiops/plan';
import { GITHUB_WRITES } from './unverified.js';

/** `change`: any write. `pull request`: one that also tells people. */
export type WriteKind = 'change' | 'pull request';

/**
 * Keeps writes to GitHub below the limits for content that is created. The limit of points, 900 a minute with 5 for a
 * write, is out of reach with that.
 *
 * Source: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
export class WritePace {
  readonly #clock: Clock;
  readonly #isPaced: boolean;
  readonly #budget: RateBudget<'minute'>;
  /** When the newest pull requests were begun, oldest first. */
  readonly #pullRequests: number[] = [];
  #hour: Promise<void> = Promise.resolve();
  #waitedMs = 0;

  constructor({ clock = systemClock, isPaced }: { readonly clock?: Clock | undefined; readonly isPaced: boolean }) {
    this.#clock = clock;
    this.#isPaced = isPaced;
    this.#budget = new RateBudget({ minute: isPaced ? GITHUB_WRITES.minute : UNLIMITED }, clock);
  }

  get waitedMs(): number {
    return Math.round(this.#waitedMs);
  }

  /** Resolves when the write may be sent. */
  async turn(kind: WriteKind): Promise<void> {
    const before = this.#clock.now();
    if (kind === 'pull request' && this.#isPaced) await (this.#hour = this.#hour.then(() => this.#waitForHour()));
    await this.#budget.acquire('minute');
    this.#waitedMs += this.#clock.now() - before;
  }

  /** One after the other: the next one may go when the oldest of so many is an hour ago. */
  async #waitForHour(): Promise<void> {
    const { most, windowMs } = GITHUB_WRITES.hour;
    const oldest = this.#pullRequests.length < most ? undefined : this.#pullRequests.shift();
    const waitMs = oldest === undefined ? 0 : oldest + windowMs - this.#clock.now();
    if (waitMs > 0) await this.#clock.sleep(waitMs);
    this.#pullRequests.push(this.#clock.now());
  }
}
