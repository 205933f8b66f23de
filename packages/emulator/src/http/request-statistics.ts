/** Requests to one service. */
export interface HostRequests {
  readonly total: number;
  /** Refused for their number, whatever the status. */
  readonly refused: number;
  /** Answered, with a request to wait before the next one. */
  readonly slowed: number;
}

/** What the emulator counted; plain data. */
export interface EmulatorStats {
  readonly requests: {
    readonly total: number;
    readonly byMethod: Readonly<Record<string, number>>;
    /** `GET apis/{}/policies/policy` and the like. */
    readonly byShape: Readonly<Record<string, number>>;
    readonly byStatus: Readonly<Record<string, number>>;
    /** By service: `arm`, `github`, `azure-devops` and `graph`; those alone that were sent requests. */
    readonly byHost: Readonly<Record<string, HostRequests>>;
  };
  /** Downloads of exported documents; no requests to ARM. */
  readonly downloads: number;
  /** Most requests that were under way at the same time. */
  readonly peakConcurrency: number;
  /** Requests that were refused with 429. */
  readonly throttled: number;
  /** Requests that were hit by an injected fault. */
  readonly faults: number;
}

/** Requests that one service refused or slowed down, for their number. */
export type LimitedRequests = Omit<HostRequests, 'total'>;

export const ARM = 'arm';
const TOO_MANY_REQUESTS = 429;
const NO_REQUESTS: HostRequests = { total: 0, refused: 0, slowed: 0 };

/** Counts requests. */
export class RequestStatistics {
  #byMethod = new Map<string, number>();
  #byShape = new Map<string, number>();
  #byStatus = new Map<string, number>();
  #byHost = new Map<string, HostRequests>();
  #total = 0;
  #downloads = 0;
  #running = 0;
  #peak = 0;
  #throttled = 0;
  #faults = 0;

  begin(host: string, method: string, shape: string): void {
    this.#total += 1;
    this.#add(host, { total: 1 });
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

  /** What the limits of a service did to requests to it. */
  limited(host: string, { refused, slowed }: LimitedRequests): void {
    if (refused + slowed > 0) this.#add(host, { refused, slowed });
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
    this.#byHost = new Map();
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
        byHost: sorted(this.#byHost),
      },
      downloads: this.#downloads,
      peakConcurrency: this.#peak,
      throttled: this.#throttled,
      faults: this.#faults,
    };
  }

  #add(host: string, { total = 0, refused = 0, slowed = 0 }: Partial<HostRequests>): void {
    const before = this.#byHost.get(host) ?? NO_REQUESTS;
    this.#byHost.set(host, {
      total: before.total + total,
      refused: before.refused + refused,
      slowed: before.slowed + slowed,
    });
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function sorted<Value>(counts: ReadonlyMap<string, Value>): Readonly<Record<string, Value>> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
