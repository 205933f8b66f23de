import {
  azureDevOpsComplaints,
  resolveAzureDevOps,
  type AzureDevOpsSeed,
  type ResolvedAzureDevOps,
} from './azure-devops/azure-devops-seed.js';
import { TIERS, type Tier } from './arm/tiers.js';
import { EmulatorError } from './errors.js';
import { gitHubComplaints, resolveGitHubSeed, type GitHubSeed, type ResolvedGitHubSeed } from './github/github-seed.js';
import { FAULT_KINDS, type FaultKind } from './http/fault-kinds.js';
import { isUuid } from './uuid.js';

/** Source of time; epoch milliseconds. */
export interface EmulatorClock {
  readonly now: () => number;
}

/** Random faults, the same ones in the same order for the same seed. */
export interface FaultOptions {
  /** Share of the requests that fail, 0 to 1; default 0. */
  readonly rate?: number;
  /** Instead of a share: every so many-th request fails, those to ARM and those to hosted services each for themselves. */
  readonly every?: number;
  /** Default 1. */
  readonly seed?: number;
  /** How long a request hangs that is hit by a delay; default 1000. */
  readonly delayMs?: number;
  /** Requests to hosted services such as GitHub fail as well; by default those to ARM alone. */
  readonly hosts?: boolean;
  /** Instead of random faults: one fault, at one request to ARM. */
  readonly single?: SingleFaultOptions;
}

export interface SingleFaultOptions {
  readonly kind: FaultKind;
  /** Which request it hits; 1 is the first. */
  readonly at: number;
  /** Hits every later request with the same method and path as well. */
  readonly forGood?: boolean;
}

export type ResolvedFaults = Required<Omit<FaultOptions, 'every' | 'single'>> & {
  readonly every: number | undefined;
  readonly single: SingleFaultOptions | undefined;
};

/** A Key Vault that exists. */
export interface KeyVaultOptions {
  readonly name: string;
  /** Default: the emulator's `resourceGroup`. */
  readonly resourceGroup?: string;
  /** Whether roles rather than access policies tell who may read it; default true. */
  readonly enableRbacAuthorization?: boolean;
}

/** What the tenant has at the start. */
export interface DirectoryOptions {
  readonly tenantId?: string;
  readonly applications?: readonly ApplicationOptions[];
}

export interface ApplicationOptions {
  readonly displayName: string;
  readonly uniqueName?: string;
  readonly passwordCredentials?: readonly {
    readonly displayName: string;
    /** ISO 8601, as the end. */
    readonly startDateTime: string;
    readonly endDateTime: string;
  }[];
}

