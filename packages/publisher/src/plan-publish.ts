import {
  ancestorIds,
  compareResources,
  dependenciesOf,
  findSecrets,
  indexReferences,
  RESOURCES,
  resourceKey,
  resourceName,
  targetId,
  toArmDelete,
  toArmWrites,
  type ArmWrite,
  type Resource,
  type ResourceKey,
  type ServiceAddress,
  type State,
} from '@nx-apiops/apim';
import type { Action, FieldChange, Json, Plan } from '@nx-apiops/plan';
import { lockSecrets, type SecretVault } from './secret-vault.js';

/** What an action of a publish does: the writes, in order. Secrets in them are placeholders. */
export interface PublishOperation {
  readonly writes: readonly ArmWrite[];
}

export type PublishPlan = Plan<PublishOperation>;

export interface PublishInput {
  /** The artifacts with the environment's overrides. */
  readonly desired: State;
  /** What is there: the instance, or the state that was published last. */
  readonly actual: State;
  /** Resources that this repository published; only these may be deleted. */
  readonly owned: ReadonlySet<ResourceKey>;
  readonly service: ServiceAddress;
  /** For people: `apim-acme-dev (dev)`. */
  readonly target: string;
  readonly notes?: readonly string[];
  /** Send secrets that the service never gives back, since whether they differ cannot be told. */
  readonly resendSecrets: boolean;
}

export interface PlannedPublish {
  readonly plan: PublishPlan;
  /** Kept apart from the plan, which may be printed and saved. */
  readonly secrets: SecretVault;
}

type PublishAction = Action<PublishOperation>;

/**
 * The actions that turn `actual` into `desired`. Pure. What is there but not desired is deleted only where owned;
 * what the service made itself is neither created nor deleted. Guarantees that applying the plan to `actual` gives
 * `desired` on all that the plan covers, and that a plan of equal states is empty.
 */
export function planPublish(input: PublishInput): PlannedPublish {
  const desired = new Map([...input.desired].filter(([, resource]) => builtIn(resource) !== 'system'));
  const vault = new Map<string, Json>();
  const upserts = new Map<ResourceKey, PublishAction>();
  for (const [key, resource] of desired) {
    const action = upsert(resource, input, vault);
    if (action) upserts.set(key, action);
  }
  const deletes = planDeletes(input, desired);
  const graph: Graph = { upserts, deletes, users: usersOf(input.actual, upserts, deletes) };
  const index = indexReferences(desired);
  return {
    plan: {
      version: 1,
      target: input.target,
      actions: [
        ...[...upserts].map(([key, action]) => {
          const resource = desired.get(key);
          const needed = resource ? [...dependenciesOf(resource, desired, index)] : [];
          return { ...action, dependsOn: upsertDependencies(graph, needed, resource) };
        }),
        ...[...deletes].map(([key, resource]) => deleteAction(key, resource, graph)),
      ],
      unchanged: desired.size - upserts.size,
      notes: input.notes ?? [],
    },
    secrets: vault,
  };
}

interface Graph {
  readonly upserts: ReadonlyMap<ResourceKey, PublishAction>;
  readonly deletes: ReadonlyMap<ResourceKey, Resource>;
  /** Of each deleted resource: the planned actions on resources that refer to it until then. */
  readonly users: ReadonlyMap<ResourceKey, readonly ResourceKey[]>;
}

function builtIn({ id, properties }: Resource): 'system' | 'sample' | undefined {
  return RESOURCES[id.kind].builtIn?.(id.names, properties);
}

function upsert(resource: Resource, input: PublishInput, vault: Map<string, Json>): PublishAction | undefined {
  const key = resourceKey(resource.id);
  const actual = input.actual.get(key);
  const changes = actual ? updateChanges(resource, actual, input.resendSecrets) : createChanges(resource);
  if (actual && changes.length === 0) return undefined;
  const sendable: Resource = {
    ...resource,
    properties: lockSecrets(resource, key, vault),
    ...(actual?.armPath !== undefined && { armPath: actual.armPath }),
  };
  const withSpecification = !actual || changes.some(({ path }) => path.startsWith('specification'));
  return {
    id: key,
    kind: actual ? 'update' : 'create',
    type: RESOURCES[resource.id.kind].noun,
    name: resourceName(resource.id),
    dependsOn: [],
    changes,
    operation: { writes: toArmWrites(sendable, { service: input.service, withSpecification }) },
  };
}

