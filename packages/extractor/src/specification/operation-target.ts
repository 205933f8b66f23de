import { resolveReference } from '@nx-apiops/apim';
import type { Json, JsonObject } from '@nx-apiops/plan';
import type { Dialect } from './dialect.js';
import { listIn, objectIn, withMember } from './json-members.js';
import type { SchemaEdits } from './schema-edits.js';

/** An operation to change, and the live one. */
export interface OperationTarget {
  /** The path item of the file. */
  readonly item: JsonObject;
  /** Its key in the item. */
  readonly method: string;
  readonly live: JsonObject;
  /** Parameters that the live operation has, of its own or by its path. */
  readonly liveParameters: readonly JsonObject[];
}

/** What patches of operations need besides. */
export interface PatchContext {
  readonly document: JsonObject;
  readonly liveDocument: JsonObject;
  readonly edits: SchemaEdits;
  readonly dialect: Dialect;
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** The methods that a path item has operations for. */
export function methodsOf(item: JsonObject): readonly string[] {
  return METHODS.filter((method) => item[method] !== undefined);
}

/** The operation as the file has it. */
export function ownOperation({ item, method }: OperationTarget): JsonObject {
  return objectIn(item[method]);
}

/** The path item with a member of the operation set, or removed where `value` is undefined. */
export function withOperationMember(
  target: OperationTarget,
  [name, value]: readonly [string, Json | undefined],
): JsonObject {
  const operation = withMember(ownOperation(target), [name, value], Object.keys(target.live));
  return { ...target.item, [target.method]: operation };
}

/** Parameters with their references resolved; those of later lists replace others of the same name and place. */
export function mergedParameters(document: JsonObject, ...lists: readonly (Json | undefined)[]): readonly JsonObject[] {
  const merged = new Map<string, JsonObject>();
  for (const written of lists.flatMap(listIn)) {
    const parameter = resolveReference(document, written);
    if (parameter) merged.set(JSON.stringify([parameter['in'], parameter['name']]), parameter);
  }
  return [...merged.values()];
}
