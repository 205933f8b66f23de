import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { isJsonList } from './json-list.js';

const SCHEMA_REFERENCE = /^#\/(?:components\/schemas|definitions)\/([^/]+)$/;

/**
 * What `value` is after following `$ref`s within the document; undefined if that is no object, a reference leads
 * nowhere, out of the document, or in a circle.
 */
export function resolveReference(document: JsonObject, value: Json | undefined): JsonObject | undefined {
  const seen = new Set<string>();
  let current = value;
  while (isJsonObject(current) && typeof current['$ref'] === 'string') {
    const reference = current['$ref'];
    if (seen.has(reference)) return undefined;
    seen.add(reference);
    current = followPointer(document, reference);
  }
  return isJsonObject(current) ? current : undefined;
}

/** Name of the schema component or definition that a reference means, undefined for other references. */
export function schemaName(reference: string): string | undefined {
  const segment = SCHEMA_REFERENCE.exec(reference)?.[1];
  return segment === undefined ? undefined : decodeSegment(segment);
}

/** All named schemas of a document, of either generation. */
export function schemaComponents(document: JsonObject): JsonObject {
  const { components, definitions } = document;
  const schemas = isJsonObject(components) ? components['schemas'] : definitions;
  return isJsonObject(schemas) ? schemas : {};
}

function followPointer(document: JsonObject, reference: string): Json | undefined {
  if (!reference.startsWith('#/')) return undefined;
  let current: Json | undefined = document;
  for (const segment of reference.slice('#/'.length).split('/')) {
    const key = decodeSegment(segment);
    if (isJsonObject(current) && Object.hasOwn(current, key)) current = current[key];
    else if (isJsonList(current)) current = current[Number(key)];
    else return undefined;
  }
  return current;
}

function decodeSegment(segment: string): string {
  const unescaped = segment.replace(/~1/g, '/').replace(/~0/g, '~');
  try {
    return decodeURIComponent(unescaped);
  } catch {
    return unescaped; // A percent sign that encodes nothing.
  }
}
