import { RESOURCE_KINDS, RESOURCES } from '@nx-apiops/apim';
import { v5 as uuidV5 } from 'uuid';

/** Built-in roles by name. Source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
export const BUILT_IN_ROLES = {
  'API Management Service Reader Role': '71522526-b88f-4d52-b57f-d31fc3546d0d',
  'Key Vault Secrets User': '4633458b-17de-408a-b874-0445c86b69e6',
} as const;

export const READER_ROLE = 'API Management Service Reader Role';
export const VAULT_ROLE = 'Key Vault Secrets User';

/**
 * The name of the custom role for publishing. Names are unique in a tenant and the role is assignable in one
 * subscription, so each subscription has its own.
 */
export function publisherRole(subscriptionId: string): string {
  return `${PUBLISHER_ROLE_PREFIX} (${subscriptionId.toLowerCase()})`;
}

const PUBLISHER_ROLE_PREFIX = 'API Management Publisher by nx-apiops';

export function isPublisherRole(name: string): boolean {
  return name.startsWith(PUBLISHER_ROLE_PREFIX);
}

/** Names of roles and assignments are made from what they are about, so that everybody makes the same ones. */
export const NAMESPACE = '0f6d2a4e-6c0c-5f0e-9d53-0a4c7be1a5d1';

export function deterministicId(...parts: readonly string[]): string {
  return uuidV5(parts.join('|').toLowerCase(), NAMESPACE);
}

/** The id below the subscription of a role, built-in or ours. */
export function roleDefinitionId(role: string, subscriptionId: string): string {
  const builtIn: string | undefined = Object.entries(BUILT_IN_ROLES).find(([name]) => name === role)?.[1];
  const id = builtIn ?? deterministicId(`/subscriptions/${subscriptionId}`, role);
  return `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${id}`;
}

/**
 * What a publisher may do: write every kind of resource that artifacts hold, and read the service. It can neither
 * change, restart nor delete the service itself, nor read a secret back, nor touch users.
 *
 * No built-in role does that; the list follows the resource table, so that a new kind is included. Operations:
 * https://learn.microsoft.com/azure/role-based-access-control/permissions/integration#microsoftapimanagement
 */
export function publisherPermissions(): {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
} {
  const service = 'Microsoft.ApiManagement/service';
  const collections = RESOURCE_KINDS.map((kind) => RESOURCES[kind].arm.split('/')[0] ?? '').filter(
    (part) => part !== '',
  );
  return {
    actions: [
      `${service}/read`,
      ...LONG_RUNNING.map((part) => `${service}/${part}/read`),
      ...[...new Set(collections)].sort().map((collection) => `${service}/${collection}/*`),
      'Microsoft.Resources/subscriptions/resourceGroups/read',
    ],
    notActions: SECRET_ACTIONS.map((action) => `${service}/${action}`),
  };
}

/** Where writes that take their time are followed. */
const LONG_RUNNING = ['operationresults'];

/** Actions below what a publisher may write that give secrets away, or make new ones. */
const SECRET_ACTIONS = [
  'caches/listValue/action',
  'gateways/generateToken/action',
  'gateways/listKeys/action',
  'gateways/regenerateKey/action',
  'namedValues/listValue/action',
  'authorizationServers/listSecrets/action',
  'openidConnectProviders/listSecrets/action',
  'subscriptions/listSecrets/action',
  'subscriptions/regeneratePrimaryKey/action',
  'subscriptions/regenerateSecondaryKey/action',
  'workspaces/namedValues/listValue/action',
  'workspaces/subscriptions/listSecrets/action',
  'workspaces/subscriptions/regeneratePrimaryKey/action',
  'workspaces/subscriptions/regenerateSecondaryKey/action',
];
