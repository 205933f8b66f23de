import {
  azureDevOpsComplaints,
  resolveAzureDevOps,
  type AzureDevOpsSeed,
  type ResolvedAzureDevOps,
} from './azure-devops/azure-devops-seed.js';
import { EmulatorError } from './errors.js';
import { gitHubComplaints, resolveGitHubSeed, type GitHubSeed, type ResolvedGitHubSeed } from './github/github-seed.js';

/** Source of time; epoch milliseconds. */
export interface EmulatorClock {
  readonly now: () => number;
}

/** Random faults, the same ones in the same order for the same seed. */
export interface FaultOptions {
  /** Share of the requests to ARM that fail, 0 to 1. */
  readonly rate: number;
  readonly seed: number;
  /** How long a request hangs that is hit by a delay; default 1000. */
  readonly delayMs?: number;
}

export interface EmulatorOptions {
  /** 0 (default) takes a free port. The server only ever listens on 127.0.0.1. */
  readonly port?: number;
  /** Names of the API Management services that exist; default `apim-dev`. */
  readonly services?: readonly string[];
  readonly subscriptionId?: string;
  readonly resourceGroup?: string;
  /** Leaves out the sample API, the sample products and the global policy of a new instance. */
  readonly empty?: boolean;
  /** Number of synthetic APIs in each service; default 0. */
  readonly seedApis?: number;
  /** Operations of each synthetic API; default 10. */
  readonly operationsPerApi?: number;
  /** Each request to ARM is answered this much later. */
  readonly latencyMs?: number;
  /** `arm` refuses requests as the token buckets of Azure Resource Manager do. */
  readonly throttle?: 'arm';
  readonly faults?: FaultOptions;
  /** Read at the start where it exists, written after changes and on close. */
  readonly stateFile?: string;
  /** How long a long-running operation stays in progress; default 0: done at the first poll. */
  readonly operationDelayMs?: number;
  /** Origin of the URLs of long-running operations; default the emulator's own. */
  readonly operationOrigin?: string;
  /** Requests with an older api-version are refused as a service with this constraint refuses them. */
  readonly minApiVersion?: string;
  /** What the emulated GitHub holds at the start. */
  readonly github?: GitHubSeed;
  readonly clock?: EmulatorClock;
  /** What the emulated Azure DevOps has at the start. */
  readonly azureDevOps?: AzureDevOpsSeed;
}

export interface ResolvedOptions {
  readonly port: number;
  readonly services: readonly string[];
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly empty: boolean;
  readonly seedApis: number;
  readonly operationsPerApi: number;
  readonly latencyMs: number;
  readonly throttle: 'arm' | undefined;
  readonly faults: Required<FaultOptions> | undefined;
  readonly stateFile: string | undefined;
  readonly operationDelayMs: number;
  readonly operationOrigin: string | undefined;
  readonly minApiVersion: string | undefined;
  readonly github: ResolvedGitHubSeed;
  readonly clock: EmulatorClock;
  readonly azureDevOps: ResolvedAzureDevOps;
}

export const DEFAULT_SUBSCRIPTION_ID = '5ab1e0a2-9a2c-4b6e-8b3e-6d1f0c2a7e54';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
const SERVICE_NAME = /^[a-z](?:[a-z0-9-]{0,48}[a-z0-9])?$/i;
const RESOURCE_GROUP = /^[-\w.()]{0,89}[-\w()]$/;
const MAX_PORT = 65_535;

/** Defaults and checks. Throws `EMULATOR_OPTION` naming the option and its value. */
export function resolveOptions(options: EmulatorOptions): ResolvedOptions {
  const services = options.services ?? ['apim-dev'];
  const resolved: ResolvedOptions = {
    port: options.port ?? 0,
    services,
    subscriptionId: options.subscriptionId ?? DEFAULT_SUBSCRIPTION_ID,
    resourceGroup: options.resourceGroup ?? 'rg-apim',
    empty: options.empty ?? false,
    seedApis: options.seedApis ?? 0,
    operationsPerApi: options.operationsPerApi ?? 10,
    latencyMs: options.latencyMs ?? 0,
    throttle: options.throttle,
    faults: options.faults && { delayMs: 1000, ...options.faults },
    stateFile: options.stateFile,
    operationDelayMs: options.operationDelayMs ?? 0,
    operationOrigin: options.operationOrigin,
    minApiVersion: options.minApiVersion,
    github: resolveGitHubSeed(options.github),
    clock: options.clock ?? { now: () => Date.now() },
    azureDevOps: resolveAzureDevOps(options.azureDevOps),
  };
  for (const [isWrong, option, expected] of complaints(resolved)) {
    if (isWrong) {
      throw new EmulatorError('EMULATOR_OPTION', `The emulator cannot use the option ${option}.`, {
        hint: `Expected: ${expected}.`,
      });
    }
  }
  return resolved;
}

function complaints(options: ResolvedOptions): readonly (readonly [boolean, string, string])[] {
  const { services, faults } = options;
  const badService = services.find((name) => !SERVICE_NAME.test(name));
  const distinct = new Set(services.map((name) => name.toLowerCase()));
  const number = (option: 'port' | 'seedApis' | 'operationsPerApi'): readonly [boolean, string, string] => [
    !Number.isInteger(options[option]) || options[option] < 0,
    `${option} ${options[option]}`,
    'a whole number that is not negative',
  ];
  const duration = (option: 'latencyMs' | 'operationDelayMs'): readonly [boolean, string, string] => [
    !Number.isFinite(options[option]) || options[option] < 0,
    `${option} ${options[option]}`,
    'milliseconds, not negative',
  ];
  return [
    number('port'),
    [options.port > MAX_PORT, `port ${options.port}`, `at most ${MAX_PORT}`],
    number('seedApis'),
    number('operationsPerApi'),
    duration('latencyMs'),
    duration('operationDelayMs'),
    [services.length === 0, 'services', 'at least one service name'],
    [badService !== undefined, `services ${JSON.stringify(badService)}`, 'letters, digits and hyphens, at most 50'],
    [distinct.size !== services.length, `services ${services.join(', ')}`, 'each name once'],
    [!UUID.test(options.subscriptionId), `subscriptionId ${JSON.stringify(options.subscriptionId)}`, 'a UUID'],
    [
      !RESOURCE_GROUP.test(options.resourceGroup),
      `resourceGroup ${JSON.stringify(options.resourceGroup)}`,
      'a resource group name',
    ],
    [
      faults !== undefined && !(faults.rate >= 0 && faults.rate <= 1),
      `faults.rate ${faults?.rate}`,
      'a share from 0 to 1',
    ],
    [faults !== undefined && !Number.isInteger(faults.seed), `faults.seed ${faults?.seed}`, 'a whole number'],
    [
      options.operationOrigin !== undefined && !URL.canParse(options.operationOrigin),
      `operationOrigin ${JSON.stringify(options.operationOrigin)}`,
      'an origin such as https://management.azure.com',
    ],
    ...gitHubComplaints(options.github),
    ...azureDevOpsComplaints(options.azureDevOps),
  ];
}
