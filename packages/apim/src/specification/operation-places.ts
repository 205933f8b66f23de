import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { openApiOperations } from './openapi-operations.js';

/** Where an operation stands in an OpenAPI or Swagger document. */
export interface OperationPlace {
  readonly container: 'paths' | 'x-ms-paths';
  /** The key in the container. */
  readonly path: string;
  /** The key in the path item: lower case. */
  readonly method: string;
}

/** The places of all operations by method and template, as `diffSpecifications` names them: `GET /pets/{id}`. */
export function operationPlaces(document: JsonObject): ReadonlyMap<string, OperationPlace> {
  const places = new Map<string, OperationPlace>();
  for (const container of ['paths', 'x-ms-paths'] as const) {
    const items = document[container];
    for (const [path, item] of isJsonObject(items) ? Object.entries(items) : []) {
      const only = { ...document, paths: { [path]: item }, 'x-ms-paths': undefined };
      for (const { method, urlTemplate } of openApiOperations(only)) {
        places.set(`${method} ${urlTemplate}`, { container, path, method: method.toLowerCase() });
      }
    }
  }
  return places;
}
