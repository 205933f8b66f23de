import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { isJsonList } from './json-list.js';
import { openApiBodies, type OpenApiBodies } from './openapi-bodies.js';
import { openApiOperations, type OpenApiOperation } from './openapi-operations.js';
import { normalizeText, OpenApiSchemas } from './openapi-schema.js';
import { resolveReference } from './openapi-references.js';
import { MAX_DISPLAY_NAME_LENGTH, operationName } from './operation-ids.js';

const MAX_DESCRIPTION_LENGTH = 1000;

/** Parameters that OpenAPI ignores, and cookies, which the service drops. */
const IGNORED_HEADERS: ReadonlySet<string> = new Set(['accept', 'content-type', 'authorization']);
const KEPT_PLACES: ReadonlySet<string> = new Set(['path', 'query', 'header']);

/** The service moves the format of a parameter into its description. */
const FORMAT_NOTE = /(?:^|\s)Format - [\w-]+\.(?=\s|$)/g;

/**
 * An OpenAPI or Swagger document as the service understands it: operations by method and path, and the named schemas
 * that they refer to. What the service drops on import is left out, such as security, servers, extensions, tags,
 * cookies, bodies of GET, examples and response headers.
 * Source: https://learn.microsoft.com/azure/api-management/api-management-api-import-restrictions
 */
export function openApiModel(document: JsonObject): JsonObject {
  const schemas = new OpenApiSchemas(document);
  const bodies = openApiBodies(document, schemas);
  const taken = new Set<string>();
  const operations: Record<string, Json> = {};
  for (const source of openApiOperations(document)) {
    const { method, urlTemplate } = source;
    const operationId = normalizeText(source.operation['operationId']);
    const id = operationName({ operationId, method, urlTemplate }, taken);
    taken.add(id.toLowerCase());
    operations[`${method} ${urlTemplate}`] = { id, ...operationModel(source, { document, schemas, bodies }) };
  }
  return { info: infoModel(document), operations, components: schemas.referenced() };
}

function infoModel(document: JsonObject): JsonObject {
  const info = isJsonObject(document['info']) ? document['info'] : {};
  return defined({
    title: normalizeText(info['title']),
    description: normalizeText(info['description']),
    version: info['version'] === undefined ? undefined : String(info['version']),
  });
}

interface Context {
  readonly document: JsonObject;
  readonly schemas: OpenApiSchemas;
  readonly bodies: OpenApiBodies;
}

function operationModel(source: OpenApiOperation, context: Context): JsonObject {
  const { operation } = source;
  const displayName = normalizeText(operation['summary']) ?? normalizeText(operation['operationId']);
  return defined({
    displayName: displayName?.slice(0, MAX_DISPLAY_NAME_LENGTH),
    description: normalizeText(operation['description'])?.slice(0, MAX_DESCRIPTION_LENGTH).trim(),
    parameters: parametersModel(source, context),
    request: context.bodies.request(source),
    responses: responsesModel(operation, context),
  });
}

function parametersModel({ parameters, urlTemplate, templateQuery }: OpenApiOperation, context: Context): JsonObject {
  const models: Record<string, JsonObject> = {};
  for (const parameter of parameters) {
    const name = String(parameter['name']);
    const isQuery = templateQuery.includes(name) && parameter['in'] === 'path';
    const place = isQuery ? 'query' : String(parameter['in']);
    const isIgnored = place === 'header' && IGNORED_HEADERS.has(name.toLowerCase());
    if (KEPT_PLACES.has(place) && !isIgnored) {
      models[`${place} ${name}`] = parameterModel(parameter, { required: isQuery || place === 'path' }, context);
    }
  }
  // The service declares what stands in the template.
  for (const [, name = ''] of urlTemplate.matchAll(/\{\*?([^{}]+)\}/g)) models[`path ${name}`] ??= { required: true };
  for (const name of templateQuery) models[`query ${name}`] ??= { required: true };
  return models;
}

function parameterModel(
  parameter: JsonObject,
  { required }: { readonly required: boolean },
  context: Context,
): JsonObject {
  // Swagger says the type beside the name; `content` says it in a way that the service does not read.
  const schema = context.schemas.resolve(parameter['schema'] ?? (parameter['content'] ? {} : swaggerType(parameter)));
  const isArray = schema['type'] === 'array';
  return defined({
    required: required || parameter['required'] === true,
    type: schema['type'],
    description: normalizeText(normalizeText(parameter['description'])?.replace(FORMAT_NOTE, '')),
    enum: isArray ? undefined : asTexts(schema['enum']),
    default: isArray || schema['default'] === undefined ? undefined : asText(schema['default']),
  });
}

function swaggerType(parameter: JsonObject): JsonObject {
  const { type, enum: values, default: defaultValue } = parameter;
  return defined({ type, enum: values, default: defaultValue });
}

function responsesModel(operation: JsonObject, { document, bodies }: Context): JsonObject {
  const responses = isJsonObject(operation['responses']) ? operation['responses'] : {};
  const models: Record<string, Json> = {};
  for (const [status, value] of Object.entries(responses)) {
    const response = status.startsWith('x-') ? undefined : resolveReference(document, value);
    if (!response) continue;
    const description = normalizeText(response['description']);
    models[status] = defined({
      // The service writes an absent description as this word.
      description: description === 'null' ? undefined : description,
      content: bodies.response(response, operation),
    });
  }
  return models;
}

function asTexts(value: Json | undefined): Json | undefined {
  return isJsonList(value) ? value.map(asText) : undefined;
}

/** The service keeps values of parameters as text. */
function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function defined(members: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
