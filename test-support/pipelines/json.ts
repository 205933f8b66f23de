import { isJsonObject, type JsonObject } from '@nx-apiops/plan';

/** The value as an object; an empty one where it is none. */
export function object(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** The value as a list; a single value is a list of it, nothing is none. */
export function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
