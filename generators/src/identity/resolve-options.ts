import type { ApiopsConfig, IdentitySection, SectionEdit } from '@nx-apiops/config';
import { GeneratorError } from '../errors.js';
import { parsePairs } from '../tree/parse-assignments.js';
import type { IdentitySchema } from './schema.js';

/** What `apiops.yaml` gets: only keys that it lacks, or that an option names. */
export interface IdentityEdit {
  readonly identity: SectionEdit<IdentitySection>;
  /** By the name of the environment: those that stand there, and new ones. */
  readonly keyVaults: ReadonlyMap<string, readonly string[]>;
}

/**
 * `tenantOfEnvironment` is the tenant to take where none is stated. Pure.
 * Throws `OPTION_INVALID` without tenant, without the region that managed identities need, and for an unknown
 * environment.
 */
export function resolveOptions(
  { identity: present, environments }: ApiopsConfig,
  schema: IdentitySchema,
  tenantOfEnvironment: string | undefined,
): IdentityEdit {
  const identity = {
    kind: schema.kind ?? (present ? undefined : 'managed-identity'),
    tenantId: stated(schema.tenant) ?? (present ? undefined : stated(tenantOfEnvironment)),
    location: stated(schema.location),
    subscriptionId: stated(schema.subscription),
    resourceGroup: stated(schema.resourceGroup),
    prefix: stated(schema.prefix),
  } as const;
  refuseIncomplete({
    kind: identity.kind ?? present?.kind,
    tenantId: identity.tenantId ?? present?.tenantId,
    location: identity.location ?? present?.location,
  });
  return { identity, keyVaults: resolveKeyVaults(environments, schema.keyVault ?? []) };
}

function refuseIncomplete({ kind, tenantId, location }: SectionEdit<IdentitySection>): void {
  if (tenantId === undefined) {
    throw new GeneratorError('OPTION_INVALID', 'The tenant of the identities is not known.', {
      hint: 'Add --tenant <id>, or set AZURE_TENANT_ID. `az account show --query tenantId` tells it.',
    });
  }
  if (kind === 'managed-identity' && location === undefined) {
    throw new GeneratorError('OPTION_INVALID', 'Managed identities need an Azure region.', {
      hint: 'Add --location <region>, such as that of the instances; `az account list-locations` knows all. Or choose --kind app-registration, which has none.',
    });
  }
}

function resolveKeyVaults(
  environments: ApiopsConfig['environments'],
  assignments: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const names = environments.map(({ name }) => name);
  const pairs = parsePairs(assignments, '--keyVault', names);
  return new Map(
    environments.flatMap(({ name, keyVaults = [] }) => {
      const added = pairs.filter(([environment]) => environment === name).map(([, vault]) => vault);
      return added.length === 0 ? [] : [[name, [...new Set([...keyVaults, ...added])]] as const];
    }),
  );
}

function stated(value: string | undefined): string | undefined {
  const text = value?.trim();
  return text === '' ? undefined : text;
}
