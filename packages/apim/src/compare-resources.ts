import {
  diffJson,
  equalJson,
  isJsonObject,
  lineDifference,
  ROOT_PATH,
  type FieldChange,
  type Json,
  type JsonObject,
} from '@nx-apiops/plan';
import { ApimError } from './errors.js';
import { pickMentioned } from './amend-properties.js';
import { defaultsOf, normalizeProperties } from './normalize-properties.js';
import { redactPolicySecrets } from './policy/policy-secrets.js';
import { samePolicy } from './policy/same-policy.js';
import { RESOURCES } from './resource-table.js';
import { matchProperties, replaceProperties } from './json-properties.js';
import { findSecrets, forgetReplacedSecrets, forgetUnknownSecrets } from './secrets.js';
import { diffSpecifications } from './specification/diff-specifications.js';
import { derivedProperties } from './derived-properties.js';
import type { ResourceId } from './resource-id.js';
import type { Resource } from './state.js';

/**
 * What would change in `actual` to make it `desired`, compared by meaning: service defaults, read-only members, the
 * layout of policies and specifications do not count. Secrets are masked; those that the service never gives back
 * are left out, as nobody can tell, unless both sides come from files. Empty when both are the same.
 */
export function compareResources(desired: Resource, actual: Resource): readonly FieldChange[] {
  if (isIdentical(desired, actual)) return [];
  const { kind } = desired.id;
  const secrets = [desired, actual].flatMap(({ properties }) => findSecrets(kind, properties));
  const secretPaths = new Set([...secrets.map(({ path }) => path), ...(desired.secretPaths ?? [])]);
  const derived = desired.specification ? derivedProperties(desired.specification) : {};
  const [wanted, found] = comparable(desired, actual, derived);
  return [
    ...diffJson(
      { properties: found },
      { properties: wanted },
      {
        isSecret: (path) => secretPaths.has(path),
        ...(RESOURCES[kind].policyXml && { maskText: maskPolicy }),
      },
    ),
    ...specificationChanges(desired, actual),
  ];
}

/** The common case, told without looking for a meaning. */
function isIdentical(a: Resource, b: Resource): boolean {
  return a.specification?.text === b.specification?.text && equalJson(a.properties, b.properties);
}

/** Both resources' normalised properties, with what cannot be or need not be compared taken from one for the other. */
function comparable(desired: Resource, actual: Resource, derived: JsonObject): [JsonObject, JsonObject] {
  const { kind } = desired.id;
  let wanted = normalizeProperties(desired, derived);
  let found = normalizeProperties(actual, derived);
  for (const { property, writeOnly } of RESOURCES[kind].secrets ?? []) {
    if (!writeOnly || actual.files) continue; // Files tell what the service does not.
    wanted = replaceProperties(wanted, property, () => undefined);
    found = replaceProperties(found, property, () => undefined);
  }
  if (RESOURCES[kind].policyXml) {
    const same = samePolicy(String(wanted['value'] ?? ''), String(found['value'] ?? ''));
    const { format: _wantedFormat, ...wantedRest } = wanted;
    const { format: _foundFormat, ...foundRest } = found;
    wanted = wantedRest;
    found = same ? { ...foundRest, ...(wanted['value'] !== undefined && { value: wanted['value'] }) } : foundRest;
  }
  const replaced = forgetReplacedSecrets(kind, wanted, found);
  const known = forgetUnknownSecrets(wanted, alignSpellings(kind, wanted, replaced));
  const complete = isJsonObject(known) ? known : found;
  return [wanted, desired.amendsImport && !actual.files ? pickMentioned(complete, wanted) : complete];
}

/** Ids compare without regard to case: where only that differs, the desired spelling stands on both sides. */
function alignSpellings(kind: Resource['id']['kind'], wanted: JsonObject, found: JsonObject): JsonObject {
  const spellings = new Map<string, string>();
  const properties = (RESOURCES[kind].references ?? []).map(({ property }) => property);
  for (const property of properties) {
    replaceProperties(wanted, property, (value) => {
      if (typeof value === 'string') spellings.set(value.toLowerCase(), value);
      return value;
    });
  }
  return properties.reduce(
    (rest, property) =>
      replaceProperties(rest, property, (value) =>
        typeof value === 'string' ? (spellings.get(value.toLowerCase()) ?? value) : value,
      ),
    found,
  );
}

/**
 * The same changes with the service's default in place of a value that one side leaves out: `true → false` where a
 * property is first set against its default. For resources that are on both sides.
 */
export function showDefaults(id: ResourceId, changes: readonly FieldChange[]): readonly FieldChange[] {
  const defaults: JsonObject = { properties: defaultsOf(id.kind, id.names) };
  return changes.map((change) => {
    const isOneSided = (change.before === undefined) !== (change.after === undefined);
    const standard = isOneSided ? matchProperties(defaults, change.path)[0]?.value : undefined;
    if (standard === undefined || isJsonObject(standard)) return change;
    return change.before === undefined ? { ...change, before: standard } : { ...change, after: standard };
  });
}

/** A policy without the secrets that are written into it. Of one that does not parse nothing is shown. */
function maskPolicy(text: string): string {
  try {
    return redactPolicySecrets(text, MASKED);
  } catch (error) {
    if (!(error instanceof ApimError)) throw error;
    return MASKED;
  }
}

const MASKED = '***';

function specificationChanges(desired: Resource, actual: Resource): readonly FieldChange[] {
  if (!desired.specification) return [];
  if (!actual.specification) return [{ path: 'specification', lines: lineDifference('', desired.specification.text) }];
  return diffSpecifications(desired.specification, actual.specification).flatMap(({ path, before, after }) => {
    const at = `specification.${path}`;
    const part = OPERATION.test(path) ? partOf(before, after) : undefined;
    if (part) return [{ path: at, part }];
    const fields = diffJson(before, after).map((change) => ({ ...change, path: joinPath(at, change.path) }));
    return fields.length > 0 ? fields : [{ path: at }];
  });
}

/** The path of an operation as a whole: `operations["GET /pets"]`. */
const OPERATION = /^operations\[[^\]]*\]$/;

function partOf(before: Json | undefined, after: Json | undefined): FieldChange['part'] {
  if (before === undefined) return 'added';
  return after === undefined ? 'removed' : undefined;
}

function joinPath(base: string, path: string): string {
  return path === ROOT_PATH ? base : path.startsWith('[') ? base + path : `${base}.${path}`;
}
