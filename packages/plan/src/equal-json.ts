import { isJsonObject, type Json, type JsonObject } from './json.js';

/**
 * True when both values mean the same JSON document: the order of an object's members does not matter, and a member
 * that is `undefined` counts as absent. The order of an array matters; `null` is a value.
 */
export function equalJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (isJsonArray(a)) return isJsonArray(b) && equalArrays(a, b);
  if (isJsonObject(a)) return isJsonObject(b) && equalObjects(a, b);
  return false;
}

/** True for arrays; unlike `Array.isArray` it keeps the element type of a readonly array. */
export function isJsonArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The member's value; `undefined` for what the object only inherits, such as `constructor`. */
export function ownMember(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Names of the members that are not `undefined`. */
export function presentMembers(object: JsonObject): string[] {
  return Object.keys(object).filter((name) => object[name] !== undefined);
}

function equalArrays(a: readonly Json[], b: readonly Json[]): boolean {
  return a.length === b.length && a.every((element, index) => equalJson(element, b[index]));
}

function equalObjects(a: JsonObject, b: JsonObject): boolean {
  const names = presentMembers(a);
  return (
    names.length === presentMembers(b).length &&
    names.every((name) => equalJson(ownMember(a, name), ownMember(b, name)))
  );
}
