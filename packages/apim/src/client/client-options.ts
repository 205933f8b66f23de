import { systemClock, type Clock } from '@nx-apiops/plan';
import type { TokenCredential } from '@azure/identity';
import type { CloudName } from './clouds.js';
import { resolveEndpoint, type ArmEndpoint } from './endpoint.js';
import type { ServiceAddress } from '../resource-id.js';
import { armBudget, type RequestBudget } from './request-budget.js';
import type { RequestEvent } from './request-sender.js';

export interface ApimClientOptions {
  readonly service: ServiceAddress;
  /** Default: the cloud that `endpoint` belongs to, else `public`. */
  readonly cloud?: CloudName | undefined;
  /** Overrides the endpoint of the cloud: https anywhere, http only on a loopback address. */
  readonly endpoint?: string | undefined;
  /** Default: `DefaultAzureCredential`. Never asked for a token for a loopback http endpoint. */
  readonly credential?: TokenCredential | undefined;
  /** Default: `2024-05-01`. */
  readonly apiVersion?: string | undefined;
  /** Default: the limits of Azure Resource Manager; for a loopback http endpoint only once it shows that it has them. */
  readonly budget?: RequestBudget | undefined;
  /** How many requests may be under way at the same time. Default: 24. */
  readonly maxConcurrency?: number | undefined;
  /** How often a failing request is sent. Default: 6; twice as often when the service only asks to wait. */
  readonly maxAttempts?: number | undefined;
  /** How long one attempt may take, in milliseconds. Default: two minutes. */
  readonly requestTimeoutMs?: number | undefined;
  /** How long a long-running operation may take, in milliseconds. Default: ten minutes. */
  readonly operationTimeoutMs?: number | undefined;
  /** Wait before the first poll of a long-running operation when the service names none. Default: 250. */
  readonly initialPollDelayMs?: number | undefined;
  /** Longest wait between two polls when the service names none. Default: 5,000. */
  readonly maxPollDelayMs?: number | undefined;
  /** The longest `Retry-After` that is waited for, in milliseconds. Default: five minutes. */
  readonly maxRetryAfterMs?: number | undefined;
  /** Largest document that is downloaded, in bytes. Default: 64 MiB. */
  readonly maxDownloadBytes?: number | undefined;
  /** Called after each attempt, downloads included; must not throw. */
  readonly onRequest?: ((event: RequestEvent) => void) | undefined;
  /** Stops everything: what is under way rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock | undefined;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random?: (() => number) | undefined;
}

type Defaulted = Exclude<keyof ApimClientOptions, 'cloud' | 'endpoint' | 'credential' | 'onRequest' | 'signal'>;

/** Options with nothing left open but what may be absent. */
export type ClientSettings = {
  readonly [Option in Defaulted]: NonNullable<ApimClientOptions[Option]>;
} & {
  readonly endpoint: ArmEndpoint;
  readonly credential: TokenCredential | undefined;
  readonly onRequest: ((event: RequestEvent) => void) | undefined;
  readonly signal: AbortSignal | undefined;
};

/** Fills in the defaults. Throws `ENDPOINT`. */
export function resolveClientOptions(options: ApimClientOptions): ClientSettings {
  const endpoint = resolveEndpoint(options);
  const clock = options.clock ?? systemClock;
  return {
    ...resolveLimits(options),
    service: options.service,
    endpoint,
    credential: options.credential,
    apiVersion: options.apiVersion ?? '2024-05-01',
    budget: options.budget ?? armBudget({ clock, paced: endpoint.isDevelopment ? 'when-limited' : 'always' }),
    onRequest: options.onRequest,
    signal: options.signal,
    clock,
    random: options.random ?? Math.random,
  };
}

type Limit = Extract<keyof ClientSettings, `max${string}` | `${string}Ms`>;

function resolveLimits(options: ApimClientOptions): Pick<ClientSettings, Limit> {
  return {
    maxConcurrency: Math.max(1, options.maxConcurrency ?? 24),
    maxAttempts: Math.max(1, options.maxAttempts ?? 6),
    requestTimeoutMs: options.requestTimeoutMs ?? 120_000,
    operationTimeoutMs: options.operationTimeoutMs ?? 600_000,
    initialPollDelayMs: options.initialPollDelayMs ?? 250,
    maxPollDelayMs: options.maxPollDelayMs ?? 5_000,
    maxRetryAfterMs: options.maxRetryAfterMs ?? 300_000,
    maxDownloadBytes: options.maxDownloadBytes ?? 64 * 1024 * 1024,
  };
}
