import {
  ancestorIds,
  dependenciesOf,
  indexReferences,
  RESOURCES,
  resourceKey,
  resourceName,
  targetId,
  toArmDelete,
  type Resource,
  type ResourceKey,
  type State,
} from '@nx-apiops/apim';
import { revisionedApi } from './align-revisions.js';
import type { PublishAction } from './publish-plan.js';

export interface DeleteInput {
  readonly desired: State;
  readonly actual: State;
  readonly isOwned: (key: ResourceKey) => boolean;
}

/** What is there, ours, and not desired, without what goes with something else that is deleted. */
export function planDeletes({ desired, actual, isOwned }: DeleteInput): ReadonlyMap<ResourceKey, Resource> {
  const gone = new Map(
    [...actual].filter(([key, resource]) => isOwned(key) && !desired.has(key) && !isBuiltIn(resource)),
  );
  const goesWithAnother = (resource: Resource): boolean => {
    const own = resourceKey(resource.id);
    const others = [...ancestorIds(resource.id), targetId(resource.id), revisionedApi(resource.id)];
    return others.some((other) => other !== undefined && resourceKey(other) !== own && gone.has(resourceKey(other)));
  };
  return new Map([...gone].filter(([, resource]) => !goesWithAnother(resource)));
}

function isBuiltIn({ id, properties }: Resource): boolean {
  return RESOURCES[id.kind].builtIn?.(id.names, properties) === 'system';
}

/** Of each deleted resource: those among `keys` whose resources refer to it until then. */
export function usersOfDeleted(
  actual: State,
  deletes: ReadonlyMap<ResourceKey, Resource>,
  keys: Iterable<ResourceKey>,
): ReadonlyMap<ResourceKey, readonly ResourceKey[]> {
  const users = new Map<ResourceKey, ResourceKey[]>();
  if (deletes.size === 0) return users;
  const index = indexReferences(actual);
  for (const key of keys) {
    const resource = actual.get(key);
    if (!resource) continue;
    for (const used of dependenciesOf(resource, actual, index)) {
      if (deletes.has(used)) users.set(used, [...(users.get(used) ?? []), key]);
    }
  }
  return users;
}

/** The action that removes one resource, with all that lives below it. */
export function deleteAction(key: ResourceKey, resource: Resource, dependsOn: readonly string[]): PublishAction {
  return {
    id: key,
    kind: 'delete',
    type: RESOURCES[resource.id.kind].noun,
    name: resourceName(resource.id),
    dependsOn: [...dependsOn].sort(),
    changes: [],
    operation: { writes: [toArmDelete(resource)] },
  };
}