function updateChanges(resource: Resource, actual: Resource, resendSecrets: boolean): readonly FieldChange[] {
  const changes = compareResources(resource, actual);
  return resendSecrets ? withSecrets(resource, changes) : changes;
}

function createChanges(resource: Resource): readonly FieldChange[] {
  return withSecrets(resource, compareResources(resource, { id: resource.id, properties: {} }));
}

/** Adds the secrets that a comparison leaves out because the service never gives them back. */
function withSecrets(resource: Resource, changes: readonly FieldChange[]): readonly FieldChange[] {
  const listed = new Set(changes.map(({ path }) => path));
  const unlisted = findSecrets(resource.id.kind, resource.properties).filter(
    ({ path, writeOnly }) => writeOnly && !listed.has(path),
  );
  return [...changes, ...unlisted.map(({ path }): FieldChange => ({ path, secret: true }))];
}

/** After all that it refers to, and after the end of what holds a value that only one resource may have. */
function upsertDependencies(
  { upserts, deletes, users }: Graph,
  needed: readonly ResourceKey[],
  resource: Resource | undefined,
): readonly ResourceKey[] {
  const value = resource && uniqueValue(resource);
  const rivals = value === undefined ? [] : [...deletes].filter(([, deleted]) => uniqueValue(deleted) === value);
  const free = rivals.map(([key]) => key).filter((key) => (users.get(key) ?? []).length === 0);
  return [...needed.filter((key) => upserts.has(key)), ...free].sort();
}

function uniqueValue({ id, properties }: Resource): string | undefined {
  const { unique } = RESOURCES[id.kind];
  const value = unique === undefined ? undefined : properties[unique];
  return typeof value === 'string' ? `${id.workspace ?? ''}/${id.kind}/${value}`.toLowerCase() : undefined;
}

/** What is there, ours, and not desired, without what goes with something else that is deleted. */
function planDeletes({ actual, owned }: PublishInput, desired: State): ReadonlyMap<ResourceKey, Resource> {
  const gone = new Map(
    [...actual].filter(([key, resource]) => owned.has(key) && !desired.has(key) && builtIn(resource) !== 'system'),
  );
  const goesWithAnother = ({ id }: Resource): boolean => {
    const target = targetId(id);
    return [...ancestorIds(id), ...(target ? [target] : [])].some((other) => gone.has(resourceKey(other)));
  };
  return new Map([...gone].filter(([, resource]) => !goesWithAnother(resource)));
}

function usersOf(
  actual: State,
  upserts: ReadonlyMap<ResourceKey, PublishAction>,
  deletes: ReadonlyMap<ResourceKey, Resource>,
): ReadonlyMap<ResourceKey, readonly ResourceKey[]> {
  const users = new Map<ResourceKey, ResourceKey[]>();
  if (deletes.size === 0) return users;
  const index = indexReferences(actual);
  for (const key of [...upserts.keys(), ...deletes.keys()]) {
    const resource = actual.get(key);
    if (!resource) continue;
    for (const used of dependenciesOf(resource, actual, index)) {
      if (deletes.has(used)) users.set(used, [...(users.get(used) ?? []), key]);
    }
  }
  return users;
}

function deleteAction(key: ResourceKey, resource: Resource, { users }: Graph): PublishAction {
  return {
    id: key,
    kind: 'delete',
    type: RESOURCES[resource.id.kind].noun,
    name: resourceName(resource.id),
    dependsOn: [...(users.get(key) ?? [])].sort(),
    changes: [],
    operation: { writes: [toArmDelete(resource)] },
  };
}
