import { isJsonObject } from '@nx-apiops/plan';
import type { ApimClient } from './client/apim-client.js';
import { toRelativeId, type ResourceKey } from './resource-id.js';

/**
 * The keys of all policies that the service's index names.
 * Source: https://learn.microsoft.com/rest/api/apimanagement/all-policies/list-by-service, api-version 2024-05-01. That
 * it is complete is documented nowhere, so whoever relies on it must have found it complete for the instance before.
 */
export async function readPolicyIndex(client: ApimClient): Promise<ReadonlySet<ResourceKey>> {
  const items = await client.list('allPolicies');
  return new Set(
    items.flatMap(({ properties }) => {
      const id = isJsonObject(properties) ? properties['referencePolicyId'] : undefined;
      return typeof id === 'string' ? [toKey(id)] : [];
    }),
  );
}

function toKey(id: string): ResourceKey {
  return toRelativeId(id).replace(/^\//, '').toLowerCase();
}
