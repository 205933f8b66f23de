import {
  ancestorIds,
  isMadeByService,
  isSample,
  parentId,
  resourceKey,
  type ReadSelection,
  type Resource,
  type ResourceId,
  type ResourceKey,
  type ResourceKind,
  type State,
} from '@nx-apiops/apim';

/** Reads of an instance only what `state` has a counterpart for: the cost grows with the repository alone. */
export function selectionOf(state: State): ReadSelection {
  const kinds = new Set<string>();
  const nodes = new Set<ResourceKey>();
  for (const [key, { id }] of state) {
    kinds.add(collection(id.kind, parentId(id)));
    nodes.add(key);
    for (const ancestor of ancestorIds(id)) {
      nodes.add(resourceKey(ancestor));
      kinds.add(collection(ancestor.kind, parentId(ancestor)));
    }
  }
  return {
    authored: state,
    wantsKind: (kind, parent) => kinds.has(collection(kind, parent)),
    wantsResource: (id) => nodes.has(resourceKey(id)),
  };
}

/** The same, and of the instance's first level also what `isOwn` says. */
export function selectionWith(state: State, isOwn: (resource: Resource) => boolean): ReadSelection {
  const { wantsKind, wantsResource } = selectionOf(state);
  return {
    authored: state,
    wantsKind: (kind, parent) => parent === undefined || wantsKind(kind, parent),
    wantsResource: (id, properties) => wantsResource(id, properties) || isOwn({ id, properties }),
  };
}

/**
 * Reads all that lives below the resources of `state` or below samples of a new instance, and every resource of the
 * instance's first level.
 */
export function selectionAround(state: State): ReadSelection {
  const nodes = new Set([...state].flatMap(([key, { id }]) => [key, ...ancestorIds(id).map(resourceKey)]));
  const isKnown = (id: ResourceId): boolean =>
    [id, ...ancestorIds(id)].some((one) => nodes.has(resourceKey(one)) || isSample(one));
  return {
    authored: state,
    wantsKind: (_, parent) => parent === undefined || parent.kind === 'workspace' || isKnown(parent),
    wantsResource: (id, properties) => !isMadeByService(id, properties) || state.has(resourceKey(id)),
  };
}

function collection(kind: ResourceKind, parent: ResourceId | undefined): string {
  return `${parent ? resourceKey(parent) : ''} ${kind}`;
}
