import type { Clock } from '@nx-apiops/plan';

/** A clock on which every wait is over at once; it records how long each would have been. */
export class InstantClock implements Clock {
  readonly sleeps: number[] = [];
  #nowMs = 0;

  now(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.sleeps.push(ms);
    this.#nowMs += ms;
    return Promise.resolve();
  }
}
