import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { completeOperation } from '../behaviours/operations.js';
import { listOf, objectAt, textAt } from '../json-members.js';
import * as unverified from '../unverified.js';
import { convertDocument } from './convert-document.js';
import { readDocument, ReferenceResolver } from './document-reader.js';
import type { ImportContext, ImportedApi, ImportedOperation } from './imported-api.js';
import { NamedTypes } from './named-types.js';
import { downgradeSchema } from './openapi-31.js';
import { OperationNames } from './operation-names.js';
import { spreadParameters } from './parameters.js';
import { parsingError } from './parsing-error.js';
import { operationProperties, operationTags, type DocumentOperation } from './paths.js';

export const OPENAPI_CONTENT_TYPE = 'application/vnd.oai.openapi.components+json';
const TYPES_AT = '#/components/schemas/';
const VERSIONS = /^3\.[01]\.\d+/;
const SCHEMA_URLS =
  'The document must follow https://spec.openapis.org/oas/3.0/schema/2021-09-28 or https://spec.openapis.org/oas/3.1/schema/2022-10-07.';

/** OpenAPI 3.0 and 3.1, YAML or JSON. */
export function importOpenapi(text: string, context: ImportContext): ImportedApi {
  const document = readDocument(text);
  const version = textAt(document, 'openapi') ?? '';
  if (!VERSIONS.test(version)) {
    throw parsingError([`The OpenAPI version '${version}' is not supported.`], SCHEMA_URLS);
  }
  const converter = new OpenapiConverter(document, context, version.startsWith('3.1'));
  return converter.convert();
}

class OpenapiConverter {
  readonly #document: JsonObject;
  readonly #context: ImportContext;
  readonly #references: ReferenceResolver;
  readonly #types: NamedTypes;
  readonly #names = new OperationNames();
  readonly #schemaId: string;
  readonly #isNewer: boolean;

  constructor(document: JsonObject, context: ImportContext, isNewer: boolean) {
    this.#document = document;
    this.#context = context;
    this.#references = new ReferenceResolver(document);
    this.#isNewer = isNewer;
    this.#types = new NamedTypes(objectAt(document, 'components.schemas'), TYPES_AT);
    this.#schemaId = context.schemaId(OPENAPI_CONTENT_TYPE);
  }

  convert(): ImportedApi {
    return convertDocument(this.#document, {
      references: this.#references,
      types: this.#types,
      serviceUrl: firstServer(this.#document),
      toOperation: (operation) => this.#operation(operation),
      toSchema: () => ({
        id: this.#schemaId,
        contentType: OPENAPI_CONTENT_TYPE,
        document: { components: { schemas: this.#schema(this.#types.toJson()) } },
      }),
    });
  }

  #schema(schema: Json): Json {
    return this.#isNewer ? downgradeSchema(schema) : schema;
  }

  #operation(operation: DocumentOperation): ImportedOperation {
    const { source, method, path, takesBody } = operation;
    const name = this.#names.next(textAt(source, 'operationId'), method, path);
    const parameters = operation.parameters.map((parameter) => ({
      source: parameter,
      schema: this.#parameterSchema(parameter),
    }));
    const required =
      textAt(this.#context.request, 'translateRequiredQueryParameters') === 'query' ? 'query' : 'template';
    const spread = spreadParameters(path, parameters, required);
    const body = takesBody ? this.#references.resolve(source['requestBody']) : {};
    const description = textAt(body, 'description');
    return {
      name,
      tags: operationTags(operation),
      properties: completeOperation({
        ...operationProperties(operation, name, spread),
        request: {
          ...(description !== undefined && { description }),
          queryParameters: spread.queryParameters,
          headers: spread.headers,
          representations: this.#representations(body, { method, path }),
        },
        responses: this.#responses(operation),
      }),
    };
  }

  #parameterSchema(parameter: JsonObject): JsonObject {
    const [content] = Object.values(objectAt(parameter, 'content'));
    const schema = parameter['schema'] ?? (isJsonObject(content) ? content['schema'] : undefined);
    return this.#references.resolve(schema);
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
          representations: this.#representations(response, { method, path, statusCode }),
          headers: Object.entries(objectAt(response, 'headers')).map(([name, header]) => this.#header(name, header)),
        },
      ];
    });
  }

  #header(name: string, value: Json | undefined): JsonObject {
    const header = this.#references.resolve(value);
    const { type } = this.#parameterSchema(header);
    return {
      name,
      ...(textAt(header, 'description') !== undefined && { description: textAt(header, 'description') ?? '' }),
      type: typeof type === 'string' ? type : 'string',
      values: [],
    };
  }

  #representations(
    body: JsonObject,
    place: { readonly method: string; readonly path: string; readonly statusCode?: number },
  ): readonly JsonObject[] {
    return Object.entries(objectAt(body, 'content')).map(([contentType, value]) => {
      const media = this.#references.resolve(value);
      const typeName = this.#types.nameOf(media['schema'], { ...place, mediaType: contentType });
      const examples = this.#examples(media);
      return {
        contentType,
        ...(examples && { examples }),
        ...(typeName !== undefined && { schemaId: this.#schemaId, typeName }),
      };
    });
  }

  #examples(media: JsonObject): JsonObject | undefined {
    const named = Object.entries(objectAt(media, 'examples')).map(([name, example]): [string, JsonObject] => {
      const { summary, description, value, externalValue } = this.#references.resolve(example);
      return [name, { ...defined({ summary, description, value, externalValue }) }];
    });
    if (named.length > 0) return Object.fromEntries(named);
    return media['example'] === undefined ? undefined : { default: { value: media['example'] } };
  }
}

function defined(members: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** The first https server, else the first that is absolute; variables have their defaults. */
function firstServer(document: JsonObject): string | undefined {
  const urls = listOf(document['servers']).flatMap((server) => {
    if (!isJsonObject(server)) return [];
    const variables = objectAt(server, 'variables');
    const url = (textAt(server, 'url') ?? '').replace(/\{([^{}]+)\}/g, (whole, name: string) => {
      const variable = variables[name];
      return isJsonObject(variable) ? (textAt(variable, 'default') ?? whole) : whole;
    });
    return /^https?:\/\//i.test(url) ? [url] : [];
  });
  return urls.find((url) => /^https:/i.test(url)) ?? urls[0];
}
