import { equalJson, isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { replaceProperties } from './json-properties.js';
import { parseApiName, toRelativeId } from './resource-id.js';
import { RESOURCES, type ResourceKind } from './resource-table.js';
import type { Resource } from './state.js';

/** The service's defaults for a kind, for one resource. */
export function defaultsOf(kind: ResourceKind, names: readonly string[]): JsonObject {
  const { defaults = {} } = RESOURCES[kind];
  return typeof defaults === 'function' ? defaults(names) : defaults;
}

/** Without what the service sets on its own. */
export function withoutReadOnly(kind: ResourceKind, properties: JsonObject): JsonObject {
  return [...SERVICE_STATE, ...(RESOURCES[kind].readOnly ?? [])].reduce(
    (rest, path) => replaceProperties(rest, path, () => undefined),
    properties,
  );
}

/** The state of a long-running operation, in both spellings that the service uses. */
const SERVICE_STATE = ['provisioningState', 'ProvisioningState'];

/** Ids in the form that is the same for every instance. */
export function withRelativeIds(kind: ResourceKind, properties: JsonObject): JsonObject {
  return (RESOURCES[kind].references ?? []).reduce(
    (rest, { property }) =>
      replaceProperties(rest, property, (value) => (typeof value === 'string' ? toRelativeId(value) : value)),
    properties,
  );
}

/**
 * The properties of a resource as far as they mean something: without what the service sets, without what equals
 * its default, `null`, `[]` or `{}`, ids relative. Two resources are the same when these are equal.
 */
export function normalizeProperties(resource: Resource, derived: JsonObject = {}): JsonObject {
  const { kind, names } = resource.id;
  const known = withRelativeIds(kind, withoutReadOnly(kind, withoutShared(resource)));
  const stripped = withoutDefaults(known, { ...derived, ...defaultsOf(kind, names) });
  return isJsonObject(stripped) ? stripped : {};
}

/** What all revisions of an API share follows the current one. */
function withoutShared({ id, properties }: Resource): JsonObject {
  const { sharedByRevisions = [] } = RESOURCES[id.kind];
  if (parseApiName(id.names[0] ?? '').revision === undefined) return properties;
  return sharedByRevisions.reduce((rest, name) => replaceProperties(rest, name, () => undefined), properties);
}

/** Undefined where all of `value` is as `defaults` says or empty. */
function withoutDefaults(value: Json | undefined, defaults: Json | undefined): Json | undefined {
  if (value === undefined || isEmpty(value) || (defaults !== undefined && equalJson(value, defaults))) return undefined;
  if (!isJsonObject(value)) return value;
  const known = isJsonObject(defaults) ? defaults : {};
  const rest = Object.entries(value).flatMap(([member, inner]): [string, Json][] => {
    const kept = withoutDefaults(inner, known[member]);
    return kept === undefined ? [] : [[member, kept]];
  });
  return rest.length > 0 ? Object.fromEntries(rest) : undefined;
}

function isEmpty(value: Json): boolean {
  if (value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}
