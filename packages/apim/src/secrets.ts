import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { matchProperties, replaceProperties } from './json-properties.js';
import { SECRET_PATTERNS } from './policy/policy-secret-rules.js';
import { RESOURCES, type ResourceKind } from './resource-table.js';

/**
 * Stands in artifact files where a secret was in the instance. Publishing refuses it, so that nothing overwrites the
 * secret until an override or a Key Vault reference takes its place.
 */
export const SECRET_MARKER = '*** secret: set it by an override or a Key Vault reference ***';

/** Stands for a secret whose value nobody gave at this time: it is equal to every value. Only for looking, never sent. */
export const UNKNOWN_SECRET = '*** unknown secret ***';

/** Markers that other tools write into the same files. */
const FOREIGN_MARKERS = ['*** REDACTED ***'];

const ONLY_NAMED_VALUE = /^\s*\{\{[^{}]+\}\}\s*$/;

/** A secret that stands in a resource's properties. */
export interface FoundSecret {
  /** Such as `properties.value`. */
  readonly path: string;
  readonly value: Json;
  readonly writeOnly: boolean;
}

/** The literal secrets of a resource; a `{{named value}}` is a reference and no secret. */
export function findSecrets(kind: ResourceKind, properties: JsonObject): readonly FoundSecret[] {
  const inProperties = secretRules(kind, properties).flatMap(({ property, writeOnly }) =>
    matchProperties(properties, property)
      .filter(({ value }) => isLiteral(value))
      .map(({ path, value }) => ({ path: joinPaths('properties', path), value, writeOnly: writeOnly === true })),
  );
  const inUrls = (RESOURCES[kind].urls ?? []).flatMap((property) =>
    matchProperties(properties, property)
      .filter(({ value }) => typeof value === 'string' && redactUrl(value) !== value)
      .map(({ path, value }) => ({ path: joinPaths('properties', path), value, writeOnly: false })),
  );
  return [...inProperties, ...inUrls];
}

/** A URL with the marker for each key and password in it. */
function redactUrl(url: string): string {
  return SECRET_PATTERNS.reduce(
    (text, { pattern }) =>
      text.replaceAll(pattern, (match: string, secret: string) => match.replace(secret, SECRET_MARKER)),
    url,
  );
}

function secretRules(kind: ResourceKind, properties: JsonObject) {
  return (RESOURCES[kind].secrets ?? []).filter(({ when }) => !when || properties[when.property] === when.is);
}

function isLiteral(value: Json): boolean {
  return typeof value === 'string' && value !== '' && !ONLY_NAMED_VALUE.test(value);
}

/**
 * The service keeps some secrets in named values of its own and answers a reference to them.
 * Source: recorded answers for loggers (`{{Logger-Credentials--…}}`) and the REST reference's example for caches.
 */
const REPLACED_BY_SERVICE = /^\{\{(?:Logger-Credentials-.+|[0-9a-f]{24})\}\}$/i;

/** `found` with the secret of `wanted` wherever the service put a reference of its own in its place. */
export function forgetReplacedSecrets(kind: ResourceKind, wanted: JsonObject, found: JsonObject): JsonObject {
  return (RESOURCES[kind].secrets ?? []).reduce((rest, { property }) => {
    const authored = new Map(matchProperties(wanted, property).map(({ path, value }) => [path, value]));
    return replaceProperties(rest, property, (value, path) =>
      typeof value === 'string' && REPLACED_BY_SERVICE.test(value) ? (authored.get(path) ?? value) : value,
    );
  }, found);
}

/** True where a text still holds the place of a secret. */
export function holdsSecretMarker(text: string): boolean {
  return [SECRET_MARKER, ...FOREIGN_MARKERS].some((marker) => text.includes(marker));
}

/** The properties with the marker for every literal secret, and for those that are needed but were not given. */
export function redactSecrets(kind: ResourceKind, properties: JsonObject): JsonObject {
  const withoutKeys = (RESOURCES[kind].urls ?? []).reduce(
    (rest, property) =>
      replaceProperties(rest, property, (value) => (typeof value === 'string' ? redactUrl(value) : value)),
    properties,
  );
  return secretRules(kind, properties).reduce((rest, { property, neededUnless }) => {
    const isMissing = neededUnless !== undefined && rest[property] === undefined && !rest[neededUnless];
    if (isMissing) return { ...rest, [property]: SECRET_MARKER };
    return replaceProperties(rest, property, (value) =>
      isLiteral(value) || (typeof value === 'string' && REPLACED_BY_SERVICE.test(value)) ? SECRET_MARKER : value,
    );
  }, withoutKeys);
}

function joinPaths(parent: string, path: string): string {
  return path.startsWith('[') ? parent + path : `${parent}.${path}`;
}

/** `found` with every value that `wanted` knows only as an unknown secret made unknown too. */
export function forgetUnknownSecrets(wanted: Json, found: Json): Json {
  if (typeof wanted === 'string' && wanted.includes(UNKNOWN_SECRET)) return wanted;
  if (Array.isArray(wanted) && Array.isArray(found)) {
    const items: readonly Json[] = wanted;
    return (found as readonly Json[]).map((item, index) => forgetUnknownSecrets(items[index] ?? null, item));
  }
  if (!isJsonObject(wanted) || !isJsonObject(found)) return found;
  const members = Object.entries(found).map(([name, value]): [string, Json | undefined] => {
    const counterpart = wanted[name];
    return [name, value === undefined || counterpart === undefined ? value : forgetUnknownSecrets(counterpart, value)];
  });
  return Object.fromEntries(members);
}

/** Without the markers that a Key Vault reference has made needless. */
export function withoutObsoleteMarkers(kind: ResourceKind, properties: JsonObject): JsonObject {
  return (RESOURCES[kind].secrets ?? []).reduce((rest, { property, neededUnless }) => {
    const value = rest[property];
    const isObsolete =
      neededUnless !== undefined && rest[neededUnless] && typeof value === 'string' && holdsSecretMarker(value);
    return isObsolete ? replaceProperties(rest, property, () => undefined) : rest;
  }, properties);
}
