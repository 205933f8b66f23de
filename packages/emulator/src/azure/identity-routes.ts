import { readAnyApiVersion } from '../arm/api-version.js';
import type { Handler, HostCall } from '../hosts/routes.js';
import type { Answer } from '../http/exchange.js';
import { objectAt, textAt } from '../json-members.js';
import { locationFixed, locationRequired, resourceNotFound, versionUnsupported } from './azure-faults.js';
import type { AzureState } from './azure-state.js';
import { locationName, requireGroup } from './resource-groups.js';
import { nameInvalid } from './unverified.js';
import { IDENTITY_TYPE, showIdentity, type UserAssignedIdentity } from './user-assigned-identity.js';

const VERSIONS = ['2023-01-31', '2024-11-30'];
/** Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
const NAME = /^[A-Za-z0-9][A-Za-z0-9-_]{2,127}$/;

export const IDENTITIES_PATH = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${IDENTITY_TYPE}`;

/** Throws `ArmFault` for versions that managed identities do not have. */
export function requireIdentityVersion(query: URLSearchParams): void {
  const version = readAnyApiVersion(query);
  if (!VERSIONS.includes(version)) throw versionUnsupported('userAssignedIdentities', version, VERSIONS);
}

/** The identity that a path names. Throws `ArmFault` where there is none. */
export function requireIdentity(state: AzureState, { param }: HostCall): UserAssignedIdentity {
  const group = requireGroup(state, param('group'));
  const identity = state.identities.get(identityId(group.id, param('name')).toLowerCase());
  if (!identity) throw resourceNotFound(IDENTITY_TYPE, param('name'), group.name);
  return identity;
}

function identityId(groupId: string, name: string): string {
  return `${groupId}/providers/${IDENTITY_TYPE}/${name}`;
}

export function identityRoutes(state: AzureState): Readonly<Record<string, Handler>> {
  const { tenantId } = state.directory;
  const listed = (identities: readonly UserAssignedIdentity[]): Answer => ({
    status: 200,
    body: { value: identities.map((identity) => showIdentity(identity, tenantId)) },
  });
  return {
    [`GET /subscriptions/{subscription}/providers/${IDENTITY_TYPE}`]: ({ query }) => {
      requireIdentityVersion(query);
      return listed([...state.identities.values()]);
    },
    [`GET ${IDENTITIES_PATH}`]: ({ query, param }) => {
      requireIdentityVersion(query);
      const { name } = requireGroup(state, param('group'));
      return listed([...state.identities.values()].filter(({ resourceGroup }) => resourceGroup === name));
    },
    [`GET ${IDENTITIES_PATH}/{name}`]: (call) => {
      requireIdentityVersion(call.query);
      return { status: 200, body: showIdentity(requireIdentity(state, call), tenantId) };
    },
    [`PUT ${IDENTITIES_PATH}/{name}`]: (call) => {
      requireIdentityVersion(call.query);
      return putIdentity(state, call);
    },
    [`DELETE ${IDENTITIES_PATH}/{name}`]: ({ query, param }) => {
      requireIdentityVersion(query);
      const key = identityId(requireGroup(state, param('group')).id, param('name')).toLowerCase();
      const identity = state.identities.get(key);
      if (!identity) return { status: 204 };
      state.identities.delete(key);
      state.directory.removePrincipal(identity.principalId);
      return { status: 200 };
    },
  };
}

function putIdentity(state: AzureState, { param, json }: HostCall): Answer {
  const group = requireGroup(state, param('group'));
  const id = identityId(group.id, param('name'));
  const existing = state.identities.get(id.toLowerCase());
  const body = json();
  const location = locationName(textAt(body, 'location') ?? '');
  if (!NAME.test(param('name'))) throw nameInvalid(IDENTITY_TYPE, param('name'));
  if (location === '') throw locationRequired();
  if (existing && existing.location !== location) throw locationFixed(existing.name, existing.location, location);
  const base = existing ?? createIdentity(state, { id, name: param('name'), resourceGroup: group.name });
  const identity = { ...base, location, tags: objectAt(body, 'tags') };
  state.identities.set(id.toLowerCase(), identity);
  return { status: existing ? 200 : 201, body: showIdentity(identity, state.directory.tenantId) };
}

/** With a principal of its own, which other services hear of once it is replicated. */
function createIdentity(
  { directory }: AzureState,
  place: Pick<UserAssignedIdentity, 'id' | 'name' | 'resourceGroup'>,
): Omit<UserAssignedIdentity, 'location' | 'tags'> {
  const [principalId, clientId] = [directory.newId(), directory.newId()];
  directory.addPrincipal({
    id: principalId,
    kind: 'ManagedIdentity',
    appId: clientId,
    displayName: place.name,
    createdMs: directory.clock.now(),
  });
  return { ...place, principalId, clientId, credentials: [] };
}
