import {
  compareResources,
  findSecrets,
  parseApiName,
  pickShared,
  RESOURCES,
  resourceKey,
  resourceName,
  showDefaults,
  toArmPath,
  toArmWrites,
  toRevisionCopy,
  type ArmWrite,
  type Resource,
  type ResourceId,
} from '@nx-apiops/apim';
import type { FieldChange, Json } from '@nx-apiops/plan';
import { renamed, type RevisionSwitch } from './align-revisions.js';
import type { PublishAction, PublishInput } from './publish-plan.js';
import { lockSecrets } from './secret-vault.js';

export interface UpsertContext {
  readonly input: Pick<PublishInput, 'actual' | 'service' | 'resendSecrets'>;
  /** Takes the secrets that the action leaves out. */
  readonly vault: Map<string, Json>;
  /** Set where the resource belongs to a revision that is yet to become current. */
  readonly turn: RevisionSwitch | undefined;
  /** The specification is imported although it did not change. */
  readonly importsAgain?: boolean;
}

/** The action that makes one resource what it says, or undefined where it is so already. Dependencies come later. */
export function planUpsert(resource: Resource, context: UpsertContext): PublishAction | undefined {
  const { input, turn } = context;
  const key = resourceKey(resource.id);
  const actual = input.actual.get(key);
  const fields = fieldChanges(resource, actual, input.resendSecrets);
  const changes = [...revisionChanges(resource, turn), ...fields, ...importAgain(fields, context)];
  if (actual && changes.length === 0) return undefined;
  const withSpecification = !actual || changes.some(isOfSpecification);
  const sendable = toSendable(resource, context);
  return {
    id: key,
    kind: actual ? 'update' : 'create',
    type: RESOURCES[resource.id.kind].noun,
    name: resourceName(resource.id),
    dependsOn: [],
    changes,
    operation: {
      writes: [
        ...revisionCopy(sendable, actual, context),
        ...toArmWrites(sendable, { service: input.service, withSpecification }),
      ],
    },
  };
}

/** The writes of a resource without a plan for it: an import of its API's specification undoes what was there. */
export function planRepeatedWrites(resource: Resource, context: UpsertContext): readonly ArmWrite[] {
  const { service } = context.input;
  return toArmWrites(toSendable(resource, context), { service, withSpecification: false });
}

/** As it is sent: under the path that the target has for it, and without secrets. */
function toSendable(resource: Resource, { input, turn, vault }: UpsertContext): Resource {
  const key = resourceKey(resource.id);
  const armPath = turn ? toArmPath(renamed(resource.id, turn.to)) : input.actual.get(key)?.armPath;
  return {
    ...resource,
    properties: lockSecrets({ ...resource, properties: sentProperties(resource, turn) }, key, vault),
    ...(armPath !== undefined && { armPath }),
  };
}

function isOfSpecification({ path }: FieldChange): boolean {
  return path.startsWith('specification');
}

/** True where the action imports a specification. */
export function importsSpecification({ specification }: Resource, { kind, changes }: PublishAction): boolean {
  return specification !== undefined && (kind === 'create' || changes.some(isOfSpecification));
}

function importAgain(fields: readonly FieldChange[], { importsAgain }: UpsertContext): readonly FieldChange[] {
  if (!importsAgain || fields.some(isOfSpecification)) return [];
  return [{ path: 'specification', after: 'imported again, as files that change its operations went' }];
}

function fieldChanges(
  resource: Resource,
  actual: Resource | undefined,
  resendSecrets: boolean,
): readonly FieldChange[] {
  if (!actual) return withSecrets(resource, compareResources(resource, { id: resource.id, properties: {} }));
  const changes = showDefaults(resource.id, compareResources(resource, actual));
  return resendSecrets ? withSecrets(resource, changes) : changes;
}

/** Adds the secrets that a comparison leaves out because the service never gives them back. */
function withSecrets(resource: Resource, changes: readonly FieldChange[]): readonly FieldChange[] {
  const listed = new Set(changes.map(({ path }) => path));
  const unlisted = findSecrets(resource.id.kind, resource.properties).filter(
    ({ path, writeOnly }) => writeOnly && !listed.has(path),
  );
  return [...changes, ...unlisted.map(({ path }): FieldChange => ({ path, secret: true }))];
}

/** A new revision is a change of its API even where it starts with the same content. */
function revisionChanges({ id }: Resource, turn: RevisionSwitch | undefined): readonly FieldChange[] {
  if (!turn || turn.exists || !RESOURCES[id.kind].sharedByRevisions) return [];
  return [{ path: 'properties.apiRevision', before: turn.from, after: turn.to }];
}

/** Until a revision is current, what all revisions share must be sent as it is. */
function sentProperties({ id, properties }: Resource, turn: RevisionSwitch | undefined): Resource['properties'] {
  if (!turn || !RESOURCES[id.kind].sharedByRevisions) return properties;
  const { isCurrent: _, ...rest } = properties;
  return { ...rest, ...pickShared(id, turn.current.properties) };
}

/** A revision that does not exist starts as a copy of the current one. */
function revisionCopy(
  resource: Resource,
  actual: Resource | undefined,
  { input, turn }: UpsertContext,
): readonly ArmWrite[] {
  const revision = newRevision(resource.id, actual, turn);
  return revision ? [toRevisionCopy(revision, resource.properties, input.service)] : [];
}

function newRevision(
  id: ResourceId,
  actual: Resource | undefined,
  turn: RevisionSwitch | undefined,
): ResourceId | undefined {
  if (!RESOURCES[id.kind].sharedByRevisions) return undefined;
  if (turn) return turn.exists ? undefined : renamed(id, turn.to);
  return !actual && parseApiName(id.names[0] ?? '').revision !== undefined ? id : undefined;
}
