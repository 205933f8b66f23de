import { equalJson, isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';

/**
 * The properties to write into an existing file: as `live` wherever it means something else than `published`,
 * otherwise as the file has them, in the file's order. `published` is the file's content after overrides.
 */
export function mergeProperties(file: JsonObject, published: JsonObject, live: JsonObject): JsonObject {
  const merged: Record<string, Json | undefined> = { ...file };
  for (const name of new Set([...Object.keys(published), ...Object.keys(live)])) {
    const [before, after, own] = [published[name], live[name], file[name]];
    if (equalJson(before, after)) continue;
    if (after === undefined) delete merged[name];
    else if (isJsonObject(before) && isJsonObject(after) && isJsonObject(own)) {
      merged[name] = mergeProperties(own, before, after);
    } else merged[name] = after;
  }
  return merged;
}
