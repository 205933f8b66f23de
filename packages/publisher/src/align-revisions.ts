import {
  defaultsOf,
  parseApiName,
  RESOURCES,
  resourceId,
  resourceKey,
  type Resource,
  type ResourceId,
  type ResourceKey,
  type State,
} from '@nx-apiops/apim';

/** An API whose artifacts name another current revision than the instance has. */
export interface RevisionSwitch {
  readonly api: ResourceId;
  /** The revision that is current now. */
  readonly from: string;
  /** The revision that is to become current. */
  readonly to: string;
  /** The instance has that revision already. */
  readonly exists: boolean;
  /** The API as it is now: what all of its revisions share. */
  readonly current: Resource;
}

/** What is there, told as if the revisions that are to become current were it already. */
export interface RevisionView {
  readonly actual: State;
  /** By the key of the API. */
  readonly switches: ReadonlyMap<ResourceKey, RevisionSwitch>;
  /** The key under which a moved resource stands in the instance now. */
  readonly origins: ReadonlyMap<ResourceKey, ResourceKey>;
}

/**
 * Finds the APIs that change their current revision, and moves in `actual` the revisions to the names that they will
 * have: the API's own name always means its current revision. A revision that does not exist yet starts as a copy of
 * the current one, as the service makes it. Pure.
 */
export function alignRevisions(desired: State, actual: State): RevisionView {
  const switches = new Map<ResourceKey, RevisionSwitch>();
  for (const [key, { id, properties }] of desired) {
    const current = actual.get(key);
    if (!current || !RESOURCES[id.kind].sharedByRevisions || isRevision(id)) continue;
    const [from, to] = [revisionOf(current), revisionOf({ id, properties })];
    if (from === to) continue;
    const exists = actual.has(resourceKey(renamed(id, to)));
    switches.set(key, { api: id, from, to, exists, current });
  }
  const aligned =
    switches.size === 0 ? { actual, origins: new Map<ResourceKey, ResourceKey>() } : moved(actual, switches);
  return { switches, ...withCopies(desired, aligned) };
}

/** Other revisions that are yet to be created start as copies of the current one, with all that lives below it. */
function withCopies(desired: State, aligned: Omit<RevisionView, 'switches'>): Omit<RevisionView, 'switches'> {
  const created = newRevisions(desired, aligned.actual);
  if (created.length === 0) return aligned;
  const actual = new Map(aligned.actual);
  const origins = new Map(aligned.origins);
  for (const { id } of created) {
    const { api, revision = '' } = parseApiName(id.names[0] ?? '');
    const prefix = `${resourceKey(resourceId(id.kind, [api], id.workspace))}/`;
    for (const [key, resource] of aligned.actual) {
      if (!key.startsWith(prefix) || !RESOURCES[resource.id.kind].perRevision) continue;
      const copy = { ...resource, id: renamed(resource.id, revision) };
      actual.set(resourceKey(copy.id), copy);
      origins.set(resourceKey(copy.id), aligned.origins.get(key) ?? key);
    }
  }
  return { actual, origins };
}

/** The revisions that are to be created and are not the current one. */
export function newRevisions(desired: State, actual: State): readonly Resource[] {
  return [...desired].flatMap(([key, resource]) => {
    const isApi = RESOURCES[resource.id.kind].sharedByRevisions !== undefined;
    return isApi && isRevision(resource.id) && !actual.has(key) ? [resource] : [];
  });
}

/** The id of the same resource below another revision of its API. */
export function renamed(id: ResourceId, revision: string): ResourceId {
  const [name = '', ...rest] = id.names;
  return resourceId(id.kind, [`${parseApiName(name).api};rev=${revision}`, ...rest], id.workspace);
}

/** The API that a resource belongs to revision by revision; undefined for what all revisions share. */
export function revisionedApi(id: ResourceId): ResourceId | undefined {
  const row = RESOURCES[id.kind];
  if (!row.perRevision && !row.sharedByRevisions) return undefined;
  return resourceId('api', [parseApiName(id.names[0] ?? '').api], id.workspace);
}

function isRevision({ names }: ResourceId): boolean {
  return parseApiName(names[0] ?? '').revision !== undefined;
}

function revisionOf({ id, properties }: Resource): string {
  return String(properties['apiRevision'] ?? defaultsOf(id.kind, id.names)['apiRevision']);
}

function moved(
  actual: State,
  switches: ReadonlyMap<ResourceKey, RevisionSwitch>,
): Pick<RevisionView, 'actual' | 'origins'> {
  const result = new Map<ResourceKey, Resource>();
  const origins = new Map<ResourceKey, ResourceKey>();
  const put = (resource: Resource, id: ResourceId): void => {
    origins.set(resourceKey(id), resourceKey(resource.id));
    result.set(resourceKey(id), { ...resource, id });
  };
  for (const [key, resource] of actual) {
    const api = revisionedApi(resource.id);
    const turn = api && switches.get(resourceKey(api));
    if (!turn) {
      result.set(key, resource);
      continue;
    }
    const { revision } = parseApiName(resource.id.names[0] ?? '');
    if (revision === turn.to) put(asCurrent(resource, turn.to), underApi(resource.id));
    else if (revision !== undefined) put(resource, resource.id);
    else {
      put(resource, renamed(resource.id, turn.from));
      if (!turn.exists) put(asCurrent(resource, turn.to), resource.id);
    }
  }
  return { actual: result, origins };
}

function underApi(id: ResourceId): ResourceId {
  const [name = '', ...rest] = id.names;
  return resourceId(id.kind, [parseApiName(name).api, ...rest], id.workspace);
}

function asCurrent(resource: Resource, revision: string): Resource {
  if (!RESOURCES[resource.id.kind].sharedByRevisions) return resource;
  return { ...resource, properties: { ...resource.properties, apiRevision: revision, isCurrent: true } };
}
