import type { JsonObject } from '@nx-apiops/plan';
import { readAnyApiVersion } from '../arm/api-version.js';
import * as faults from '../arm/resource-manager-faults.js';
import type { Handler, HostCall } from '../hosts/routes.js';
import { objectAt, textAt } from '../json-members.js';
import type { AzureState } from './azure-state.js';
import { locationFixed, locationRequired } from './azure-faults.js';
import { nameInvalid } from './unverified.js';

export interface ResourceGroup {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly tags: JsonObject;
}

const NAME = /^[-\w.()]{0,89}[-\w()]$/;
const TYPE = 'Microsoft.Resources/resourceGroups';

export function showResourceGroup({ id, name, location, tags }: ResourceGroup): JsonObject {
  return { id, name, type: TYPE, location, tags, properties: { provisioningState: 'Succeeded' } };
}

/** `West Europe` and `westeurope` are the same place. */
export function locationName(text: string): string {
  return text.toLowerCase().replaceAll(' ', '');
}

/** The group, or undefined; names compare without regard to case. */
export function findGroup(state: AzureState, name: string): ResourceGroup | undefined {
  return state.groups.get(name.toLowerCase());
}

/** Throws `ArmFault` for names that no group has. */
export function requireGroup(state: AzureState, name: string): ResourceGroup {
  const group = findGroup(state, name);
  if (group) return group;
  throw faults.resourceGroupNotFound(name);
}

export function resourceGroupRoutes(state: AzureState): Readonly<Record<string, Handler>> {
  const path = '/subscriptions/{subscription}/resourceGroups';
  return {
    [`GET ${path}`]: ({ query }) => {
      readAnyApiVersion(query);
      return { status: 200, body: { value: [...state.groups.values()].map(showResourceGroup) } };
    },
    [`GET ${path}/{group}`]: ({ query, param }) => {
      readAnyApiVersion(query);
      return { status: 200, body: showResourceGroup(requireGroup(state, param('group'))) };
    },
    // Without a body, and so without an error in it.
    [`HEAD ${path}/{group}`]: ({ query, param }) => {
      readAnyApiVersion(query);
      return { status: findGroup(state, param('group')) ? 204 : 404 };
    },
    [`PUT ${path}/{group}`]: (call) => {
      readAnyApiVersion(call.query);
      const existing = findGroup(state, call.param('group'));
      const group = writtenGroup(state, call, existing);
      state.groups.set(group.name.toLowerCase(), group);
      return { status: existing ? 200 : 201, body: showResourceGroup(group) };
    },
  };
}

function writtenGroup(
  state: AzureState,
  { param, json }: HostCall,
  existing: ResourceGroup | undefined,
): ResourceGroup {
  const name = existing?.name ?? param('group');
  if (!NAME.test(name)) throw nameInvalid(TYPE, name);
  const body = json();
  const location = locationName(textAt(body, 'location') ?? '');
  if (location === '') throw locationRequired();
  if (existing && existing.location !== location) throw locationFixed(name, existing.location, location);
  return { id: state.groupId(name), name, location, tags: objectAt(body, 'tags') };
}
