import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';

/**
 * The object with a member set, or removed where `value` is undefined. A new member comes behind the one that it
 * follows in `order`, at the end if it follows none.
 */
export function withMember(
  object: JsonObject,
  [name, value]: readonly [string, Json | undefined],
  order: readonly string[] = [],
): JsonObject {
  if (Object.hasOwn(object, name)) {
    if (value !== undefined) return { ...object, [name]: value };
    return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
  }
  if (value === undefined) return object;
  const members = Object.entries(object);
  const at = order.indexOf(name);
  const previous = order.slice(0, Math.max(0, at)).findLast((key) => Object.hasOwn(object, key));
  const next = order.slice(at + 1).find((key) => Object.hasOwn(object, key));
  const index =
    previous !== undefined
      ? members.findIndex(([key]) => key === previous) + 1
      : at >= 0 && next !== undefined
        ? members.findIndex(([key]) => key === next)
        : members.length;
  return Object.fromEntries([...members.slice(0, index), [name, value], ...members.slice(index)]);
}

/** The list with another item at `index`, without it for undefined. */
export function withItem(list: readonly Json[], index: number, value: Json | undefined): readonly Json[] {
  return [...list.slice(0, index), ...(value === undefined ? [] : [value]), ...list.slice(index + 1)];
}

/** The value as an object; an empty one for anything else. */
export function objectIn(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** The value as a list; an empty one for anything else. */
export function listIn(value: Json | undefined): readonly Json[] {
  return isJsonList(value) ? value : [];
}

/** True for lists; keeps their items JSON. */
export function isJsonList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** `after` with the white space around it that `before` has: it means nothing to the service. */
export function likeText(before: Json | undefined, after: Json | undefined): Json | undefined {
  if (typeof before !== 'string' || typeof after !== 'string' || before.trim() === '') return after;
  const lead = before.slice(0, before.length - before.trimStart().length);
  const trail = before.slice(before.trimEnd().length);
  return lead + after.replace(/\r\n?/g, '\n').trim() + trail;
}
