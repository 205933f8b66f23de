import { equalJson, isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { isJsonList } from './specification/json-list.js';

/** The members that identify an element of a list, in the lists of operations: parameters, bodies, responses. */
const ELEMENT_KEYS = ['name', 'contentType', 'statusCode'] as const;

/**
 * `found` with what `changes` says: objects member by member, elements of lists by their name, content type or status
 * code, everything else as a whole. What `changes` does not mention stays. Returns `found` itself where it says the
 * same already.
 */
export function amendProperties(found: JsonObject, changes: JsonObject): JsonObject {
  const amended = amend(found, changes);
  return isJsonObject(amended) && !equalJson(found, amended) ? amended : found;
}

function amend(found: Json | undefined, changes: Json): Json {
  if (isJsonList(found) && isJsonList(changes)) return amendList(found, changes);
  if (!isJsonObject(found) || !isJsonObject(changes)) return changes;
  const members = Object.entries(changes).map(([name, value]): [string, Json | undefined] => [
    name,
    value === undefined ? found[name] : amend(found[name], value),
  ]);
  return { ...found, ...Object.fromEntries(members) };
}

function amendList(found: readonly Json[], changes: readonly Json[]): readonly Json[] {
  const key = keyOf([...found, ...changes]);
  if (key === undefined) return changes;
  const wanted = new Map(changes.map((change) => [member(change, key), change]));
  const known = new Set(found.map((element) => member(element, key)));
  return [
    ...found.map((element) => {
      const change = wanted.get(member(element, key));
      return change === undefined ? element : amend(element, change);
    }),
    ...changes.filter((change) => !known.has(member(change, key))),
  ];
}

/** The part of `found` that `changes` speaks of, so that both can be compared: equal where amending changes nothing. */
export function pickMentioned(found: JsonObject, changes: JsonObject): JsonObject {
  const picked = pick(found, changes);
  return isJsonObject(picked) ? picked : {};
}

function pick(found: Json, changes: Json): Json {
  if (isJsonList(found) && isJsonList(changes)) {
    const key = keyOf([...found, ...changes]);
    if (key === undefined) return found;
    const known = new Map(found.map((element) => [member(element, key), element]));
    return changes.flatMap((change) => {
      const element = known.get(member(change, key));
      return element === undefined ? [] : [pick(element, change)];
    });
  }
  if (!isJsonObject(found) || !isJsonObject(changes)) return found;
  const members = Object.entries(changes).flatMap(([name, value]): [string, Json][] => {
    const own = found[name];
    return own === undefined || value === undefined ? [] : [[name, pick(own, value)]];
  });
  return Object.fromEntries(members);
}

/** The member that tells all of these elements apart. */
function keyOf(elements: readonly Json[]): string | undefined {
  return ELEMENT_KEYS.find((key) => elements.every((element) => isJsonObject(element) && element[key] !== undefined));
}

function member(element: Json, key: string): Json | undefined {
  return isJsonObject(element) ? element[key] : undefined;
}
