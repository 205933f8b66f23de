import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { isJsonList, listOf, objectAt, objectsAt, textAt } from '../json-members.js';
import { compact, isInQuery, pathItems } from './export-operations.js';
import type { ExportedApi, ExportedOperation } from './exported-api.js';

const TYPES_AT = '#/components/schemas/';
const DEFINITIONS_AT = '#/definitions/';

/** The document in the form in which the service exports it: OpenAPI 3.0.1, made from operations and schemas. */
export function toOpenapi(api: ExportedApi): JsonObject {
  const needsKey = api.properties['subscriptionRequired'] !== false;
  const schemas = Object.fromEntries(
    Object.entries(api.types).map(([name, schema]) => [name, withReferences(schema ?? {}, DEFINITIONS_AT, TYPES_AT)]),
  );
  const components = {
    ...(Object.keys(schemas).length > 0 && { schemas }),
    ...(needsKey && { securitySchemes: securitySchemes(api) }),
  };
  return {
    openapi: '3.0.1',
    info: infoOf(api),
    servers: api.servers.map((url) => ({ url })),
    ...(api.tagDescriptions.length > 0 && { tags: api.tagDescriptions }),
    paths: pathItems(api.operations, toOperation),
    ...(Object.keys(components).length > 0 && { components }),
    ...(needsKey && { security: [{ apiKeyHeader: [] }, { apiKeyQuery: [] }] }),
  };
}

/** Title, description, terms, contact, licence and version, in both description languages. */
export function infoOf({ properties }: ExportedApi): JsonObject {
  const contact = objectAt(properties, 'contact');
  const license = objectAt(properties, 'license');
  return compact({
    title: textAt(properties, 'displayName') ?? '',
    description: textAt(properties, 'description'),
    termsOfService: textAt(properties, 'termsOfServiceUrl'),
    ...(Object.keys(compact(contact)).length > 0 && { contact: compact(contact) }),
    ...(Object.keys(compact(license)).length > 0 && { license: compact(license) }),
    version: textAt(properties, 'apiVersion') || '1.0',
  });
}

function securitySchemes({ properties }: ExportedApi): JsonObject {
  const names = objectAt(properties, 'subscriptionKeyParameterNames');
  return {
    apiKeyHeader: { type: 'apiKey', name: textAt(names, 'header') ?? 'Ocp-Apim-Subscription-Key', in: 'header' },
    apiKeyQuery: { type: 'apiKey', name: textAt(names, 'query') ?? 'subscription-key', in: 'query' },
  };
}

function toOperation(operation: ExportedOperation): JsonObject {
  const { properties, name, tags } = operation;
  const request = objectAt(properties, 'request');
  const parameters = [
    ...objectsAt(properties, 'templateParameters').map((parameter) =>
      toParameter(parameter, isInQuery(operation, parameter) ? 'query' : 'path'),
    ),
    ...objectsAt(request, 'queryParameters').map((parameter) => toParameter(parameter, 'query')),
    ...objectsAt(request, 'headers').map((parameter) => toParameter(parameter, 'header')),
  ];
  const bodies = objectsAt(request, 'representations');
  return compact({
    ...(tags.length > 0 && { tags }),
    summary: textAt(properties, 'displayName'),
    description: textAt(properties, 'description'),
    operationId: name,
    ...(parameters.length > 0 && { parameters }),
    ...(bodies.length > 0 && {
      requestBody: compact({ description: textAt(request, 'description'), content: toContent(bodies) }),
    }),
    responses: toResponses(objectsAt(properties, 'responses')),
  });
}

function toParameter(parameter: JsonObject, place: 'path' | 'query' | 'header'): JsonObject {
  const isRequired = place === 'path' || parameter['required'] === true;
  return compact({
    name: textAt(parameter, 'name'),
    in: place,
    description: textAt(parameter, 'description'),
    ...(isRequired && { required: true }),
    schema: toSchema(parameter),
  });
}

/** Values and default of a parameter, in its own type. */
export function toSchema(parameter: JsonObject): JsonObject {
  const type = textAt(parameter, 'type') ?? 'string';
  const choices = listOf(parameter['values']).map((value) => typed(value, type));
  const defaultValue = textAt(parameter, 'defaultValue');
  return {
    ...(choices.length > 0 && { enum: choices }),
    type,
    ...(type === 'array' && { items: {} }),
    ...(defaultValue !== undefined && { default: typed(defaultValue, type) }),
  };
}

/** The service keeps values as texts. */
function typed(value: Json, type: string): Json {
  if (typeof value !== 'string' || type === 'string') return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

function toResponses(responses: readonly JsonObject[]): JsonObject {
  // A description without a response would not be valid.
  if (responses.length === 0) return { '200': { description: '' } };
  return Object.fromEntries(
    responses.map((response) => {
      const bodies = objectsAt(response, 'representations');
      const headers = objectsAt(response, 'headers');
      return [
        String(response['statusCode']),
        {
          description: textAt(response, 'description') ?? '',
          ...(headers.length > 0 && { headers: Object.fromEntries(headers.map(toHeader)) }),
          ...(bodies.length > 0 && { content: toContent(bodies) }),
        },
      ];
    }),
  );
}

function toHeader(header: JsonObject): [string, JsonObject] {
  return [
    textAt(header, 'name') ?? '',
    compact({ description: textAt(header, 'description'), schema: toSchema(header) }),
  ];
}

function toContent(bodies: readonly JsonObject[]): JsonObject {
  return Object.fromEntries(bodies.map((body) => [textAt(body, 'contentType') ?? '', toMedia(body)]));
}

function toMedia(body: JsonObject): JsonObject {
  const typeName = textAt(body, 'typeName');
  const form = objectsAt(body, 'formParameters');
  const schema =
    typeName !== undefined ? { $ref: TYPES_AT + typeName } : form.length > 0 ? formSchema(form) : undefined;
  return { ...(schema && { schema }), ...examplesOf(body) };
}

function formSchema(form: readonly JsonObject[]): JsonObject {
  const required = form.filter((field) => field['required'] === true).map((field) => textAt(field, 'name') ?? '');
  const properties = form.map((field): [string, JsonObject] => [
    textAt(field, 'name') ?? '',
    compact({
      ...toSchema({ ...field, type: textAt(field, 'type') === 'file' ? 'string' : field['type'] }),
      description: textAt(field, 'description'),
    }),
  ]);
  return { ...(required.length > 0 && { required }), type: 'object', properties: Object.fromEntries(properties) };
}

/** A single unnamed example stands as `example`. */
function examplesOf(body: JsonObject): JsonObject {
  const examples = objectAt(body, 'examples');
  const names = Object.keys(examples);
  if (names.length === 0) return {};
  const only = names.length === 1 ? examples['default'] : undefined;
  return isJsonObject(only) && Object.keys(only).every((member) => member === 'value')
    ? { example: only['value'] ?? null }
    : { examples };
}

/** A schema whose references lead to another place of the document. */
export function withReferences(schema: Json, from: string, to: string): Json {
  if (isJsonList(schema)) return schema.map((item) => withReferences(item, from, to));
  if (!isJsonObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([name, value]) => {
      if (name === '$ref' && typeof value === 'string' && value.startsWith(from))
        return [name, to + value.slice(from.length)];
      return [name, value === undefined ? value : withReferences(value, from, to)];
    }),
  );
}
