import type { JsonObject } from '@nx-apiops/plan';
import { CALLER } from './unverified.js';

export interface RoleAssignment {
  /** A UUID, the only one of its kind in the tenant. */
  readonly name: string;
  /** Starts with a slash and ends without one. */
  readonly scope: string;
  /** Full id, below the subscription. */
  readonly roleDefinitionId: string;
  readonly principalId: string;
  readonly principalType: string;
  readonly description: string | null;
  readonly condition: string | null;
  readonly conditionVersion: string | null;
  readonly createdOn: string;
  readonly updatedOn: string;
}

export const ASSIGNMENT_TYPE = 'Microsoft.Authorization/roleAssignments';

/** Source: the REST reference of role assignments, api-version 2022-04-01. */
export function showAssignment(assignment: RoleAssignment): JsonObject {
  const { name, scope } = assignment;
  return {
    properties: {
      roleDefinitionId: assignment.roleDefinitionId,
      principalId: assignment.principalId,
      principalType: assignment.principalType,
      scope,
      condition: assignment.condition,
      conditionVersion: assignment.conditionVersion,
      createdOn: assignment.createdOn,
      updatedOn: assignment.updatedOn,
      createdBy: CALLER,
      updatedBy: CALLER,
      delegatedManagedIdentityResourceId: null,
      description: assignment.description,
    },
    id: `${scope}/providers/${ASSIGNMENT_TYPE}/${name}`,
    type: ASSIGNMENT_TYPE,
    name,
  };
}

/** Whether both say the same about who may do what, and where. */
export function isSameGrant(a: RoleAssignment, b: RoleAssignment): boolean {
  const tripleOf = ({ scope, principalId, roleDefinitionId }: RoleAssignment): string =>
    [scope, principalId, roleDefinitionId].join('|').toLowerCase();
  return tripleOf(a) === tripleOf(b);
}
