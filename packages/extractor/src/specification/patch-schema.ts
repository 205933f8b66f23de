import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import type { DifferencePath } from './difference-path.js';
import { isNullable } from './dialect.js';
import { isJsonList, likeText, listIn, objectIn, withItem, withMember } from './json-members.js';
import type { SchemaEdits } from './schema-edits.js';

/** One schema as the file has it, and as the service gives it back. */
export interface SchemaPair {
  readonly own: Json | undefined;
  readonly live: Json | undefined;
}

/**
 * The own schema with what stands at `path` as in the live one, all else as it is. Where the two are built differently,
 * the innermost schema around it becomes the live one.
 */
export function patchSchema({ own, live }: SchemaPair, path: DifferencePath, edits: SchemaEdits): Json | undefined {
  if (live === undefined) return undefined;
  const [keyword, ...rest] = path;
  const isWhole =
    keyword === undefined || !isJsonObject(own) || !isJsonObject(live) || isReference(own) || isReference(live);
  if (isWhole) return edits.adopt(live);
  const order = Object.keys(live);
  const at = String(keyword);
  const patch = INNER[at];
  if (!patch) return patchKeyword({ own, live }, at, edits);
  edits.note({ [at]: live[at] });
  return withMember(own, [at, patch({ own: own[at], live: live[at] }, rest, edits)], order);
}

type Patch = typeof patchSchema;

const patchProperties: Patch = ({ own, live }, [name, ...rest], edits) => {
  if (live === undefined) return undefined;
  if (name === undefined || !isJsonObject(own)) return edits.adoptAll(live);
  const key = String(name);
  const patched = patchSchema({ own: own[key], live: objectIn(live)[key] }, rest, edits);
  return withMember(own, [key, patched], Object.keys(objectIn(live)));
};

const patchList: Patch = ({ own, live }, [index, ...rest], edits) => {
  if (!isJsonList(live)) return undefined;
  const isInside = typeof index === 'number' && isJsonList(own) && own.length === live.length;
  if (!isInside) return live.map((item) => edits.adopt(item));
  return withItem(own, index, patchSchema({ own: own[index], live: live[index] }, rest, edits));
};

/** Names stay in the order of the file. */
const patchNames: Patch = ({ own, live }) => {
  if (!isJsonList(live)) return undefined;
  const kept = listIn(own).filter((name) => live.includes(name));
  return [...kept, ...live.filter((name) => !kept.includes(name))];
};

const INNER: Readonly<Record<string, Patch>> = {
  properties: patchProperties,
  items: patchSchema,
  additionalProperties: patchSchema,
  not: patchSchema,
  allOf: patchList,
  anyOf: patchList,
  oneOf: patchList,
  required: patchNames,
};

/** Keywords that the dialects write in each other's place. */
const TOGETHER: readonly (readonly string[])[] = [
  ['type', 'nullable'],
  ['minimum', 'exclusiveMinimum'],
  ['maximum', 'exclusiveMaximum'],
  ['enum', 'const'],
];

function patchKeyword(
  { own, live }: { readonly own: JsonObject; readonly live: JsonObject },
  keyword: string,
  edits: SchemaEdits,
): JsonObject {
  const names = TOGETHER.find((group) => group.includes(keyword)) ?? [keyword];
  // The service may lose that null goes, which is no change.
  const kept = isNullable(own) && names.includes('nullable') ? { nullable: true } : {};
  const picked = Object.fromEntries(Object.entries({ ...live, ...kept }).filter(([name]) => names.includes(name)));
  const adopted = edits.adoptKeywords(picked, (_, value) => value);
  return names.reduce(
    (schema, name) => withMember(schema, [name, likeText(schema[name], adopted[name])], Object.keys(live)),
    own,
  );
}

function isReference(schema: JsonObject): boolean {
  return schema['$ref'] !== undefined;
}
