import type { JsonObject } from '@nx-apiops/plan';
import type { Answer } from '../http/exchange.js';
import { objectAt, textAt } from '../json-members.js';
import { isUuid } from '../uuid.js';
import type { AuthorizationCall, AuthorizationHandler } from './authorization-call.js';
import {
  assignmentFilterUnsupported,
  principalNotFound,
  principalTypeWrong,
  roleAssignmentExists,
  roleAssignmentFixed,
  roleAssignmentNotFound,
  roleDefinitionNotFound,
} from './azure-faults.js';
import type { AzureState } from './azure-state.js';
import { isSameGrant, showAssignment, type RoleAssignment } from './role-assignment.js';
import { roleId, type RoleDefinition } from './role-definition.js';
import { findRole } from './role-definition-routes.js';
import { isWithin } from './scope.js';
import * as unverified from './unverified.js';

/** What every principal that the emulator knows is called in assignments. */
const PRINCIPAL_TYPE = 'ServicePrincipal';

export const ROLE_ASSIGNMENT_ROUTES: Readonly<Record<string, AuthorizationHandler>> = {
  'GET /roleAssignments': ({ state, scope, query }) => {
    const isListed = compileAssignmentFilter(query.get('$filter') ?? '', scope);
    return { status: 200, body: { value: [...state.assignments.values()].filter(isListed).map(showAssignment) } };
  },
  'GET /roleAssignments/{name}': (call) => {
    const found = findAtScope(call);
    if (!found) throw roleAssignmentNotFound(call.param('name'));
    return { status: 200, body: showAssignment(found) };
  },
  'PUT /roleAssignments/{name}': putAssignment,
  'DELETE /roleAssignments/{name}': (call) => {
    const found = findAtScope(call);
    if (!found) return { status: 204 };
    call.state.assignments.delete(found.name.toLowerCase());
    return { status: 200, body: showAssignment(found) };
  },
};

function findAtScope({ state, scope, param }: AuthorizationCall): RoleAssignment | undefined {
  const found = state.assignments.get(param('name').toLowerCase());
  return found && isSameScope(found.scope, scope) ? found : undefined;
}

function putAssignment({ state, scope, param, json }: AuthorizationCall): Answer {
  const name = param('name');
  if (!isUuid(name)) throw unverified.nameNotUuid('role assignment', name);
  const assignment = readAssignment(state, { name, scope, properties: objectAt(json(), 'properties') });
  const existing = state.assignments.get(name.toLowerCase());
  if (existing && !isSameGrant(existing, assignment)) throw roleAssignmentFixed();
  const twin = [...state.assignments.values()].find((other) => other !== existing && isSameGrant(other, assignment));
  if (twin) throw roleAssignmentExists(twin.name);
  const written = existing ? { ...assignment, scope: existing.scope, createdOn: existing.createdOn } : assignment;
  state.assignments.set(name.toLowerCase(), written);
  return { status: existing ? unverified.SAME_ASSIGNMENT_AGAIN : 201, body: showAssignment(written) };
}

function readAssignment(
  state: AzureState,
  written: { readonly name: string; readonly scope: string; readonly properties: JsonObject },
): RoleAssignment {
  const { name, scope, properties } = written;
  const role = readRoleReference(state, properties);
  if (!role.assignableScopes.some((place) => isWithin(scope, place))) {
    throw unverified.roleNotAssignableHere(role.roleName, scope);
  }
  const principalId = textAt(properties, 'principalId') ?? '';
  if (!isUuid(principalId)) throw unverified.requestMalformed('principalId is no GUID');
  requirePrincipal(state, principalId, textAt(properties, 'principalType'));
  const now = new Date(state.directory.clock.now()).toISOString();
  const optional = (member: string): string | null => textAt(properties, member) ?? null;
  return {
    name,
    scope,
    roleDefinitionId: roleId(role.name, state.subscriptionScope),
    principalId,
    principalType: PRINCIPAL_TYPE,
    description: optional('description'),
    condition: optional('condition'),
    conditionVersion: optional('conditionVersion'),
    createdOn: now,
    updatedOn: now,
  };
}

function readRoleReference(state: AzureState, properties: JsonObject): RoleDefinition {
  const id = textAt(properties, 'roleDefinitionId') ?? '';
  const [, name = ''] = /\/providers\/Microsoft\.Authorization\/roleDefinitions\/([^/]+)$/i.exec(id) ?? [];
  if (name === '') throw unverified.requestMalformed(`'${id}' is no id of a role definition`);
  const role = findRole(state, name);
  if (!role) throw roleDefinitionNotFound(name);
  return role;
}

/** Who says what type the principal has is believed as long as its creation has not come through. */
function requirePrincipal({ directory }: AzureState, id: string, principalType: string | undefined): void {
  const principal = directory.principal(id);
  const isTyped = principalType !== undefined;
  if (!principal) {
    if (isTyped && unverified.PRINCIPAL_TYPE_PASSES_ANY_ID) return;
    throw principalNotFound(id, directory.tenantId);
  }
  if (!isTyped && !directory.isReplicated(principal)) throw principalNotFound(id, directory.tenantId);
  if (isTyped && principalType !== PRINCIPAL_TYPE) {
    throw principalTypeWrong(id, PRINCIPAL_TYPE, principalType);
  }
}

/**
 * `principalId eq '…'`, `assignedTo('…')`, `atScope()`, or the last two joined by `and`. Assignments above the scope are
 * always listed, those below it unless `atScope()` is asked for.
 */
function compileAssignmentFilter(filter: string, scope: string): (assignment: RoleAssignment) => boolean {
  const parts = filter
    .split(/\sand\s/i)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const isAtScope = (part: string): boolean => /^\s*atScope\(\)\s*$/i.test(part);
  const isHereOnly = parts.some(isAtScope);
  const rest = parts.filter((part) => !isAtScope(part));
  const tests = rest.map((part) => {
    const [, equal, assigned] = /^\s*(?:principalId\s+eq\s+'([^']*)'|assignedTo\('([^']*)'\))\s*$/i.exec(part) ?? [];
    const id = equal ?? assigned;
    if (id === undefined || (isHereOnly && equal !== undefined)) throw assignmentFilterUnsupported(filter);
    return id.toLowerCase();
  });
  if (tests.length > 1) throw assignmentFilterUnsupported(filter);
  return ({ scope: place, principalId }) =>
    (isWithin(scope, place) || (!isHereOnly && isWithin(place, scope))) &&
    tests.every((id) => principalId.toLowerCase() === id);
}

function isSameScope(a: string, b: string): boolean {
  return isWithin(a, b) && isWithin(b, a);
}
