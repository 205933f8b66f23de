import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { completeOperation } from '../behaviours/operations.js';
import { listOf, objectAt, textAt } from '../json-members.js';
import * as unverified from '../unverified.js';
import { convertDocument } from './convert-document.js';
import { readDocument, ReferenceResolver } from './document-reader.js';
import type { ImportContext, ImportedApi, ImportedOperation } from './imported-api.js';
import { NamedTypes, type TypePlace } from './named-types.js';
import { OperationNames } from './operation-names.js';
import { spreadParameters, toServiceParameter } from './parameters.js';
import { parsingError } from './parsing-error.js';
import { operationProperties, operationTags, type DocumentOperation } from './paths.js';

export const SWAGGER_CONTENT_TYPE = 'application/vnd.ms-azure-apim.swagger.definitions+json';
const DEFAULT_MEDIA_TYPE = 'application/json';
const FORM_MEDIA_TYPE = 'application/x-www-form-urlencoded';

/** Swagger 2.0 as JSON. */
export function importSwagger(text: string, context: ImportContext): ImportedApi {
  const document = readDocument(text);
  const version = String(document['swagger'] ?? '');
  if (version !== '2.0') throw parsingError([`The Swagger version '${version}' is not supported.`]);
  return new SwaggerConverter(document, context).convert();
}

class SwaggerConverter {
  readonly #document: JsonObject;
  readonly #context: ImportContext;
  readonly #references: ReferenceResolver;
  readonly #types: NamedTypes;
  readonly #names = new OperationNames();
  readonly #schemaId: string;

  constructor(document: JsonObject, context: ImportContext) {
    this.#document = document;
    this.#context = context;
    this.#references = new ReferenceResolver(document);
    this.#types = new NamedTypes(objectAt(document, 'definitions'), '#/definitions/');
    this.#schemaId = context.schemaId(SWAGGER_CONTENT_TYPE);
  }

  convert(): ImportedApi {
    return convertDocument(this.#document, {
      references: this.#references,
      types: this.#types,
      serviceUrl: serviceUrlOf(this.#document),
      toOperation: (operation) => this.#operation(operation),
      toSchema: () => ({
        id: this.#schemaId,
        contentType: SWAGGER_CONTENT_TYPE,
        document: { definitions: this.#types.toJson() },
      }),
    });
  }

  #operation(operation: DocumentOperation): ImportedOperation {
    const { source, method, path, parameters } = operation;
    const name = this.#names.next(textAt(source, 'operationId'), method, path);
    const required =
      textAt(this.#context.request, 'translateRequiredQueryParameters') === 'query' ? 'query' : 'template';
    const spread = spreadParameters(
      path,
      // A parameter of Swagger 2 is its own schema.
      parameters.map((parameter) => ({ source: parameter, schema: parameter })),
      required,
    );
    return {
      name,
      tags: operationTags(operation),
      properties: completeOperation({
        ...operationProperties(operation, name, spread),
        request: {
          queryParameters: spread.queryParameters,
          headers: spread.headers,
          representations: operation.takesBody ? this.#requestBodies(operation) : [],
          ...this.#bodyDescription(operation),
        },
        responses: this.#responses(operation),
      }),
    };
  }

  #bodyDescription({ parameters, takesBody }: DocumentOperation): JsonObject {
    const body = takesBody ? parameters.find((parameter) => parameter['in'] === 'body') : undefined;
    const description = body && textAt(body, 'description');
    return description === undefined ? {} : { description };
  }

  #requestBodies({ source, method, path, parameters }: DocumentOperation): readonly JsonObject[] {
    const body = parameters.find((parameter) => parameter['in'] === 'body');
    if (body) {
      return this.#mediaTypes(source, 'consumes').map((contentType) => ({
        contentType,
        ...this.#type(body['schema'], { method, path, mediaType: contentType }),
      }));
    }
    const form = parameters.filter((parameter) => parameter['in'] === 'formData');
    if (form.length === 0) return [];
    const stated = this.#stated(source, 'consumes');
    return (stated.length > 0 ? stated : [FORM_MEDIA_TYPE]).map((contentType) => ({
      contentType,
      formParameters: form.map((parameter) => toServiceParameter(parameter, parameter)),
    }));
  }

  #responses({ source, method, path }: DocumentOperation): readonly JsonObject[] {
    return Object.entries(objectAt(source, 'responses')).flatMap(([code, value]) => {
      const statusCode = unverified.importedStatusCode(code);
      if (statusCode === undefined) return [];
      const response = this.#references.resolve(value);
      return [
        {
          statusCode,
          description: textAt(response, 'description') ?? null,
          representations: this.#responseBodies(response, source, { method, path, statusCode }),
          headers: Object.entries(objectAt(response, 'headers')).flatMap(([name, header]) =>
            isJsonObject(header) ? [toServiceParameter({ ...header, name }, header)] : [],
          ),
        },
      ];
    });
  }

  #responseBodies(
    response: JsonObject,
    source: JsonObject,
    place: { readonly method: string; readonly path: string; readonly statusCode: number },
  ): readonly JsonObject[] {
    const examples = objectAt(response, 'examples');
    if (response['schema'] === undefined) {
      return Object.entries(examples).map(([contentType, value]) => ({
        contentType,
        examples: { default: { value: value ?? null } },
      }));
    }
    return this.#mediaTypes(source, 'produces').map((contentType) => ({
      contentType,
      ...(examples[contentType] !== undefined && { examples: { default: { value: examples[contentType] } } }),
      ...this.#type(response['schema'], { ...place, mediaType: contentType }),
    }));
  }

  #type(schema: Json | undefined, place: TypePlace): JsonObject {
    const typeName = this.#types.nameOfList(schema, place);
    return typeName === undefined ? {} : { schemaId: this.#schemaId, typeName };
  }

  #stated(source: JsonObject, member: 'consumes' | 'produces'): readonly string[] {
    return listOf(source[member] ?? this.#document[member]).filter((type) => typeof type === 'string');
  }

  #mediaTypes(source: JsonObject, member: 'consumes' | 'produces'): readonly string[] {
    const stated = this.#stated(source, member);
    return stated.length > 0 ? stated : [DEFAULT_MEDIA_TYPE];
  }
}

function serviceUrlOf(document: JsonObject): string | undefined {
  const host = textAt(document, 'host');
  if (!host) return undefined;
  const schemes = listOf(document['schemes']).filter((scheme) => typeof scheme === 'string');
  const scheme = schemes.includes('https') || schemes.length === 0 ? 'https' : (schemes[0] ?? 'https');
  const basePath = textAt(document, 'basePath') ?? '';
  return `${scheme}://${host}${basePath === '/' ? '' : basePath}`;
}
