import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';

/** True for lists; unlike `Array.isArray` it keeps the type of what is in them. */
export function isJsonList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The list, empty where the value is none. */
export function listOf(value: Json | undefined): readonly Json[] {
  return isJsonList(value) ? value : [];
}

/** The value at a path of member names parted by dots; undefined where it leads nowhere. */
export function memberAt(object: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = object;
  for (const name of path.split('.')) {
    if (!isJsonObject(value)) return undefined;
    value = value[name];
  }
  return value;
}

/** A copy without the member at `path`; the same object where there is none. */
export function withoutMember(object: JsonObject, path: string): JsonObject {
  const [name = '', ...rest] = path.split('.');
  const inner = object[name];
  if (inner === undefined) return object;
  if (rest.length === 0) {
    const { [name]: _removed, ...kept } = object;
    return kept;
  }
  if (!isJsonObject(inner)) return object;
  const reduced = withoutMember(inner, rest.join('.'));
  return reduced === inner ? object : { ...object, [name]: reduced };
}

/** A copy without the members at `paths`. */
export function withoutMembers(object: JsonObject, paths: readonly string[]): JsonObject {
  return paths.reduce(withoutMember, object);
}

/** A copy with the existing member at `path` replaced; the same object where there is none. */
export function replaceMember(object: JsonObject, path: string, replace: (value: Json) => Json): JsonObject {
  const [name = '', ...rest] = path.split('.');
  const inner = object[name];
  if (inner === undefined) return object;
  if (rest.length === 0) return { ...object, [name]: replace(inner) };
  if (!isJsonObject(inner)) return object;
  return { ...object, [name]: replaceMember(inner, rest.join('.'), replace) };
}

/** The member as text, or undefined where it is absent or no text. */
export function textAt(object: JsonObject, path: string): string | undefined {
  const value = memberAt(object, path);
  return typeof value === 'string' ? value : undefined;
}

/** The member as an object, empty where it is none. */
export function objectAt(object: JsonObject, path: string): JsonObject {
  const value = memberAt(object, path);
  return isJsonObject(value) ? value : {};
}

/** The objects in the list at `path`, none where it is no list. */
export function objectsAt(object: JsonObject, path: string): readonly JsonObject[] {
  return listOf(memberAt(object, path)).filter(isJsonObject);
}

/** Every text in `value`, at any depth. */
export function* textsIn(value: Json | undefined): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (isJsonList(value)) for (const item of value) yield* textsIn(item);
  else if (isJsonObject(value)) for (const member of Object.values(value)) yield* textsIn(member);
}

/** Recursively merged as a PATCH does it: members of `change` win, `null` is a value. */
export function mergeMembers(base: JsonObject, change: JsonObject): JsonObject {
  const merged: Record<string, Json | undefined> = { ...base };
  for (const [name, value] of Object.entries(change)) {
    const before = merged[name];
    merged[name] = isJsonObject(before) && isJsonObject(value) ? mergeMembers(before, value) : value;
  }
  return merged;
}
