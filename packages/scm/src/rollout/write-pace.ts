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
  readonly #budget: RateBudget<'minute' | 'hour'>;
  #waitedMs = 0;

  constructor({ clock = systemClock, isPaced }: { readonly clock?: Clock | undefined; readonly isPaced: boolean }) {
    this.#clock = clock;
    this.#budget = new RateBudget(isPaced ? GITHUB_WRITES : { minute: UNLIMITED, hour: UNLIMITED }, clock);
  }

  get waitedMs(): number {
    return Math.round(this.#waitedMs);
  }

  /** Resolves when the write may be sent. */
  async turn(kind: WriteKind): Promise<void> {
    const before = this.#clock.now();
    if (kind === 'pull request') await this.#budget.acquire('hour');
    await this.#budget.acquire('minute');
    this.#waitedMs += this.#clock.now() - before;
  }
}
