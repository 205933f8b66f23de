import { describeResource, type ApimClient, type Resource, type State } from '@nx-apiops/apim';
import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { PublisherError } from './errors.js';
import type { PublishPlan } from './publish-plan.js';

/**
 * Checks that the instance has the identities with which planned Key Vault references are to be read; one request, and
 * only where the plan has such references. Whether the vault lets them in, only the service can tell.
 * Source: https://learn.microsoft.com/azure/api-management/api-management-howto-properties (Key Vault secrets).
 * Throws `PREFLIGHT` with all problems, `ARM_*`.
 */
export async function checkVaultIdentities(client: ApimClient, plan: PublishPlan, desired: State): Promise<void> {
  const planned = plan.actions.flatMap(({ id, kind }) => (kind === 'delete' ? [] : (desired.get(id) ?? [])));
  const references = planned.filter(({ properties }) => isJsonObject(properties['keyVault']));
  if (references.length === 0) return;
  const identities = readIdentities((await client.get('')) ?? {});
  const problems = references.flatMap((resource) => problemOf(resource, identities));
  if (problems.length === 0) return;
  const lines = problems.map((problem) => `  ${problem}`).join('\n');
  throw new PublisherError('PREFLIGHT', `Key Vault references of ${plan.target} cannot be read:\n${lines}`, {
    hint: 'Nothing was sent. Give the instance the identity, and the identity the role Key Vault Secrets User.',
  });
}

interface Identities {
  readonly hasSystemAssigned: boolean;
  readonly clientIds: ReadonlySet<string>;
}

function readIdentities({ identity }: JsonObject): Identities {
  const { type, userAssignedIdentities } = isJsonObject(identity) ? identity : {};
  const assigned: readonly (Json | undefined)[] = isJsonObject(userAssignedIdentities)
    ? Object.values(userAssignedIdentities)
    : [];
  const clientIds = assigned.flatMap((one) =>
    isJsonObject(one) && typeof one['clientId'] === 'string' ? one['clientId'] : [],
  );
  return {
    hasSystemAssigned: String(type ?? '').includes('SystemAssigned'),
    clientIds: new Set(clientIds.map((id) => id.toLowerCase())),
  };
}

function problemOf({ id, properties, files }: Resource, identities: Identities): readonly string[] {
  const place = files?.[0] ?? describeResource(id);
  const vault = properties['keyVault'];
  const clientId = isJsonObject(vault) ? vault['identityClientId'] : undefined;
  if (typeof clientId !== 'string') {
    return identities.hasSystemAssigned ? [] : [`${place}: the instance has no system-assigned identity.`];
  }
  if (identities.clientIds.has(clientId.toLowerCase())) return [];
  return [`${place}: the instance has no user-assigned identity with the client id ${clientId}.`];
}
