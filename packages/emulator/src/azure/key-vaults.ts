import type { JsonObject } from '@nx-apiops/plan';
import { readAnyApiVersion } from '../arm/api-version.js';
import type { Handler } from '../hosts/routes.js';
import { resourceNotFound } from './azure-faults.js';
import type { AzureState } from './azure-state.js';
import { requireGroup } from './resource-groups.js';
import { LOCATION } from './unverified.js';

export interface KeyVault {
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
  readonly tenantId: string;
  readonly enableRbacAuthorization: boolean;
}

const TYPE = 'Microsoft.KeyVault/vaults';

/** Source: the REST reference of vaults, api-version 2023-07-01. */
export function showKeyVault({ id, name, tenantId, enableRbacAuthorization }: KeyVault): JsonObject {
  return {
    id,
    name,
    type: TYPE,
    location: LOCATION,
    tags: {},
    properties: {
      tenantId,
      sku: { family: 'A', name: 'standard' },
      accessPolicies: [],
      enableRbacAuthorization,
      enableSoftDelete: true,
      vaultUri: `https://${name.toLowerCase()}.vault.azure.net/`,
      provisioningState: 'Succeeded',
      publicNetworkAccess: 'Enabled',
    },
  };
}

/** Key Vaults exist from the start; they are read, not written. */
export function keyVaultRoutes(state: AzureState): Readonly<Record<string, Handler>> {
  const path = `providers/${TYPE}`;
  const listOf = (vaults: readonly KeyVault[]): JsonObject => ({ value: vaults.map(showKeyVault) });
  return {
    [`GET /subscriptions/{subscription}/${path}`]: ({ query }) => {
      readAnyApiVersion(query);
      return { status: 200, body: listOf([...state.vaults.values()]) };
    },
    [`GET /subscriptions/{subscription}/resourceGroups/{group}/${path}`]: ({ query, param }) => {
      readAnyApiVersion(query);
      const group = requireGroup(state, param('group')).name.toLowerCase();
      const vaults = [...state.vaults.values()].filter(({ resourceGroup }) => resourceGroup.toLowerCase() === group);
      return { status: 200, body: listOf(vaults) };
    },
    [`GET /subscriptions/{subscription}/resourceGroups/{group}/${path}/{name}`]: ({ query, param }) => {
      readAnyApiVersion(query);
      const group = requireGroup(state, param('group'));
      const vault = state.vaults.get(`${group.id}/${path}/${param('name')}`.toLowerCase());
      if (!vault) throw resourceNotFound(TYPE, param('name'), group.name);
      return { status: 200, body: showKeyVault(vault) };
    },
  };
}
