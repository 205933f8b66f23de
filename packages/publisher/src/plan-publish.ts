import {
  ancestorIds,
  dependenciesOf,
  indexReferences,
  normalizeProperties,
  parseApiName,
  pickShared,
  resolveId,
  RESOURCES,
  resourceKey,
  resourceName,
  toArmWrites,
  toRelease,
  type ArmWrite,
  type Resource,
  type ResourceKey,
  type State,
} from '@nx-apiops/apim';
import { equalJson, type Json } from '@nx-apiops/plan';
import {
  alignRevisions,
  newRevisions,
  renamed,
  revisionedApi,
  type RevisionSwitch,
  type RevisionView,
} from './align-revisions.js';
import { endedAmendments, importedAgain, lostToImports } from './plan-amendments.js';
import { deleteAction, planDeletes, usersOfDeleted } from './plan-deletes.js';
import { withMoves } from './plan-moves.js';
import { importsSpecification, planRepeatedWrites, planUpsert, type UpsertContext } from './plan-upsert.js';
import type { PlannedPublish, PublishAction, PublishInput } from './publish-plan.js';
import { uniqueValue } from './unique-value.js';

/**
 * The actions that turn `actual` into `desired`. Pure. What is there but not desired is deleted only where owned;
 * what the service made itself is neither created nor deleted. Guarantees that applying the plan to `actual` gives
 * `desired` on all that the plan covers, and that a plan of equal states is empty.
 */
export function planPublish(input: PublishInput): PlannedPublish {
  const desired = publishable(input.desired);
  const view = alignRevisions(desired, input.actual);
  const vault = new Map<string, Json>();
  const contextOf = (resource: Resource): UpsertContext => ({
    input: { ...input, actual: view.actual },
    vault,
    turn: turnOf(resource, view),
  });
  const ended = endedAmendments(desired, view.actual);
  const again = importedAgain(desired, view.actual, ended);
  const upserts = new Map<ResourceKey, PublishAction>();
  for (const [key, resource] of desired) {
    const action = planUpsert(resource, { ...contextOf(resource), importsAgain: again.has(key) });
    if (action) upserts.set(key, action);
  }
  for (const [key, writes] of repeatedWrites({ desired, upserts, contextOf })) {
    const action = upserts.get(key);
    if (action) upserts.set(key, { ...action, operation: { writes: [...action.operation.writes, ...writes] } });
  }
  const isOwned = (key: ResourceKey): boolean => !ended.has(key) && input.owned.has(view.origins.get(key) ?? key);
  const deletes = planDeletes({ desired, actual: view.actual, isOwned });
  const releases = planReleases(desired, view, { input, upserts });
  const users = usersOfDeleted(view.actual, deletes, [...upserts.keys(), ...deletes.keys()]);
  const graph: Graph = {
    desired,
    actual: view.actual,
    upserts,
    deletes,
    users,
    releases,
    copies: copiesByApi(desired, view),
  };
  return {
    plan: {
      version: 1,
      target: input.target,
      actions: [
        ...withMoves(withDependencies(graph), { desired, deletes, users, service: input.service }),
        ...releases.values(),
        ...deleteActions(graph),
      ],
      unchanged: desired.size - upserts.size,
      notes: input.notes ?? [],
    },
    secrets: vault,
  };
}

/** What an import undoes is sent after it, as a part of the action that imports, unless it has an action of its own. */
function repeatedWrites({
  desired,
  upserts,
  contextOf,
}: {
  readonly desired: State;
  readonly upserts: ReadonlyMap<ResourceKey, PublishAction>;
  readonly contextOf: (resource: Resource) => UpsertContext;
}): ReadonlyMap<ResourceKey, readonly ArmWrite[]> {
  const imported = [...upserts].flatMap(([key, action]) => {
    const resource = desired.get(key);
    return resource && importsSpecification(resource, action) ? [key] : [];
  });
  const lost = lostToImports(desired, new Set(imported));
  return new Map(
    [...lost].map(([key, resources]) => [
      key,
      resources
        .filter(({ id }) => !upserts.has(resourceKey(id)))
        .flatMap((resource) => planRepeatedWrites(resource, contextOf(resource))),
    ]),
  );
}

interface Graph {
  readonly desired: State;
  readonly actual: State;
  readonly upserts: ReadonlyMap<ResourceKey, PublishAction>;
  readonly deletes: ReadonlyMap<ResourceKey, Resource>;
  readonly users: ReadonlyMap<ResourceKey, readonly ResourceKey[]>;
  /** By the key of the API. */
  readonly releases: ReadonlyMap<ResourceKey, PublishAction>;
  /** By the key of the API: its other revisions that start as copies of the current one. */
  readonly copies: ReadonlyMap<ResourceKey, readonly ResourceKey[]>;
}

function copiesByApi(desired: State, view: RevisionView): Graph['copies'] {
  const copies = new Map<ResourceKey, ResourceKey[]>();
  for (const { id } of newRevisions(desired, view.actual)) {
    const api = revisionedApi(id);
    if (api) copies.set(resourceKey(api), [...(copies.get(resourceKey(api)) ?? []), resourceKey(id)]);
  }
  return copies;
}

/** Without what the service makes itself, and without the releases of revisions that are not current any more. */
function publishable(desired: State): State {
  return new Map(
    [...desired].filter(([, { id, properties }]) => {
      const { builtIn, makesCurrent } = RESOURCES[id.kind];
      if (builtIn?.(id.names, properties) === 'system') return false;
      return makesCurrent === undefined || namesCurrentRevision(desired, id, properties[makesCurrent]);
    }),
  );
}

