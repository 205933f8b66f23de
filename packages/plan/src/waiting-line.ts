import type { Clock } from './clock.js';
import type { TokenBucket } from './token-bucket.js';

type Outcome = 'granted' | 'left' | Error;

interface Waiter {
  readonly settle: (outcome: Outcome) => void;
  hasLeft: boolean;
  next: Waiter | undefined;
}

/** The callers that wait for one bucket, served first come, first served, with one timer for all of them. */
export class WaitingLine {
  readonly #bucket: TokenBucket;
  readonly #clock: Clock;
  #first: Waiter | undefined;
  #last: Waiter | undefined;
  #waiting = 0;
  #isServing = false;
  #nap: AbortController | undefined;

  constructor(bucket: TokenBucket, clock: Clock) {
    this.#bucket = bucket;
    this.#clock = clock;
  }

  /** Resolves when it is this caller's turn; rejects with the signal's reason when that comes first. */
  async join(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#waiting === 0 && this.#bucket.waitMs(this.#clock.now()) === 0) {
      this.#bucket.take();
      return;
    }
    const outcome = await new Promise<Outcome>((resolve) => {
      const leave = (): void => {
        waiter.hasLeft = true;
        this.#waiting--;
        if (this.#waiting === 0) this.#close();
        resolve('left');
      };
      const waiter: Waiter = {
        settle: (outcome) => {
          signal?.removeEventListener('abort', leave);
          resolve(outcome);
        },
        hasLeft: false,
        next: undefined,
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#append(waiter);
      if (!this.#isServing) void this.#serve();
    });
    if (outcome instanceof Error) throw outcome;
    if (outcome === 'left') signal?.throwIfAborted();
  }

  async #serve(): Promise<void> {
    this.#isServing = true;
    try {
      while (this.#waiting > 0) {
        const waitMs = this.#bucket.waitMs(this.#clock.now());
        if (waitMs > 0) {
          await this.#sleep(Math.ceil(waitMs));
        } else {
          this.#bucket.take();
          this.#removeFirst()?.settle('granted');
        }
      }
    } catch (error) {
      const failure = new Error('The clock of the rate budget failed.', { cause: error });
      while (this.#waiting > 0) this.#removeFirst()?.settle(failure);
    } finally {
      this.#isServing = false;
    }
  }

  async #sleep(ms: number): Promise<void> {
    const nap = new AbortController();
    this.#nap = nap;
    try {
      await this.#clock.sleep(ms, nap.signal);
    } catch (error) {
      if (!nap.signal.aborted) throw error;
    } finally {
      this.#nap = undefined;
    }
  }

  /** Everyone has left: ends the timer, which would keep the process alive. */
  #close(): void {
    this.#first = undefined;
    this.#last = undefined;
    this.#nap?.abort();
  }

  #append(waiter: Waiter): void {
    if (this.#last === undefined) this.#first = waiter;
    else this.#last.next = waiter;
    this.#last = waiter;
    this.#waiting++;
  }

  /** Call it only while someone waits. */
  #removeFirst(): Waiter | undefined {
    let waiter = this.#first;
    while (waiter?.hasLeft === true) waiter = waiter.next;
    this.#first = waiter?.next;
    if (this.#first === undefined) this.#last = undefined;
    this.#waiting--;
    return waiter;
  }
}
