/** Lets a bounded number of tasks run at a time; the rest wait in the order of their arrival. */
export class ConcurrencyGate {
  readonly #limit: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #peak = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The most tasks that have run at the same time. */
  get peak(): number {
    return this.#peak;
  }

  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#running >= this.#limit) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running += 1;
      this.#peak = Math.max(this.#peak, this.#running);
    }
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      // The place is handed over, so that a newcomer cannot take it in between.
      if (next) next();
      else this.#running -= 1;
    }
  }
}