export interface EmulatorOptions {
  /** 0 (default) takes a free port. The server only ever listens on 127.0.0.1. */
  readonly port?: number;
  /** The API Management services that exist, as `name` or `group/name`; default `apim-dev`. */
  readonly services?: readonly string[];
  readonly subscriptionId?: string;
  /** The group of all that names no other; default `rg-apim`. */
  readonly resourceGroup?: string;
  /** Resource groups that exist beside those that services and Key Vaults are in. */
  readonly resourceGroups?: readonly string[];
  readonly keyVaults?: readonly KeyVaultOptions[];
  /** Whether each service has a system-assigned identity; default true. */
  readonly serviceIdentity?: boolean;
  readonly directory?: DirectoryOptions;
  /** How long a new principal or application is unknown to other services; default 0. */
  readonly replicationMs?: number;
  /** How long writing the credential of a managed identity takes; another write meanwhile is refused. Default 0. */
  readonly identityWriteMs?: number;
  /** Leaves out the sample API, the sample products and the global policy of a new instance. */
  readonly empty?: boolean;
  /** Number of synthetic APIs in each service; default 0. */
  readonly seedApis?: number;
  /** Operations of each synthetic API; default 10. */
  readonly operationsPerApi?: number;
  /** Each request, to ARM or to a hosted service, is answered this much later. */
  readonly latencyMs?: number;
  /** `arm` refuses requests as the token buckets of Azure Resource Manager do. */
  readonly throttle?: 'arm';
  /** Refuses requests to collections that services of this tier do not have; by default there are all. */
  readonly tier?: Tier;
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

/** Where a service is. */
export interface ServicePlace {
  readonly name: string;
  readonly resourceGroup: string;
}

export interface ResolvedOptions {
  readonly port: number;
  readonly services: readonly ServicePlace[];
  readonly subscriptionId: string;
  /** The group of all that names no other. */
  readonly resourceGroup: string;
  /** Every group that exists at the start, each once. */
  readonly resourceGroups: readonly string[];
  readonly keyVaults: readonly Required<KeyVaultOptions>[];
  readonly serviceIdentity: boolean;
  readonly directory: { readonly tenantId: string; readonly applications: readonly ApplicationOptions[] };
  readonly replicationMs: number;
  readonly identityWriteMs: number;
  readonly empty: boolean;
  readonly seedApis: number;
  readonly operationsPerApi: number;
  readonly latencyMs: number;
  readonly throttle: 'arm' | undefined;
  readonly tier: Tier | undefined;
  readonly faults: ResolvedFaults | undefined;
  readonly stateFile: string | undefined;
  readonly operationDelayMs: number;
  readonly operationOrigin: string | undefined;
  readonly minApiVersion: string | undefined;
  readonly github: ResolvedGitHubSeed;
  readonly clock: EmulatorClock;
  readonly azureDevOps: ResolvedAzureDevOps;
}

export const DEFAULT_SUBSCRIPTION_ID = '5ab1e0a2-9a2c-4b6e-8b3e-6d1f0c2a7e54';
const DEFAULT_TENANT_ID = '4c6e1a4e-2f0b-4f62-8f7d-5a1d9d1c7b20';
/** Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
const SERVICE_NAME = /^[a-z](?:[a-z0-9-]{0,48}[a-z0-9])?$/i;
const RESOURCE_GROUP = /^[-\w.()]{0,89}[-\w()]$/;
const VAULT_NAME = /^[a-z](?:-?[a-z0-9]){2,23}$/i;
const MAX_PORT = 65_535;

/** Defaults and checks. Throws `EMULATOR_OPTION` naming the option and its value. */
export function resolveOptions(options: EmulatorOptions): ResolvedOptions {
  const resolved: ResolvedOptions = {
    port: options.port ?? 0,
    empty: options.empty ?? false,
    seedApis: options.seedApis ?? 0,
    operationsPerApi: options.operationsPerApi ?? 10,
    latencyMs: options.latencyMs ?? 0,
    throttle: options.throttle,
    tier: options.tier,
    faults: options.faults && {
      rate: 0,
      every: undefined,
      single: undefined,
      seed: 1,
      delayMs: 1000,
      hosts: false,
      ...options.faults,
    },
    stateFile: options.stateFile,
    operationDelayMs: options.operationDelayMs ?? 0,
    operationOrigin: options.operationOrigin,
    minApiVersion: options.minApiVersion,
    github: resolveGitHubSeed(options.github),
    clock: options.clock ?? { now: () => Date.now() },
    azureDevOps: resolveAzureDevOps(options.azureDevOps),
    ...resolvePlaces(options),
    ...resolveTenant(options),
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

function resolvePlaces(
  options: EmulatorOptions,
): Pick<ResolvedOptions, 'subscriptionId' | 'resourceGroup' | 'resourceGroups' | 'services' | 'keyVaults'> {
  const resourceGroup = options.resourceGroup ?? 'rg-apim';
  const services = (options.services ?? ['apim-dev']).map((text) => placeOf(text, resourceGroup));
  const keyVaults = (options.keyVaults ?? []).map((vault) => ({
    enableRbacAuthorization: true,
    resourceGroup,
    ...vault,
  }));
  const groups = [resourceGroup, ...[...services, ...keyVaults].map((place) => place.resourceGroup)];
  const allGroups = [...groups, ...(options.resourceGroups ?? [])].map((name) => [name.toLowerCase(), name] as const);
  return {
    subscriptionId: options.subscriptionId ?? DEFAULT_SUBSCRIPTION_ID,
    resourceGroup,
    resourceGroups: [...new Map(allGroups).values()],
    services,
    keyVaults,
  };
}

function resolveTenant(
  options: EmulatorOptions,
): Pick<ResolvedOptions, 'serviceIdentity' | 'directory' | 'replicationMs' | 'identityWriteMs'> {
  return {
    serviceIdentity: options.serviceIdentity ?? true,
    directory: { tenantId: DEFAULT_TENANT_ID, applications: [], ...options.directory },
    replicationMs: options.replicationMs ?? 0,
    identityWriteMs: options.identityWriteMs ?? 0,
  };
}

/** `group/name`, or a name alone. */
function placeOf(text: string, defaultGroup: string): ServicePlace {
  const slash = text.indexOf('/');
  if (slash === -1) return { name: text, resourceGroup: defaultGroup };
  return { name: text.slice(slash + 1), resourceGroup: text.slice(0, slash) };
}

function complaints(options: ResolvedOptions): readonly (readonly [boolean, string, string])[] {
  const services = options.services.map(({ name }) => name);
  const badService = services.find((name) => !SERVICE_NAME.test(name));
  const badGroup = options.resourceGroups.find((name) => !RESOURCE_GROUP.test(name));
  const badVault = options.keyVaults.find(({ name }) => !VAULT_NAME.test(name))?.name;
  const distinct = new Set(services.map((name) => name.toLowerCase()));
  const number = (option: 'port' | 'seedApis' | 'operationsPerApi'): readonly [boolean, string, string] => [
    !Number.isInteger(options[option]) || options[option] < 0,
    `${option} ${options[option]}`,
    'a whole number that is not negative',
  ];
  const duration = (
    option: 'latencyMs' | 'operationDelayMs' | 'replicationMs' | 'identityWriteMs',
  ): readonly [boolean, string, string] => [
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
    duration('replicationMs'),
    duration('identityWriteMs'),
    [services.length === 0, 'services', 'at least one service name'],
    [badService !== undefined, `services ${JSON.stringify(badService)}`, 'letters, digits and hyphens, at most 50'],
    [distinct.size !== services.length, `services ${services.join(', ')}`, 'each name once'],
    [!isUuid(options.subscriptionId), `subscriptionId ${JSON.stringify(options.subscriptionId)}`, 'a UUID'],
    [
      !RESOURCE_GROUP.test(options.resourceGroup),
      `resourceGroup ${JSON.stringify(options.resourceGroup)}`,
      'a resource group name',
    ],
    [badGroup !== undefined, `resourceGroups ${JSON.stringify(badGroup)}`, 'resource group names'],
    [badVault !== undefined, `keyVaults ${JSON.stringify(badVault)}`, 'names of 3 to 24 letters, digits and hyphens'],
    [!isUuid(options.directory.tenantId), `directory.tenantId ${JSON.stringify(options.directory.tenantId)}`, 'a UUID'],
    [
      options.tier !== undefined && !TIERS.includes(options.tier),
      `tier ${JSON.stringify(options.tier)}`,
      `one of ${TIERS.join(', ')}`,
    ],
    ...faultComplaints(options.faults),
    [
      options.operationOrigin !== undefined && !URL.canParse(options.operationOrigin),
      `operationOrigin ${JSON.stringify(options.operationOrigin)}`,
      'an origin such as https://management.azure.com',
    ],
    ...gitHubComplaints(options.github),
    ...azureDevOpsComplaints(options.azureDevOps),
  ];
}

function faultComplaints(faults: ResolvedFaults | undefined): readonly (readonly [boolean, string, string])[] {
  if (!faults) return [];
  const { rate, every, seed, single } = faults;
  return [
    [!(rate >= 0 && rate <= 1), `faults.rate ${rate}`, 'a share from 0 to 1'],
    [
      every !== undefined && (!Number.isInteger(every) || every < 1 || rate > 0),
      `faults.every ${every}`,
      'a whole number from 1, and no faults.rate beside it',
    ],
    [!Number.isInteger(seed), `faults.seed ${seed}`, 'a whole number'],
    [
      single !== undefined && !FAULT_KINDS.includes(single.kind),
      `faults.single.kind ${JSON.stringify(single?.kind)}`,
      `one of ${FAULT_KINDS.join(', ')}`,
    ],
    [
      single !== undefined && (!Number.isInteger(single.at) || single.at < 1),
      `faults.single.at ${single?.at}`,
      'a whole number from 1',
    ],
  ];
}
