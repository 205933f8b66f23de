import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { isJsonList } from './json-list.js';
import { resolveReference, schemaComponents, schemaName } from './openapi-references.js';

/** How the value of a schema keyword is normalised; a value that says nothing becomes undefined. */
type KeywordRule = (value: Json, schemas: OpenApiSchemas) => Json | undefined;

const same: KeywordRule = (value) => value;
const text: KeywordRule = (value) => normalizeText(value);
const flag: KeywordRule = (value) => (value === true ? true : undefined);
const names: KeywordRule = (value) => (isJsonList(value) && value.length > 0 ? [...value].sort() : undefined);
const schema: KeywordRule = (value, schemas) => schemas.normalize(value);
const list: KeywordRule = (value, schemas) =>
  isJsonList(value) ? value.map((item) => schemas.normalize(item)) : undefined;
const map: KeywordRule = (value, schemas) => {
  const entries = isJsonObject(value) ? Object.entries(value) : [];
  const normalized = entries.map(([name, item]) => [name, schemas.normalize(item ?? {})] as const);
  return normalized.length > 0 ? Object.fromEntries(normalized) : undefined;
};
/** Anything goes unless it is said otherwise. */
const additional: KeywordRule = (value, schemas) => {
  if (value === false) return false;
  const normalized = value === true ? {} : schemas.normalize(value);
  return isJsonObject(normalized) && Object.keys(normalized).length === 0 ? undefined : normalized;
};
const discriminator: KeywordRule = (value) => (isJsonObject(value) ? value['propertyName'] : value);

/** The keywords of OpenAPI 3.0: the service keeps no others. */
const KEYWORDS: Readonly<Record<string, KeywordRule>> = {
  additionalProperties: additional,
  allOf: list,
  anyOf: list,
  default: same,
  deprecated: flag,
  description: text,
  discriminator,
  enum: same,
  exclusiveMaximum: flag,
  exclusiveMinimum: flag,
  format: same,
  items: schema,
  maxItems: same,
  maxLength: same,
  maxProperties: same,
  maximum: same,
  minItems: same,
  minLength: same,
  minProperties: same,
  minimum: same,
  multipleOf: same,
  not: schema,
  nullable: flag,
  oneOf: list,
  pattern: same,
  properties: map,
  readOnly: flag,
  required: names,
  title: text,
  type: same,
  uniqueItems: flag,
  writeOnly: flag,
};

/**
 * Schemas of one document in one form for all generations of OpenAPI. References to named schemas become
 * `{ "$ref": name }`.
 */
export class OpenApiSchemas {
  readonly #document: JsonObject;
  readonly #components: JsonObject;
  readonly #referenced = new Set<string>();
  readonly #resolved = new Map<string, JsonObject>();

  constructor(document: JsonObject) {
    this.#document = document;
    this.#components = schemaComponents(document);
  }

  /** A schema whose own reference is followed until it is none; references inside it stay names. */
  resolve(value: Json | undefined): JsonObject {
    const reference = isJsonObject(value) ? value['$ref'] : undefined;
    if (typeof reference !== 'string') return this.#normalizeObject(value);
    const known = this.#resolved.get(reference);
    if (known) return known;
    const target = resolveReference(this.#document, value);
    const resolved = target ? this.#normalizeObject(target) : { $ref: reference };
    this.#resolved.set(reference, resolved);
    return resolved;
  }

  /** A schema with references as names. */
  normalize(value: Json): Json {
    return this.#normalizeObject(value);
  }

  /** The named schemas that anything normalised so far refers to, directly or not. */
  referenced(): JsonObject {
    const components: Record<string, Json> = {};
    // Resolving a schema may add names, which the iteration then reaches.
    for (const name of this.#referenced) {
      if (Object.hasOwn(this.#components, name)) components[name] = this.resolve(this.#components[name]);
    }
    return components;
  }

  #normalizeObject(value: Json | undefined): JsonObject {
    if (value === false) return { not: {} };
    if (!isJsonObject(value)) return {};
    const reference = value['$ref'];
    if (typeof reference === 'string') return this.#reference(reference);
    const normalized: Record<string, Json> = {};
    for (const [keyword, part] of Object.entries(toOpenApi30(value))) {
      const result = part === undefined ? undefined : KEYWORDS[keyword]?.(part, this);
      if (result !== undefined) normalized[keyword] = result;
    }
    return normalized;
  }

  #reference(reference: string): JsonObject {
    const name = schemaName(reference);
    if (name !== undefined) this.#referenced.add(name);
    return { $ref: name ?? reference };
  }
}

/** Writes what Swagger 2 and OpenAPI 3.1 say differently as OpenAPI 3.0 says it. */
function toOpenApi30(schemaObject: JsonObject): JsonObject {
  let result: JsonObject = schemaObject;
  const { type, anyOf, oneOf } = schemaObject;
  if (type === 'file') result = { ...result, type: 'string', format: 'binary' };
  if (isJsonList(type)) result = withTypes(result, type);
  if (schemaObject['const'] !== undefined) result = { ...result, enum: [schemaObject['const']] };
  if (isJsonList(anyOf)) result = withoutNullChoice(result, 'anyOf', anyOf);
  if (isJsonList(oneOf)) result = withoutNullChoice(result, 'oneOf', oneOf);
  return withNumericLimits(result);
}

function withTypes(schemaObject: JsonObject, types: readonly Json[]): JsonObject {
  const others = types.filter((type) => type !== 'null');
  const { type: _types, ...rest } = schemaObject;
  const [only] = others;
  return {
    ...rest,
    ...(only !== undefined && { type: others.length === 1 ? only : [...others].sort() }),
    ...(others.length < types.length && { nullable: true }),
  };
}

function withoutNullChoice(schemaObject: JsonObject, keyword: string, choices: readonly Json[]): JsonObject {
  const others = choices.filter((choice) => !(isJsonObject(choice) && choice['type'] === 'null'));
  if (others.length === choices.length) return schemaObject;
  const { [keyword]: _choices, ...rest } = schemaObject;
  const [only] = others;
  const isSingle = others.length === 1 && isJsonObject(only) && only['$ref'] === undefined;
  return { ...rest, ...(isSingle ? only : { [keyword]: others }), nullable: true };
}

/** OpenAPI 3.1 writes an exclusive limit as a number of its own. */
function withNumericLimits(schemaObject: JsonObject): JsonObject {
  const { exclusiveMinimum, exclusiveMaximum } = schemaObject;
  return {
    ...schemaObject,
    ...(typeof exclusiveMinimum === 'number' && { minimum: exclusiveMinimum, exclusiveMinimum: true }),
    ...(typeof exclusiveMaximum === 'number' && { maximum: exclusiveMaximum, exclusiveMaximum: true }),
  };
}

/** Text as it survives a rewriting: LF, no white space around it; undefined if nothing is left. */
export function normalizeText(value: Json | undefined): string | undefined {
  const normalized = typeof value === 'string' ? value.replace(/\r\n?/g, '\n').trim() : '';
  return normalized === '' ? undefined : normalized;
}
