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
  const stripped = withoutEmpty(withoutDefaults(known, { ...derived, ...defaultsOf(kind, names) }));
  return isJsonObject(stripped) ? stripped : {};
}

/** What all revisions of an API share follows the current one. */
function withoutShared({ id, properties }: Resource): JsonObject {
  const { sharedByRevisions = [] } = RESOURCES[id.kind];
  if (parseApiName(id.names[0] ?? '').revision === undefined) return properties;
  return sharedByRevisions.reduce((rest, name) => replaceProperties(rest, name, () => undefined), properties);
}

/** Without the members, at any depth, that equal those of `defaults`. */
export function withoutDefaults(properties: JsonObject, defaults: JsonObject): JsonObject {
  const rest = Object.entries(properties).flatMap(([name, value]): [string, Json][] => {
    const standard = defaults[name];
    if (value === undefined || (standard !== undefined && equalJson(value, standard))) return [];
    return [[name, isJsonObject(value) && isJsonObject(standard) ? withoutDefaults(value, standard) : value]];
  });
  return Object.fromEntries(rest);
}

/** Undefined where nothing but `null`, empty texts, lists and objects is left. */
function withoutEmpty(value: Json): Json | undefined {
  if (value === null || value === '') return undefined;
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    return items.length > 0 ? items.map((item) => (isJsonObject(item) ? (withoutEmpty(item) ?? {}) : item)) : undefined;
  }
  if (!isJsonObject(value)) return value;
  const rest = Object.entries(value).flatMap(([name, inner]): [string, Json][] => {
    const kept = inner === undefined ? undefined : withoutEmpty(inner);
    return kept === undefined ? [] : [[name, kept]];
  });
  return rest.length > 0 ? Object.fromEntries(rest) : undefined;
}