function namesCurrentRevision(desired: State, id: Resource['id'], value: Json | undefined): boolean {
  if (typeof value !== 'string') return true;
  const [released] = resolveId(value, id.workspace);
  const { api, revision } = parseApiName(released?.names[0] ?? '');
  const current = desired.get(resourceKey({ ...id, kind: 'api', names: [api] }));
  return revision === undefined || current?.properties['apiRevision'] === revision;
}

/** The switch that a resource waits for: it belongs to the revision that is to become current. */
function turnOf({ id }: Resource, { switches }: RevisionView): RevisionSwitch | undefined {
  const api = revisionedApi(id);
  if (!api || parseApiName(id.names[0] ?? '').revision !== undefined) return undefined;
  return switches.get(resourceKey(api));
}

/** One action per switch: it comes after the content of the revision, so that callers never see half of it. */
function planReleases(
  desired: State,
  view: RevisionView,
  { input, upserts }: { readonly input: PublishInput; readonly upserts: ReadonlyMap<ResourceKey, PublishAction> },
): ReadonlyMap<ResourceKey, PublishAction> {
  const contents = new Map<RevisionSwitch, ResourceKey[]>();
  for (const key of upserts.keys()) {
    const resource = desired.get(key);
    const turn = resource && turnOf(resource, view);
    if (turn) contents.set(turn, [...(contents.get(turn) ?? []), key]);
  }
  return new Map(
    [...view.switches].flatMap(([key, turn]): [ResourceKey, PublishAction][] => {
      const api = desired.get(key);
      return api ? [[key, releaseAction(api, turn, { input, dependsOn: contents.get(turn) ?? [] })]] : [];
    }),
  );
}

function releaseAction(
  api: Resource,
  turn: RevisionSwitch,
  { input, dependsOn }: { readonly input: PublishInput; readonly dependsOn: readonly ResourceKey[] },
): PublishAction {
  const revision = renamed(api.id, turn.to);
  const shared = (one: Resource): Json => pickShared(api.id, normalizeProperties(one));
  const isSharedChanged = !equalJson(shared(api), shared(turn.current));
  return {
    id: `${resourceKey(api.id)}#current`,
    kind: 'update',
    type: 'current revision',
    name: resourceName(api.id),
    dependsOn: [...dependsOn].sort(),
    changes: [{ path: 'current revision', before: turn.from, after: turn.to }],
    operation: {
      writes: [
        toRelease(revision, input.service),
        ...(isSharedChanged ? toArmWrites(api, { service: input.service, withSpecification: false }) : []),
      ],
    },
  };
}

/** Each after all that it refers to, and after the end of what holds a value that only one resource may have. */
function withDependencies({
  desired,
  actual,
  upserts,
  deletes,
  users,
  releases,
  copies,
}: Graph): readonly PublishAction[] {
  const index = indexReferences(desired);
  const given = givenUp({ desired, upserts, actual });
  return [...upserts].map(([key, action]) => {
    const resource = desired.get(key);
    if (!resource) return action;
    const needed = [...dependenciesOf(resource, desired, index)].filter((used) => upserts.has(used));
    const value = uniqueValue(resource);
    const rivals = value === undefined ? [] : [...deletes].filter(([, deleted]) => uniqueValue(deleted) === value);
    const free = rivals.map(([rival]) => rival).filter((rival) => (users.get(rival) ?? []).length === 0);
    const first = [
      ...releaseBefore(resource, releases),
      ...copiesBefore(resource, copies),
      ...(given.get(value ?? '') ?? []),
    ];
    return { ...action, dependsOn: [...new Set([...needed, ...free, ...first])].sort() };
  });
}

/** By value: the updates that give up a value which only one resource may have. */
function givenUp({
  desired,
  actual,
  upserts,
}: Pick<Graph, 'desired' | 'actual' | 'upserts'>): ReadonlyMap<string, readonly string[]> {
  const given = new Map<string, readonly string[]>();
  for (const key of upserts.keys()) {
    const [before, after] = [actual.get(key), desired.get(key)];
    const value = before && uniqueValue(before);
    if (value === undefined || !after || uniqueValue(after) === value) continue;
    given.set(value, [...(given.get(value) ?? []), key]);
  }
  return given;
}

/** Other revisions come after the switch, when what they share with the current one is as desired. */
function releaseBefore({ id }: Resource, releases: Graph['releases']): readonly string[] {
  const api = revisionedApi(id);
  if (!api || parseApiName(id.names[0] ?? '').revision === undefined) return [];
  const release = releases.get(resourceKey(api));
  return release ? [release.id] : [];
}

/** What is changed below the current revision must not be there yet when others are copied from it. */
function copiesBefore({ id }: Resource, copies: Graph['copies']): readonly string[] {
  const api = revisionedApi(id);
  if (!api || !RESOURCES[id.kind].perRevision || parseApiName(id.names[0] ?? '').revision !== undefined) return [];
  return copies.get(resourceKey(api)) ?? [];
}

function deleteActions({ upserts, deletes, users, releases }: Graph): readonly PublishAction[] {
  return [...deletes].map(([key, resource]) => {
    const api = revisionedApi(resource.id);
    const release = api && releases.get(resourceKey(api));
    const above = ancestorIds(resource.id)
      .map(resourceKey)
      .filter((ancestor) => upserts.has(ancestor));
    return deleteAction(key, resource, [...(users.get(key) ?? []), ...above, ...(release ? [release.id] : [])]);
  });
}
