import { setTimeout as timeout } from 'node:timers/promises';

/** The source of time, injected so that tests and simulations run without waiting. */
export interface Clock {
  /** Milliseconds since any fixed moment; never goes back. */
  now(): number;
  /** Resolves after at least about `ms` milliseconds; rejects as soon as the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Timers of Node.js fire at once when asked to wait longer. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** The machine's monotonic clock. A sleep of more than 24 days ends early. */
export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => timeout(Math.min(ms, LONGEST_TIMEOUT_MS), undefined, signal === undefined ? {} : { signal }),
};
