import type { JsonObject } from '@nx-apiops/plan';
import { CALLER } from './unverified.js';

/** What a role allows. */
export interface RolePermission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

export interface RoleDefinition {
  /** The UUID by which assignments name it. */
  readonly name: string;
  readonly roleName: string;
  readonly description: string;
  readonly type: 'BuiltInRole' | 'CustomRole';
  readonly permissions: readonly RolePermission[];
  /** Scopes at which, and below which, it may be assigned; `/` is everywhere. */
  readonly assignableScopes: readonly string[];
  readonly createdOn: string;
  readonly updatedOn: string;
}

export const ROLE_TYPE = 'Microsoft.Authorization/roleDefinitions';

/** Full id of a role, below the subscription as the service answers it. */
export function roleId(name: string, subscriptionScope: string): string {
  return `${subscriptionScope}/providers/${ROLE_TYPE}/${name}`;
}

/** Source: the REST reference of role definitions, api-version 2022-04-01. */
export function showRole(role: RoleDefinition, subscriptionScope: string): JsonObject {
  const { name, roleName, description, type, assignableScopes, createdOn, updatedOn } = role;
  const author = type === 'CustomRole' ? CALLER : null;
  return {
    properties: {
      roleName,
      type,
      description,
      assignableScopes,
      permissions: role.permissions.map(({ actions, notActions, dataActions, notDataActions }) => ({
        actions,
        notActions,
        dataActions,
        notDataActions,
      })),
      createdOn,
      updatedOn,
      createdBy: author,
      updatedBy: author,
    },
    id: roleId(name, subscriptionScope),
    type: ROLE_TYPE,
    name,
  };
}
