import { isJsonObject, type Json, type JsonObject } from '../json.js';
import { ownMember } from '../equal-json.js';

/**
 * What `actual` has of the members that `owner` has, at any depth. Lists are owned as a whole. A member that is not
 * there is missing from the result, too.
 */
export function ownedPart(actual: JsonObject, owner: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(owner).flatMap(([name, owned]): [string, Json][] => {
      const value = ownMember(actual, name);
      if (value === undefined) return [];
      return [[name, isJsonObject(value) && isJsonObject(owned) ? ownedPart(value, owned) : value]];
    }),
  );
}
