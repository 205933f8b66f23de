import type { components } from '@octokit/openapi-types';
import type { HostFault } from '../hosts/host-fault.js';
import type { EmulatorClock } from '../options.js';
import { gitHubFault } from './github-fault.js';
import { CONTENT_BLOCKED, SECONDARY_LIMIT } from './unverified.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/**
 * Requests or points by resource that an hour has, a minute for searches.
 * Source: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
const PRIMARY = {
  core: { limit: 5000, windowMs: HOUR_MS },
  graphql: { limit: 5000, windowMs: HOUR_MS },
  search: { limit: 30, windowMs: MINUTE_MS },
} as const;
export type RateResource = keyof typeof PRIMARY;

/** Points that one minute has, and content that may be created. Source: as above. */
const SECONDARY = {
  restPoints: { limit: 900, windowMs: MINUTE_MS },
  graphqlPoints: { limit: 2000, windowMs: MINUTE_MS },
  contentPerMinute: { limit: 80, windowMs: MINUTE_MS },
  contentPerHour: { limit: 500, windowMs: HOUR_MS },
} as const;
type SecondaryName = keyof typeof SECONDARY;
const MOST_AT_ONCE = 100;
const WRITE_POINTS = 5;

type RefusalKind = 'primary' | 'points' | 'content' | 'concurrent' | 'single';

export interface RateLimitOptions {
  readonly clock: EmulatorClock;
  /** After so many writes one more is refused. */
  readonly refuseAfter: number | undefined;
  /** Without it requests are counted only. */
  readonly isEnforced: boolean;
  /** Hours and minutes are shorter by this factor. */
  readonly speed: number;
}

export interface RestRequest {
  readonly resource: RateResource;
  readonly isRead: boolean;
  readonly createsContent: boolean;
}

export interface GraphQLRequest {
  readonly isMutation: boolean;
  readonly points: number;
  readonly creations: number;
}

interface Window {
  used: number;
  resetAtMs: number;
}

/** The limits of one user or installation. */
interface Account {
  readonly primary: Map<RateResource, Window>;
  readonly spent: Map<SecondaryName, { readonly atMs: number; readonly amount: number }[]>;
}

/** Counts requests by hours and minutes as GitHub does, and refuses those that are too many where it is told to. */
export class RateLimit {
  readonly #options: RateLimitOptions;
  readonly #accounts = new Map<string, Account>();
  readonly #refused: Record<RefusalKind, number> = { primary: 0, points: 0, content: 0, concurrent: 0, single: 0 };
  #writes = 0;
  #running = 0;

  constructor(options: RateLimitOptions) {
    this.#options = options;
  }

  /** A request begins; the result ends it. */
  enter(): () => void {
    this.#running += 1;
    return () => {
      this.#running -= 1;
    };
  }

  /** Requests that were refused, by reason. */
  refused(): Readonly<Record<RefusalKind, number>> {
    return { ...this.#refused };
  }

  /** Counts a request to REST. Throws a 403 for one too many. */
  takeRequest(account: string, { resource, isRead, createsContent }: RestRequest): void {
    this.#checkRunning();
    this.#takePrimary(account, resource, 1);
    if (!isRead) this.#refuseOne();
    this.#takeSecondary(account, 'restPoints', isRead ? 1 : WRITE_POINTS);
    if (createsContent) this.#takeContent(account, 1);
  }

  /** Counts a query. Throws a 403 for the secondary limits; tells what is left of the primary one. */
  takePoints(account: string, { isMutation, points, creations }: GraphQLRequest) {
    this.#checkRunning();
    this.#takePrimary(account, 'graphql', points);
    if (isMutation) this.#refuseOne();
    this.#takeSecondary(account, 'graphqlPoints', isMutation ? WRITE_POINTS : 1);
    if (creations > 0) this.#takeContent(account, creations);
    return this.rate(account, 'graphql');
  }

  headers(account: string, resource: RateResource): Readonly<Record<string, string>> {
    const { limit, remaining, reset, used } = this.rate(account, resource);
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-reset': String(reset),
      'x-ratelimit-used': String(used),
      'x-ratelimit-resource': resource,
    };
  }

