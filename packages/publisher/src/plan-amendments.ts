import {
  ancestorIds,
  compareResources,
  describedBy,
  parentId,
  RESOURCES,
  resourceKey,
  type Resource,
  type ResourceId,
  type ResourceKey,
  type State,
} from '@nx-apiops/apim';

/** The resource whose specification `id` may be a part of, where it has one. */
function describer(id: ResourceId, desired: State): Resource | undefined {
  const parent = parentId(id);
  const owner = parent && desired.get(resourceKey(parent));
  return owner?.specification ? owner : undefined;
}

/**
 * The resources that only changed what an import makes, are not desired any more, and stay because the specification
 * still has them: deleting them would take an operation away that the specification promises.
 */
export function endedAmendments(desired: State, actual: State): ReadonlySet<ResourceKey> {
  const isDescribed = describedBy();
  const ended = [...actual].filter(([key, { id, amendsImport }]) => {
    if (desired.has(key) || !amendsImport) return false;
    const specification = describer(id, desired)?.specification;
    return specification !== undefined && isDescribed(id, specification);
  });
  return new Set(ended.map(([key]) => key));
}

/**
 * The APIs whose specification has to be imported again because an amendment, or a member of one, was taken back: only
 * the import knows what was there before. Pure.
 */
export function importedAgain(
  desired: State,
  actual: State,
  ended: ReadonlySet<ResourceKey>,
): ReadonlySet<ResourceKey> {
  const owners = new Set<ResourceKey>();
  for (const [key, before] of actual) {
    if (!before.amendsImport) continue;
    const after = desired.get(key);
    const isTakenBack = after
      ? compareResources(after, before).some((change) => 'before' in change && !('after' in change))
      : ended.has(key);
    const parent = parentId(before.id);
    if (isTakenBack && parent) owners.add(resourceKey(parent));
  }
  return owners;
}

/**
 * What has to be sent once more after each import, by the key of the API: an import resets the operations that the
 * specification has, and removes the others with all that lives below them.
 */
export function lostToImports(
  desired: State,
  imported: ReadonlySet<ResourceKey>,
): ReadonlyMap<ResourceKey, Resource[]> {
  const lost = new Map<ResourceKey, Resource[]>();
  if (imported.size === 0) return lost;
  const isDescribed = describedBy();
  for (const resource of desired.values()) {
    const operation = [resource.id, ...ancestorIds(resource.id)].find(({ kind }) => RESOURCES[kind].amendsImport);
    const api = operation && describer(operation, desired);
    if (!operation || !api?.specification || !imported.has(resourceKey(api.id))) continue;
    if (resource.id !== operation && isDescribed(operation, api.specification)) continue;
    lost.set(resourceKey(api.id), [...(lost.get(resourceKey(api.id)) ?? []), resource]);
  }
  return lost;
}
