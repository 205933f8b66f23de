import { equalJson, isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { parsingError } from './parsing-error.js';

/** Where the schema of a body stands. */
export interface TypePlace {
  readonly method: string;
  readonly path: string;
  /** Absent for requests. */
  readonly statusCode?: number;
  readonly mediaType: string;
}

/**
 * The types of one document. Operations of the service refer to types by name, so a schema that stands inline becomes
 * a type of its own, named as exported documents name them: `Pets-petId-Get200ApplicationJsonResponse`.
 */
export class NamedTypes {
  readonly #types = new Map<string, Json>();
  readonly #prefix: string;

  /** `prefix` is where the document keeps its types, such as `#/components/schemas/`. */
  constructor(types: JsonObject, prefix: string) {
    this.#prefix = prefix;
    for (const [name, schema] of Object.entries(types)) if (schema !== undefined) this.#types.set(name, schema);
  }

  /** Name of the type that a body has; undefined for a body without a schema. */
  nameOf(schema: Json | undefined, place: TypePlace): string | undefined {
    if (!isJsonObject(schema) || Object.keys(schema).length === 0) return undefined;
    const reference = schema['$ref'];
    if (typeof reference === 'string' && reference.startsWith(this.#prefix)) {
      const name = decodeURIComponent(reference.slice(this.#prefix.length));
      if (!this.#types.has(name)) throw parsingError([`The reference '${reference}' cannot be resolved.`]);
      return name;
    }
    return this.#add(typeName(place), schema);
  }

  /** Like `nameOf`, but a list of a type is called after the type: `PetArray`. */
  nameOfList(schema: Json | undefined, place: TypePlace): string | undefined {
    const items = isJsonObject(schema) && schema['type'] === 'array' ? schema['items'] : undefined;
    const itemType = isJsonObject(items) && typeof items['$ref'] === 'string' ? this.nameOf(items, place) : undefined;
    if (itemType === undefined || !isJsonObject(schema)) return this.nameOf(schema, place);
    const name = `${itemType}Array`;
    return equalJson(this.#types.get(name), schema) ? name : this.#add(name, schema);
  }

  #add(wanted: string, schema: JsonObject): string {
    let name = wanted;
    for (let number = 1; this.#types.has(name); number += 1) name = `${wanted}-${number}`;
    this.#types.set(name, schema);
    return name;
  }

  /** All types by name. */
  toJson(): JsonObject {
    return Object.fromEntries(this.#types);
  }

  get size(): number {
    return this.#types.size;
  }
}

function typeName({ method, path, statusCode, mediaType }: TypePlace): string {
  const words = path
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => (/^\{.*\}$/.test(segment) ? `-${segment.slice(1, -1)}-` : pascalCase(segment)));
  const base = `${words.join('')}${pascalCase(method.toLowerCase())}`.replaceAll('--', '-');
  return statusCode === undefined ? `${base}Request` : `${base}${statusCode}${pascalCase(mediaType)}Response`;
}

function pascalCase(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
