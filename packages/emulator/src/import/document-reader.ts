import { parseYamlOrJson } from '@nx-apiops/apim';
import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { listOf } from '../json-members.js';
import { parsingError } from './parsing-error.js';

/** Text as YAML or JSON. Throws `ArmFault` for anything but an object. */
export function readDocument(text: string): JsonObject {
  const document = parse(text.replace(/^\uFEFF/, ''));
  if (!isJsonObject(document)) throw parsingError(['The document is not an object.']);
  return document;
}

function parse(text: string): Json {
  try {
    // JSON is by far the faster of the two to read, and documents may have many megabytes.
    return /^\s*\{/.test(text) ? (JSON.parse(text) as Json) : parseYamlOrJson(text, 'document.yaml');
  } catch (error) {
    throw parsingError([error instanceof Error ? error.message : String(error)]);
  }
}

/** Follows references within one document. */
export class ReferenceResolver {
  readonly #document: JsonObject;

  constructor(document: JsonObject) {
    this.#document = document;
  }

  /** The object, or the one that its `$ref` leads to. Throws `ArmFault` for references to elsewhere or to nothing. */
  resolve(value: Json | undefined): JsonObject {
    let current = isJsonObject(value) ? value : {};
    for (let hops = 0; typeof current['$ref'] === 'string'; hops += 1) {
      if (hops > MAX_HOPS) throw parsingError([`The reference '${current['$ref']}' refers to itself.`]);
      current = this.#find(current['$ref']);
    }
    return current;
  }

  #find(reference: string): JsonObject {
    if (!reference.startsWith('#/')) {
      throw parsingError([`The reference '${reference}' to another document is not supported.`]);
    }
    let value: Json | undefined = this.#document;
    for (const step of reference.slice(2).split('/')) {
      const name = decodePointer(step);
      value = isJsonObject(value) ? value[name] : listOf(value)[Number(name)];
    }
    if (!isJsonObject(value)) throw parsingError([`The reference '${reference}' cannot be resolved.`]);
    return value;
  }
}

/** More references in a row are a circle. */
const MAX_HOPS = 100;

function decodePointer(step: string): string {
  const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
