import { resolveReference, schemaComponents, schemaName } from '@nx-apiops/apim';
import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import type { DifferencePath } from './difference-path.js';
import { isExpressible, SCHEMAS_AT, toDialect, type Dialect } from './dialect.js';
import { isJsonList, objectIn, withMember } from './json-members.js';
import { patchSchema } from './patch-schema.js';

/** Takes schemas over from the live document, and collects what becomes of the named ones. */
export class SchemaEdits {
  readonly dialect: Dialect;
  readonly #document: JsonObject;
  readonly #live: JsonObject;
  readonly #named = new Map<string, JsonObject>();
  #isExpressible = true;

  constructor(document: JsonObject, live: JsonObject, dialect: Dialect) {
    this.#document = document;
    this.#live = live;
    this.dialect = dialect;
  }

  /** False once something was taken over that the dialect cannot say. */
  get isExpressible(): boolean {
    return this.#isExpressible;
  }

  /** Keeps in mind whether the dialect has these keywords. */
  note(keywords: JsonObject): void {
    if (!isExpressible(keywords, this.dialect)) this.#isExpressible = false;
  }

  /** A live schema in the dialect of the document. Named schemas that it refers to and the document lacks come along. */
  adopt(schema: Json | undefined): Json {
    if (!isJsonObject(schema)) return schema ?? {};
    const reference = schema['$ref'];
    if (typeof reference === 'string') return this.#adoptReference(reference);
    return this.adoptKeywords(schema, (name, value) => {
      if (LISTS.has(name)) return isJsonList(value) ? value.map((item) => this.adopt(item)) : value;
      if (SINGLE.has(name)) return this.adopt(value);
      return name === 'properties' ? this.adoptAll(value) : value;
    });
  }

  /** Like `adopt`, with other rules for the schemas inside. */
  adoptKeywords(schema: JsonObject, inner: (name: string, value: Json) => Json): JsonObject {
    this.note(schema);
    const members = Object.entries(toDialect(schema, this.dialect)).flatMap(([name, value]): [string, Json][] =>
      value === undefined ? [] : [[name, inner(name, value)]],
    );
    return Object.fromEntries(members);
  }

  /** An object whose members are schemas. */
  adoptAll(schemas: Json | undefined): JsonObject {
    return Object.fromEntries(Object.entries(objectIn(schemas)).map(([name, schema]) => [name, this.adopt(schema)]));
  }

  /** Changes a named schema where the live one differs at `path`; as a whole for an empty path. */
  patchNamed(name: string, path: DifferencePath): void {
    const live = schemaComponents(this.#live)[name];
    const own = this.#named.get(name) ?? schemaComponents(this.#document)[name];
    const patched = patchSchema({ own, live: this.#resolveLive(live) }, path, this);
    if (isJsonObject(patched)) this.#named.set(name, patched);
  }

  /** Changes the schema of a body, whose own reference both documents follow. */
  patchBody(own: Json | undefined, live: Json | undefined, path: DifferencePath): Json | undefined {
    const [ownName, liveName] = [nameOf(own), nameOf(live)];
    if (ownName !== undefined && ownName === liveName) {
      this.patchNamed(ownName, path);
      return own;
    }
    if (ownName !== undefined || own === undefined || path.length === 0)
      return live === undefined ? undefined : this.adopt(live);
    return patchSchema({ own, live: this.#resolveLive(live) }, path, this);
  }

  /** The document with the named schemas as collected. */
  applyTo(document: JsonObject): JsonObject {
    if (this.#named.size === 0) return document;
    const order = Object.keys(schemaComponents(this.#live));
    let schemas = schemaComponents(document);
    for (const [name, schema] of this.#named) schemas = withMember(schemas, [name, schema], order);
    if (this.dialect === 'swagger') return withMember(document, ['definitions', schemas]);
    const components = withMember(objectIn(document['components']), ['schemas', schemas]);
    return withMember(document, ['components', components]);
  }

  #adoptReference(reference: string): JsonObject {
    const name = schemaName(reference);
    if (name === undefined) return { $ref: reference };
    if (schemaComponents(this.#document)[name] === undefined && !this.#named.has(name)) {
      this.#named.set(name, {}); // Schemas may refer to themselves.
      this.#named.set(name, objectIn(this.adopt(schemaComponents(this.#live)[name])));
    }
    return { $ref: SCHEMAS_AT[this.dialect] + reference.slice(reference.lastIndexOf('/') + 1) };
  }

  #resolveLive(schema: Json | undefined): Json | undefined {
    return resolveReference(this.#live, schema) ?? schema;
  }
}

/** Keywords with one schema, and with a list of them. */
const SINGLE: ReadonlySet<string> = new Set(['items', 'additionalProperties', 'not']);
const LISTS: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf']);

function nameOf(schema: Json | undefined): string | undefined {
  const reference = objectIn(schema)['$ref'];
  return typeof reference === 'string' ? schemaName(reference) : undefined;
}
