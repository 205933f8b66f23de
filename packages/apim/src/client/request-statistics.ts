/** What a sender has sent so far. Every attempt, page and poll counts as a request. */
export interface SenderStatistics {
  /** By HTTP method. */
  readonly requests: Readonly<Record<string, number>>;
  /** By method and path with names replaced by `{}`; polls of long-running operations end in ` (poll)`. */
  readonly shapes: Readonly<Record<string, number>>;
  /** Requests that were answered with 429. */
  readonly throttled: number;
  /** The most requests that were under way at the same time. */
  readonly peakConcurrency: number;
}

/** What a client has sent so far to Azure Resource Manager. */
export interface ClientStatistics extends SenderStatistics {
  /** Requests for exported documents: they go elsewhere, and count nowhere else in these figures. */
  readonly downloads: number;
}

/** Counts requests; one per sender. */
export class RequestCounter {
  readonly #requests = new Map<string, number>();
  readonly #shapes = new Map<string, number>();
  #throttled = 0;

  request(method: string, shape: string): void {
    increment(this.#requests, method);
    increment(this.#shapes, `${method} ${shape}`);
  }

  throttled(): void {
    this.#throttled += 1;
  }

  snapshot(peakConcurrency: number): SenderStatistics {
    return {
      requests: Object.fromEntries(this.#requests),
      shapes: Object.fromEntries([...this.#shapes].sort(([a], [b]) => (a < b ? -1 : 1))),
      throttled: this.#throttled,
      peakConcurrency,
    };
  }
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
