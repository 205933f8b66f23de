import { RESOURCES, type Resource } from '@nx-apiops/apim';
import { nearestNames, type OverrideEntry } from '@nx-apiops/config';
import { equalJson, isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';

/** Identity of an API, not configuration: the artifacts alone say which revision is current. */
const NEVER_OVERRIDDEN = new Set(['apiRevision', 'isCurrent']);

/** The properties of an entry that may change a resource of this kind. */
export function overridingProperties({ id }: Resource, { properties }: OverrideEntry): JsonObject {
  if (!RESOURCES[id.kind].sharedByRevisions) return properties;
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !NEVER_OVERRIDDEN.has(name)));
}

/** The resource with an entry merged in: objects deeply, lists replaced; or why that cannot be meant. */
export function mergeOverride(resource: Resource, entry: OverrideEntry): Resource | string {
  const changes = overridingProperties(resource, entry);
  const name = JSON.stringify(entry.name);
  const typo = findTypo(resource.properties, changes);
  if (typo !== undefined) {
    return `${name} has no property ${JSON.stringify(typo.written)}; did you mean ${typo.meant}?`;
  }
  const properties = mergeObjects(resource.properties, changes);
  if (differsInCaseOnly(resource.properties, properties)) {
    return `the override of ${name} changes nothing but upper and lower case; correct the artifact or the override.`;
  }
  const secretPaths = [...(resource.secretPaths ?? []), ...entry.secretPaths];
  return { ...resource, properties, ...(secretPaths.length > 0 && { secretPaths }) };
}

/** A member that the artifact lacks and that is a slip of the pen away from one that it has. */
function findTypo(
  base: JsonObject,
  changes: JsonObject,
): { readonly written: string; readonly meant: string } | undefined {
  for (const [written, value] of Object.entries(changes)) {
    const known = base[written];
    if (known === undefined) {
      const [meant] = nearestNames(written, Object.keys(base), 1);
      if (meant !== undefined && isSlip(written, meant)) return { written, meant };
    } else if (isJsonObject(known) && isJsonObject(value)) {
      const inner = findTypo(known, value);
      if (inner) return inner;
    }
  }
  return undefined;
}

/** The same but for case, or for one letter that was doubled, left out or swapped with its neighbour. */
function isSlip(written: string, meant: string): boolean {
  if (written.toLowerCase() === meant.toLowerCase()) return true;
  const [short = '', long = ''] = [written, meant].sort((a, b) => a.length - b.length);
  if (long.length === short.length + 1 && !long.endsWith('s')) {
    return [...long].some((_, index) => long.slice(0, index) + long.slice(index + 1) === short);
  }
  const differing = [...short].flatMap((letter, index) => (letter === long[index] ? [] : [index]));
  const [first = 0, second = 0] = differing;
  return (
    short.length === long.length &&
    differing.length === 2 &&
    second === first + 1 &&
    short[first] === long[second] &&
    short[second] === long[first]
  );
}

function mergeObjects(base: JsonObject, changes: JsonObject): JsonObject {
  const merged: Record<string, Json | undefined> = { ...base };
  for (const [name, value] of Object.entries(changes)) {
    const before = merged[name];
    merged[name] = isJsonObject(before) && isJsonObject(value) ? mergeObjects(before, value) : value;
  }
  return merged;
}

function differsInCaseOnly(before: JsonObject, after: JsonObject): boolean {
  return !equalJson(before, after) && JSON.stringify(before).toLowerCase() === JSON.stringify(after).toLowerCase();
}
