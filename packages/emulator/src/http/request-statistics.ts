/** What the emulator counted; plain data. */
export interface EmulatorStats {
  readonly requests: {
    readonly total: number;
    readonly byMethod: Readonly<Record<string, number>>;
    /** `GET apis/{}/policies/policy` and the like. */
    readonly byShape: Readonly<Record<string, number>>;
    readonly byStatus: Readonly<Record<string, number>>;
  };
  /** Downloads of exported documents; no requests to ARM. */
  readonly downloads: number;
  /** Most requests to ARM that were under way at the same time. */
  readonly peakConcurrency: number;
  /** Requests that were refused with 429. */
  readonly throttled: number;
  /** Requests that were hit by an injected fault. */
  readonly faults: number;
}

const TOO_MANY_REQUESTS = 429;

/** Counts requests. */
export class RequestStatistics {
  #byMethod = new Map<string, number>();
  #byShape = new Map<string, number>();
  #byStatus = new Map<string, number>();
  #total = 0;
  #downloads = 0;
  #running = 0;
  #peak = 0;
  #throttled = 0;
  #faults = 0;

  begin(method: string, shape: string): void {
    this.#total += 1;
    count(this.#byMethod, method);
    count(this.#byShape, `${method} ${shape}`);
    this.#running += 1;
    this.#peak = Math.max(this.#peak, this.#running);
  }

  /** `status` is undefined for a connection that was reset. */
  end(status: number | undefined): void {
    this.#running = Math.max(0, this.#running - 1);
    count(this.#byStatus, String(status ?? 'reset'));
    if (status === TOO_MANY_REQUESTS) this.#throttled += 1;
  }

  download(): void {
    this.#downloads += 1;
  }

  fault(): void {
    this.#faults += 1;
  }

  reset(): void {
    this.#byMethod = new Map();
    this.#byShape = new Map();
    this.#byStatus = new Map();
    this.#total = 0;
    this.#downloads = 0;
    this.#peak = this.#running;
    this.#throttled = 0;
    this.#faults = 0;
  }

  snapshot(): EmulatorStats {
    return {
      requests: {
        total: this.#total,
        byMethod: sorted(this.#byMethod),
        byShape: sorted(this.#byShape),
        byStatus: sorted(this.#byStatus),
      },
      downloads: this.#downloads,
      peakConcurrency: this.#peak,
      throttled: this.#throttled,
      faults: this.#faults,
    };
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function sorted(counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
