import type { Json, JsonObject } from '@nx-apiops/plan';
import { derivedProperties } from './derived-properties.js';
import { replaceProperties } from './json-properties.js';
import { withoutReadOnly } from './normalize-properties.js';
import { resolveId } from './references.js';
import {
  parseApiName,
  resourceId,
  scopeOf,
  serviceArmId,
  toArmPath,
  toIdPath,
  type ResourceId,
  type ServiceAddress,
} from './resource-id.js';
import { isAssociation, RESOURCES, switchRelease } from './resource-table.js';
import { toImport } from './specification/to-import.js';
import { GRAPHQL_SCHEMA } from './specification/specification.js';
import type { Resource } from './state.js';

/** One write to ARM. `path` is below the service and percent-encoded. */
export interface ArmWrite {
  readonly method: 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Absent for associations and deletions. */
  readonly body?: JsonObject;
  /** The body only changes what is there: what it does not mention stays. Nothing is sent where it changes nothing. */
  readonly amends?: true;
}

export interface ArmWriteOptions {
  readonly service: ServiceAddress;
  /** Import the specification; without it an existing API keeps its operations. */
  readonly withSpecification: boolean;
}

/** The writes, in order, that make a resource what it says. Ids are completed for the instance. */
export function toArmWrites(resource: Resource, options: ArmWriteOptions): readonly ArmWrite[] {
  const path = resource.armPath ?? toArmPath(resource.id);
  if (isAssociation(resource.id.kind)) {
    const body = linkBody(resource.id, options.service);
    return [{ method: 'PUT', path, ...(body && { body }) }];
  }
  const properties = withFullIds(resource, options.service);
  const { specification } = resource;
  if (!specification) {
    return [{ method: 'PUT', path, body: { properties }, ...(resource.amendsImport && { amends: true }) }];
  }
  // An import fills these from the document; a plain update would reset them.
  if (!options.withSpecification) {
    return [{ method: 'PUT', path, body: { properties: { ...derivedProperties(specification), ...properties } } }];
  }
  const imported = toImport(specification);
  if (imported) return [{ method: 'PUT', path, body: { properties: { ...properties, ...imported } } }];
  return [
    { method: 'PUT', path, body: { properties } },
    { method: 'PUT', path: `${path}/schemas/${GRAPHQL_SCHEMA.id}`, body: graphqlBody(specification.text) },
  ];
}

/**
 * The write that starts a revision as a copy of the API's current one. What all revisions share cannot be changed on
 * it, so it is sent as `shared` has it.
 * Source: https://learn.microsoft.com/rest/api/apimanagement/apis/create-or-update (create a new revision)
 */
export function toRevisionCopy(revision: ResourceId, shared: JsonObject, service: ServiceAddress): ArmWrite {
  const { api, revision: number = '' } = parseApiName(revision.names[0] ?? '');
  const source = resourceId(revision.kind, [api], revision.workspace);
  const copied = withFullIds({ id: revision, properties: pickShared(revision, shared) }, service);
  const sourceApiId = `${serviceArmId(service)}/${toIdPath(source)}`;
  return {
    method: 'PUT',
    path: toArmPath(revision),
    body: { properties: { ...copied, apiRevision: number, sourceApiId } },
  };
}

/** The write that makes a revision the current one. */
export function toRelease(revision: ResourceId, service: ServiceAddress): ArmWrite {
  const { api, revision: number = '' } = parseApiName(revision.names[0] ?? '');
  const { name, notes } = switchRelease(number);
  const release = resourceId('apiRelease', [api, name], revision.workspace);
  const properties = { apiId: `${serviceArmId(service)}/${toIdPath(revision)}`, notes };
  return { method: 'PUT', path: toArmPath(release), body: { properties } };
}

/** The properties that all revisions of an API share. */
export function pickShared(id: ResourceId, properties: JsonObject): JsonObject {
  const shared = new Set(RESOURCES[id.kind].sharedByRevisions ?? []);
  return Object.fromEntries(Object.entries(properties).filter(([name]) => shared.has(name)));
}

function graphqlBody(text: string): JsonObject {
  return { properties: { contentType: GRAPHQL_SCHEMA.contentType, document: { value: text } } };
}

/** The write that removes a resource with all that lives below it. */
export function toArmDelete(resource: Resource): ArmWrite {
  const query = RESOURCES[resource.id.kind].deleteQuery?.(resource.id.names) ?? {};
  const path = resource.armPath ?? toArmPath(resource.id);
  return Object.keys(query).length > 0 ? { method: 'DELETE', path, query } : { method: 'DELETE', path };
}

function linkBody(id: ResourceId, service: ServiceAddress): JsonObject | undefined {
  const { workspaceLink, parent, target } = RESOURCES[id.kind];
  if (scopeOf(id) === 'service' || !workspaceLink || !parent || !target) return undefined;
  const kind = workspaceLink.targetName === 0 ? parent : target;
  const linked = resourceId(kind, [id.names[workspaceLink.targetName] ?? ''], id.workspace);
  return { properties: { [workspaceLink.property]: `${serviceArmId(service)}/${toIdPath(linked)}` } };
}

/** Properties as they are sent: no read-only members, no nulls (imports reject some), ids in full. */
function withFullIds(resource: Resource, service: ServiceAddress): JsonObject {
  const { kind, workspace } = resource.id;
  const full = (value: Json): Json => {
    if (typeof value !== 'string') return value;
    const [id] = resolveId(value, workspace);
    return id && value.startsWith('/') ? `${serviceArmId(service)}/${toIdPath(id)}` : value;
  };
  const own = withoutNulls(withoutReadOnly(kind, resource.properties));
  return (RESOURCES[kind].references ?? []).reduce(
    (rest, { property }) => replaceProperties(rest, property, full),
    own,
  );
}

function withoutNulls(properties: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null && value !== undefined));
}
