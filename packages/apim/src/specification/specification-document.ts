import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { ApimError } from '../errors.js';
import { parseYamlOrJson } from './parse-yaml-or-json.js';
import { SPECIFICATION_FORMATS, type Specification } from './specification.js';

/** Formats of which `specificationDocument` is the content. */
export function isOpenApi({ format }: Specification): boolean {
  return format.startsWith('openapi') || format.startsWith('swagger');
}

/**
 * Parses an OpenAPI or Swagger description. `file` is for messages, and the name of its artifact file unless stated.
 * Throws `SPECIFICATION`.
 */
export function specificationDocument(
  { format, text }: Specification,
  file: string = SPECIFICATION_FORMATS[format].fileNames[0],
): JsonObject {
  const document = parseYamlOrJson(text, file);
  if (isJsonObject(document)) return document;
  throw new ApimError('SPECIFICATION', `${file}: the document is not an object.`, {
    hint: 'Write an OpenAPI or Swagger description.',
  });
}
