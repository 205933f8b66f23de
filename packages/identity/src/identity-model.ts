import { createHash } from 'node:crypto';
import { serviceArmId, type ServiceAddress } from '@nx-apiops/apim';
import type { ApiopsConfig, ApiopsEnvironment, ApiopsIdentity } from '@nx-apiops/config';
import { IdentityError } from './errors.js';

/** One identity of the pipelines. */
export interface PipelineIdentity {
  readonly name: string;
  /** The environment that it publishes to; absent for the one that reads all of them. */
  readonly environment?: string;
}

/** An environment whose instance is known. */
export interface PlacedEnvironment {
  readonly name: string;
  readonly service: ServiceAddress;
  /** Resource ids of the vaults that the instance reads. */
  readonly keyVaults: readonly string[];
}

/** What `apiops.yaml` says about identities, with its defaults filled in. */
export interface IdentityModel {
  readonly kind: ApiopsIdentity['kind'];
  readonly tenantId: string;
  readonly branch: string;
  /** Where managed identities are. */
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string | undefined;
  readonly reader: PipelineIdentity;
  /** In the order of the environments. */
  readonly publishers: readonly (PipelineIdentity & { readonly environment: string })[];
  readonly environments: readonly PlacedEnvironment[];
  readonly maxSecretAgeDays: number;
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Throws `IDENTITY_CONFIG` with all that `apiops.yaml` does not say and no variable says for it. Names of identities begin
 * with `prefix` where `apiops.yaml` states no other one.
 */
export function resolveIdentityModel(
  config: ApiopsConfig,
  { prefix: standard, variables }: { readonly prefix: string; readonly variables: Variables },
): IdentityModel {
  const { identity } = config;
  if (!identity) {
    throw new IdentityError('IDENTITY_CONFIG', 'apiops.yaml has no section "identity".', {
      hint: 'Add one with its usual values: npx nx g nx-apiops:identity --tenant <id> --location <region>',
    });
  }
  const environments = config.environments.map((environment) => placeEnvironment(environment, variables));
  const missing = environments.flatMap(({ missing: parts }) => parts);
  if (missing.length > 0) {
    throw new IdentityError(
      'IDENTITY_CONFIG',
      `apiops.yaml does not say where the instances are:\n${missing.join('\n')}`,
      {
        hint: 'Add them to apiops.yaml, or set AZURE_SUBSCRIPTION_ID and AZURE_RESOURCE_GROUP_NAME.',
      },
    );
  }
  const [first] = environments;
  const prefix = identity.prefix ?? standard;
  return {
    kind: identity.kind,
    tenantId: identity.tenantId,
    branch: config.pipelines.branch,
    subscriptionId: identity.subscriptionId ?? first?.service.subscriptionId ?? '',
    resourceGroup: identity.resourceGroup ?? first?.service.resourceGroup ?? '',
    location: identity.location,
    reader: { name: `${prefix}-reader` },
    publishers: config.environments.map(({ name }) => ({ name: `${prefix}-${name}`, environment: name })),
    environments,
    maxSecretAgeDays: identity.maxSecretAgeDays,
  };
}

/** `id-acme-apis`: the names of older versions, which repositories of one name share. */
export function defaultPrefix(repository: string): string {
  return nameOf(repository).slice(0, LONGEST_PREFIX);
}

/** `id-acme-apis-1f3a9c07`: the digits stand for the full name, in any case, of the repository. */
export function uniquePrefix(repository: string, fullName: string): string {
  const digits = createHash('sha256').update(fullName.toLowerCase()).digest('hex').slice(0, 8);
  return `${nameOf(repository).slice(0, LONGEST_PREFIX - digits.length - 1)}-${digits}`;
}

function nameOf(repository: string): string {
  return `id-${repository}`.replace(/[^A-Za-z0-9_-]+/g, '-');
}

/** Names of managed identities have at most 128 characters; the longest name of an environment has 31. */
const LONGEST_PREFIX = 80;

function placeEnvironment(
  environment: ApiopsEnvironment,
  variables: Variables,
): PlacedEnvironment & { readonly missing: readonly string[] } {
  const subscriptionId = environment.subscriptionId ?? variables['AZURE_SUBSCRIPTION_ID'] ?? '';
  const resourceGroup = environment.resourceGroup ?? variables['AZURE_RESOURCE_GROUP_NAME'] ?? '';
  const missing = [
    ...(subscriptionId === '' ? [`  - environments ${environment.name}: subscriptionId`] : []),
    ...(resourceGroup === '' ? [`  - environments ${environment.name}: resourceGroup`] : []),
  ];
  return {
    name: environment.name,
    service: { subscriptionId, resourceGroup, serviceName: environment.serviceName },
    keyVaults: (environment.keyVaults ?? []).map((vault) =>
      vault.startsWith('/')
        ? vault
        : `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.KeyVault/vaults/${vault}`,
    ),
    missing,
  };
}

/** All identities: the reader, then the publishers. */
export function identitiesOf({ reader, publishers }: IdentityModel): readonly PipelineIdentity[] {
  return [reader, ...publishers];
}

/** Where a managed identity is in Azure Resource Manager. */
export function managedIdentityPath(model: IdentityModel, name: string): string {
  const { subscriptionId, resourceGroup } = model;
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
}

/** The resource id of an environment's instance. */
export function instanceId({ service }: PlacedEnvironment): string {
  return serviceArmId(service);
}
