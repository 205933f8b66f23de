import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { isJsonList } from './json-list.js';
import type { OpenApiOperation } from './openapi-operations.js';
import { resolveReference } from './openapi-references.js';
import { normalizeText, type OpenApiSchemas } from './openapi-schema.js';

/** How documents of one generation describe what is sent and answered. */
export interface OpenApiBodies {
  /** Undefined if nothing is sent, or the service drops it. */
  readonly request: (source: OpenApiOperation) => JsonObject | undefined;
  /** Schemas by media type; an empty one where anything goes. */
  readonly response: (response: JsonObject, operation: JsonObject) => JsonObject;
}

/** Source: https://learn.microsoft.com/azure/api-management/api-management-api-import-restrictions */
const METHODS_WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

const FORM = /^(?:application\/x-www-form-urlencoded|multipart\/)/;
const JSON_TYPE = 'application/json';

/** How `document` describes bodies. */
export function openApiBodies(document: JsonObject, schemas: OpenApiSchemas): OpenApiBodies {
  const bodies = 'swagger' in document ? swaggerBodies(document, schemas) : mediaTypeBodies(document, schemas);
  return {
    ...bodies,
    request: (source) => (METHODS_WITHOUT_BODY.has(source.method) ? undefined : bodies.request(source)),
  };
}

/** OpenAPI 3: bodies with a `content` by media type. */
function mediaTypeBodies(document: JsonObject, schemas: OpenApiSchemas): OpenApiBodies {
  const contentOf = (holder: JsonObject): JsonObject => {
    const content = isJsonObject(holder['content']) ? holder['content'] : {};
    return Object.fromEntries(
      Object.entries(content).map(([type, media]) => [
        mediaType(type),
        bodySchema(mediaType(type), schemas.resolve(resolveReference(document, media)?.['schema'])),
      ]),
    );
  };
  return {
    request: ({ operation }) => {
      const body = resolveReference(document, operation['requestBody']);
      return body && requestModel(body['description'], contentOf(body));
    },
    response: contentOf,
  };
}

/** Swagger 2: parameters in the body or a form, media types beside them. */
function swaggerBodies(document: JsonObject, schemas: OpenApiSchemas): OpenApiBodies {
  const typesOf = (operation: JsonObject, key: 'consumes' | 'produces'): readonly string[] => {
    const types = operation[key] ?? document[key];
    return isJsonList(types) ? types.map((type) => mediaType(String(type))) : [];
  };
  const content = (types: readonly string[], schema: JsonObject): JsonObject =>
    Object.fromEntries(types.map((type) => [type, bodySchema(type, schema)]));
  return {
    request: ({ operation, parameters }) => {
      const types = typesOf(operation, 'consumes');
      const body = parameters.find((parameter) => parameter['in'] === 'body');
      if (body) {
        const used = types.length > 0 ? types : [JSON_TYPE];
        return requestModel(body['description'], content(used, schemas.resolve(body['schema'])));
      }
      const fields = parameters.filter((parameter) => parameter['in'] === 'formData');
      if (fields.length === 0) return undefined;
      const hasFile = fields.some((field) => field['type'] === 'file');
      const forms = types.filter((type) => FORM.test(type));
      const used = forms.length > 0 ? forms : [hasFile ? 'multipart/form-data' : 'application/x-www-form-urlencoded'];
      return requestModel(undefined, content(used, schemas.resolve(formSchema(fields))));
    },
    response: (response, operation) => {
      if (response['schema'] === undefined) return {};
      const types = typesOf(operation, 'produces');
      return content(types.length > 0 ? types : [JSON_TYPE], schemas.resolve(response['schema']));
    },
  };
}

function formSchema(fields: readonly JsonObject[]): JsonObject {
  const properties = fields.map((field) => [String(field['name']), { type: field['type'] ?? 'string' }] as const);
  const required = fields.filter((field) => field['required'] === true).map((field) => String(field['name']));
  return { type: 'object', properties: Object.fromEntries(properties), required };
}

/** The service keeps a form as a list of fields with a type each. */
function bodySchema(type: string, schema: JsonObject): JsonObject {
  const { properties, required } = schema;
  if (!FORM.test(type) || !isJsonObject(properties)) return schema;
  const fields = Object.entries(properties).map(([name, field]) => [name, fieldType(field)] as const);
  return { properties: Object.fromEntries(fields), ...(required !== undefined && { required }) };
}

function fieldType(field: Json | undefined): JsonObject {
  const type = isJsonObject(field) ? field['type'] : undefined;
  return type === undefined ? {} : { type };
}

function requestModel(description: Json | undefined, content: JsonObject): JsonObject | undefined {
  if (Object.keys(content).length === 0) return undefined;
  const text = normalizeText(description);
  return { ...(text !== undefined && { description: text }), content };
}

function mediaType(text: string): string {
  return text.toLowerCase().replace(/\s+/g, '');
}