  overview(account: string) {
    const rate = this.rate(account, 'core');
    const [graphql, search] = (['graphql', 'search'] as const).map((resource) => this.rate(account, resource));
    return {
      resources: { core: rate, search: search ?? rate, graphql: graphql ?? rate },
      rate,
    } satisfies components['schemas']['rate-limit-overview'];
  }

  rate(account: string, resource: RateResource) {
    const { used, resetAtMs } = this.#window(account, resource);
    const { limit } = PRIMARY[resource];
    const reset = Math.ceil(resetAtMs / 1000);
    return { limit, remaining: Math.max(0, limit - used), reset, used } satisfies components['schemas']['rate-limit'];
  }

  #takePrimary(account: string, resource: RateResource, amount: number): void {
    const window = this.#window(account, resource);
    if (this.#options.isEnforced && window.used + amount > PRIMARY[resource].limit) {
      this.#refused.primary += 1;
      throw gitHubFault(403, `API rate limit exceeded for ${account}.`, {
        headers: { ...this.headers(account, resource), 'x-ratelimit-remaining': '0' },
      });
    }
    window.used += amount;
  }

  /** Content and points by the minute and the hour, none of which is used up by what is refused. */
  #takeContent(account: string, amount: number): void {
    for (const name of ['contentPerMinute', 'contentPerHour'] as const) this.#takeSecondary(account, name, amount);
  }

  #takeSecondary(account: string, name: SecondaryName, amount: number): void {
    if (!this.#options.isEnforced) return;
    const { limit } = SECONDARY[name];
    const windowMs = SECONDARY[name].windowMs / this.#options.speed;
    const now = this.#options.clock.now();
    const spent = this.#account(account).spent;
    const recent = (spent.get(name) ?? []).filter(({ atMs }) => atMs > now - windowMs);
    spent.set(name, recent);
    const sum = recent.reduce((total, one) => total + one.amount, 0);
    if (sum + amount > limit) {
      const isContent = name === 'contentPerMinute' || name === 'contentPerHour';
      throw this.#refusal(isContent ? 'content' : 'points', waitMs(recent, sum + amount - limit) + windowMs - now);
    }
    recent.push({ atMs: now, amount });
  }

  #checkRunning(): void {
    if (this.#options.isEnforced && this.#running > MOST_AT_ONCE) {
      throw this.#refusal('concurrent', MINUTE_MS / this.#options.speed);
    }
  }

  /** The one write that comes right after the allowed ones. */
  #refuseOne(): void {
    this.#writes += 1;
    const { refuseAfter } = this.#options;
    if (refuseAfter !== undefined && this.#writes === refuseAfter + 1) throw this.#refusal('single', 0);
  }

  #refusal(kind: RefusalKind, waitMs: number): HostFault {
    this.#refused[kind] += 1;
    const message = kind === 'content' ? CONTENT_BLOCKED : SECONDARY_LIMIT;
    return gitHubFault(403, message, { headers: { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1000))) } });
  }

  #window(account: string, resource: RateResource): Window {
    const { primary } = this.#account(account);
    const now = this.#options.clock.now();
    const known = primary.get(resource);
    if (known && now < known.resetAtMs) return known;
    const started = { used: 0, resetAtMs: now + PRIMARY[resource].windowMs / this.#options.speed };
    primary.set(resource, started);
    return started;
  }

  #account(name: string): Account {
    const known = this.#accounts.get(name);
    if (known) return known;
    const made: Account = { primary: new Map(), spent: new Map() };
    this.#accounts.set(name, made);
    return made;
  }
}

/** When the oldest were spent that have to pass before `excess` is free again. */
function waitMs(recent: readonly { readonly atMs: number; readonly amount: number }[], excess: number): number {
  let left = excess;
  for (const { atMs, amount } of recent) {
    left -= amount;
    if (left <= 0) return atMs;
  }
  return recent.at(-1)?.atMs ?? 0;
}
