import type { JsonObject } from '@nx-apiops/plan';
import type { Answer } from '../http/exchange.js';
import { listOf, objectAt, objectsAt, textAt } from '../json-members.js';
import { isUuid } from '../uuid.js';
import type { AuthorizationCall, AuthorizationHandler } from './authorization-call.js';
import { roleDefinitionNotFound, roleInUse, roleNameTaken } from './azure-faults.js';
import type { AzureState } from './azure-state.js';
import { BUILT_IN_ROLES } from './built-in-roles.js';
import { showRole, type RoleDefinition, type RolePermission } from './role-definition.js';
import { isWithin } from './scope.js';
import * as unverified from './unverified.js';

/** A built-in or custom role by its UUID. */
export function findRole(state: AzureState, name: string): RoleDefinition | undefined {
  const key = name.toLowerCase();
  return state.roles.get(key) ?? BUILT_IN_ROLES.find((role) => role.name === key);
}

function requireRole(state: AzureState, name: string): RoleDefinition {
  const role = findRole(state, name);
  if (role) return role;
  throw roleDefinitionNotFound(name);
}

export const ROLE_DEFINITION_ROUTES: Readonly<Record<string, AuthorizationHandler>> = {
  'GET /roleDefinitions': ({ state, scope, query }) => {
    const isListed = compileRoleFilter(query.get('$filter') ?? '', scope);
    const roles = [...BUILT_IN_ROLES, ...state.roles.values()].filter(isListed);
    return { status: 200, body: { value: roles.map((role) => showRole(role, state.subscriptionScope)) } };
  },
  'GET /roleDefinitions/{name}': ({ state, param }) => ({
    status: 200,
    body: showRole(requireRole(state, param('name')), state.subscriptionScope),
  }),
  'PUT /roleDefinitions/{name}': putRole,
  'DELETE /roleDefinitions/{name}': ({ state, param }) => {
    const role = findRole(state, param('name'));
    if (!role) return { status: 204 };
    requireCustom(role);
    const isAssigned = [...state.assignments.values()].some(({ roleDefinitionId }) =>
      roleDefinitionId.toLowerCase().endsWith(`/${role.name.toLowerCase()}`),
    );
    if (isAssigned) throw roleInUse();
    state.roles.delete(role.name.toLowerCase());
    return { status: 200, body: showRole(role, state.subscriptionScope) };
  },
};

/** The service answers 201 for new roles and for changed ones. */
function putRole({ state, param, json }: AuthorizationCall): Answer {
  const name = param('name');
  const existing = findRole(state, name);
  if (existing) requireCustom(existing);
  if (!isUuid(name)) throw unverified.nameNotUuid('role definition', name);
  const role = readRole(state, { name: existing?.name ?? name, body: json(), existing });
  const taken = [...BUILT_IN_ROLES, ...state.roles.values()].some(
    (other) => other !== existing && other.roleName.toLowerCase() === role.roleName.toLowerCase(),
  );
  if (taken) throw roleNameTaken();
  state.roles.set(name.toLowerCase(), role);
  return { status: 201, body: showRole(role, state.subscriptionScope) };
}

function readRole(
  state: AzureState,
  written: { readonly name: string; readonly body: JsonObject; readonly existing: RoleDefinition | undefined },
): RoleDefinition {
  const properties = objectAt(written.body, 'properties');
  const roleName = textAt(properties, 'roleName') ?? '';
  const assignableScopes = texts(properties, 'assignableScopes');
  if (roleName === '') throw unverified.requestMalformed('roleName is missing');
  if (assignableScopes.length === 0) throw unverified.requestMalformed('assignableScopes is empty');
  const wrong = assignableScopes.find((scope) => !isWithin(scope, state.subscriptionScope));
  if (wrong !== undefined) throw unverified.assignableScopeInvalid(wrong);
  const now = new Date(state.directory.clock.now()).toISOString();
  return {
    name: written.name,
    roleName,
    description: textAt(properties, 'description') ?? '',
    type: 'CustomRole',
    permissions: objectsAt(properties, 'permissions').map(readPermission),
    assignableScopes,
    createdOn: written.existing?.createdOn ?? now,
    updatedOn: now,
  };
}

function readPermission(permission: JsonObject): RolePermission {
  const actionsOf = (member: string): readonly string[] => {
    const actions = texts(permission, member);
    const wrong = actions.find((action) => action !== '*' && !action.includes('/'));
    if (wrong !== undefined) throw unverified.actionInvalid(wrong);
    return actions;
  };
  return {
    actions: actionsOf('actions'),
    notActions: actionsOf('notActions'),
    dataActions: actionsOf('dataActions'),
    notDataActions: actionsOf('notDataActions'),
  };
}

function texts(object: JsonObject, member: string): readonly string[] {
  return listOf(object[member]).filter((item) => typeof item === 'string');
}

function requireCustom({ type, roleName }: RoleDefinition): void {
  if (type === 'BuiltInRole') throw unverified.builtInRole(roleName);
}

/**
 * `roleName eq '…'`, `type eq '…'`, `atScopeAndBelow()` and `atScope()`, joined by `and`. Without the functions a role is
 * listed where it may be assigned.
 */
function compileRoleFilter(filter: string, scope: string): (role: RoleDefinition) => boolean {
  const parts = filter
    .split(/\sand\s/i)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const tests = parts.map((part) => compilePart(part.trim(), filter));
  const isBelowToo = parts.some((part) => /^atScopeAndBelow\(\)$/i.test(part.trim()));
  return (role) =>
    role.assignableScopes.some((place) => isWithin(scope, place) || (isBelowToo && isWithin(place, scope))) &&
    tests.every((test) => test(role));
}

function compilePart(part: string, filter: string): (role: RoleDefinition) => boolean {
  if (/^atScope(AndBelow)?\(\)$/i.test(part)) return () => true;
  const [, field = '', quoted = ''] = /^(roleName|type)\s+eq\s+'((?:[^']|'')*)'$/i.exec(part) ?? [];
  const text = quoted.replaceAll("''", "'").toLowerCase();
  switch (field.toLowerCase()) {
    case 'rolename':
      return ({ roleName }) => roleName.toLowerCase() === text;
    case 'type':
      return ({ type }) => type.toLowerCase() === text;
    default:
      throw unverified.roleFilterUnsupported(filter);
  }
}
