import type { JsonObject } from '@nx-apiops/plan';
import { objectAt, objectsAt, textAt } from '../json-members.js';
import { compact, isInQuery, pathItems } from './export-operations.js';
import type { ExportedApi, ExportedOperation } from './exported-api.js';
import { infoOf, toSchema, withReferences } from './render-openapi.js';

const TYPES_AT = '#/components/schemas/';
const DEFINITIONS_AT = '#/definitions/';

/** The document as Swagger 2.0, made from operations and schemas. */
export function toSwagger(api: ExportedApi): JsonObject {
  const [server = 'https://localhost'] = api.servers;
  const { host, pathname } = new URL(server);
  const names = objectAt(api.properties, 'subscriptionKeyParameterNames');
  const needsKey = api.properties['subscriptionRequired'] !== false;
  const definitions = Object.fromEntries(
    Object.entries(api.types).map(([name, schema]) => [name, withReferences(schema ?? {}, TYPES_AT, DEFINITIONS_AT)]),
  );
  return {
    swagger: '2.0',
    info: infoOf(api),
    host,
    basePath: pathname,
    schemes: api.properties['protocols'] ?? ['https'],
    ...(needsKey && {
      securityDefinitions: {
        apiKeyHeader: { type: 'apiKey', name: textAt(names, 'header') ?? 'Ocp-Apim-Subscription-Key', in: 'header' },
        apiKeyQuery: { type: 'apiKey', name: textAt(names, 'query') ?? 'subscription-key', in: 'query' },
      },
      security: [{ apiKeyHeader: [] }, { apiKeyQuery: [] }],
    }),
    ...(api.tagDescriptions.length > 0 && { tags: api.tagDescriptions }),
    paths: pathItems(api.operations, toOperation),
    ...(Object.keys(definitions).length > 0 && { definitions }),
  };
}

function toOperation(operation: ExportedOperation): JsonObject {
  const { properties, name, tags } = operation;
  const request = objectAt(properties, 'request');
  const bodies = objectsAt(request, 'representations');
  const responses = objectsAt(properties, 'responses');
  const consumes = bodies.map((body) => textAt(body, 'contentType') ?? '');
  const produces = new Set(
    responses.flatMap((response) =>
      objectsAt(response, 'representations').map((body) => textAt(body, 'contentType') ?? ''),
    ),
  );
  const parameters = [
    ...objectsAt(properties, 'templateParameters').map((parameter) =>
      toParameter(parameter, isInQuery(operation, parameter) ? 'query' : 'path'),
    ),
    ...objectsAt(request, 'queryParameters').map((parameter) => toParameter(parameter, 'query')),
    ...objectsAt(request, 'headers').map((parameter) => toParameter(parameter, 'header')),
    ...bodyParameters(bodies),
  ];
  return compact({
    ...(tags.length > 0 && { tags }),
    summary: textAt(properties, 'displayName'),
    description: textAt(properties, 'description'),
    operationId: name,
    ...(consumes.length > 0 && { consumes }),
    ...(produces.size > 0 && { produces: [...produces] }),
    ...(parameters.length > 0 && { parameters }),
    responses: toResponses(responses),
  });
}

function toParameter(parameter: JsonObject, place: string): JsonObject {
  const isRequired = place === 'path' || parameter['required'] === true;
  return compact({
    name: textAt(parameter, 'name'),
    in: place,
    description: textAt(parameter, 'description'),
    ...(isRequired && { required: true }),
    ...toSchema(parameter),
  });
}

function bodyParameters(bodies: readonly JsonObject[]): readonly JsonObject[] {
  const form = bodies.flatMap((body) => objectsAt(body, 'formParameters'));
  if (form.length > 0) return form.map((parameter) => toParameter(parameter, 'formData'));
  const typed = bodies.find((body) => textAt(body, 'typeName') !== undefined);
  return typed
    ? [{ name: 'body', in: 'body', schema: { $ref: DEFINITIONS_AT + (textAt(typed, 'typeName') ?? '') } }]
    : [];
}

function toResponses(responses: readonly JsonObject[]): JsonObject {
  if (responses.length === 0) return { '200': { description: '' } };
  return Object.fromEntries(
    responses.map((response) => {
      const bodies = objectsAt(response, 'representations');
      const typed = bodies.find((body) => textAt(body, 'typeName') !== undefined);
      const headers = objectsAt(response, 'headers');
      return [
        String(response['statusCode']),
        {
          description: textAt(response, 'description') ?? '',
          ...(typed && { schema: { $ref: DEFINITIONS_AT + (textAt(typed, 'typeName') ?? '') } }),
          ...(headers.length > 0 && {
            headers: Object.fromEntries(headers.map((header) => [textAt(header, 'name') ?? '', toSchema(header)])),
          }),
        },
      ];
    }),
  );
}
