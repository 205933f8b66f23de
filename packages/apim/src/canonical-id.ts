import { defaultsOf } from './normalize-properties.js';
import { ancestorIds, parseApiName, resourceId, resourceKey, type ResourceId } from './resource-id.js';
import { RESOURCES } from './resource-table.js';
import type { State } from './state.js';

/** The revision that is current by the artifacts, by the key of the API's own name. */
export type CurrentRevisions = ReadonlyMap<string, string>;

/** The current revisions of the APIs that a state holds under their own names. */
export function currentRevisions(state: State): CurrentRevisions {
  const revisions = new Map<string, string>();
  for (const [key, { id, properties }] of state) {
    if (!RESOURCES[id.kind].sharedByRevisions || parseApiName(id.names[0] ?? '').revision !== undefined) continue;
    revisions.set(key, String(properties['apiRevision'] ?? defaultsOf(id.kind, id.names)['apiRevision']));
  }
  return revisions;
}

/**
 * The one id of a resource that a folder, an entry or a link may name in several ways. `orders;rev=2` is `orders` where
 * revision 2 is current, and what all revisions of an API share, such as its diagnostics, tags and links from products,
 * belongs to `orders` whatever revision is named.
 * Source: https://learn.microsoft.com/azure/api-management/api-management-revisions
 */
export function canonicalId(id: ResourceId, current: CurrentRevisions): ResourceId {
  return withoutRevisionOfTarget(withoutRevision(id, current));
}

function withoutRevision(id: ResourceId, current: CurrentRevisions): ResourceId {
  const [name = '', ...rest] = id.names;
  const { api, revision } = parseApiName(name);
  const owner = [id, ...ancestorIds(id)].find(({ kind }) => RESOURCES[kind].sharedByRevisions);
  if (!owner || revision === undefined) return id;
  const { perRevision, sharedByRevisions } = RESOURCES[id.kind];
  const isShared = !perRevision && !sharedByRevisions;
  const isCurrent = current.get(resourceKey(resourceId(owner.kind, [api], id.workspace))) === revision;
  return isShared || isCurrent ? resourceId(id.kind, [api, ...rest], id.workspace) : id;
}

function withoutRevisionOfTarget(id: ResourceId): ResourceId {
  const { target } = RESOURCES[id.kind];
  const last = id.names.at(-1) ?? '';
  const { api, revision } = parseApiName(last);
  if (target === undefined || revision === undefined || !RESOURCES[target].sharedByRevisions) return id;
  return resourceId(id.kind, [...id.names.slice(0, -1), api], id.workspace);
}
