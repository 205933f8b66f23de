import { textAt } from '../json-members.js';
import type { OrganizationState } from './organization-state.js';
import { checkInvalid, checkMissing } from './unverified.js';

/** What checks and permissions of pipelines are of. */
export interface ProtectedResource {
  readonly type: string;
  readonly id: string;
  readonly name: string;
}

type Find = (organization: OrganizationState, id: string) => string | undefined;

/** By type, the name of the resource with an id; undefined where there is none. */
const FINDERS: Readonly<Record<string, Find>> = {
  environment: ({ environments }, id) => textAt(environments.get(Number(id)) ?? {}, 'name'),
  endpoint: ({ endpoints }, id) => textAt(endpoints.get(id.toLowerCase()) ?? {}, 'name'),
  variablegroup: ({ variableGroups }, id) => textAt(variableGroups.get(Number(id)) ?? {}, 'name'),
  // `<project id>.<repository id>`
  repository: ({ repositories }, id) =>
    repositories.find((one) => one.id === id.split('.').at(-1)?.toLowerCase())?.name,
  // Agent queues and secure files are not emulated: those with any id exist.
  queue: (_, id) => id,
  securefile: (_, id) => id,
};

/** The resource. Throws 400 for an unknown type and 404 for a resource that does not exist. */
export function checkProtectedResource(
  organization: OrganizationState,
  type: string | undefined,
  id: string | undefined,
): ProtectedResource {
  const key = type?.toLowerCase() ?? '';
  const find = FINDERS[key];
  if (!find || id === undefined) {
    throw checkInvalid(`A resource has a type, one of ${Object.keys(FINDERS).join(', ')}, and an id.`);
  }
  const name = find(organization, id);
  if (name !== undefined) return { type: key, id, name };
  throw checkMissing(`The resource of type ${key} with ID ${id} could not be found.`);
}
