import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { isJsonList } from './json-list.js';
import { resolveReference } from './openapi-references.js';

/** One operation of an OpenAPI or Swagger document, parameters merged and their references resolved. */
export interface OpenApiOperation {
  /** Upper case. */
  readonly method: string;
  /** As a template, without query parameters that vary: `/pets/{id}`. */
  readonly urlTemplate: string;
  readonly parameters: readonly JsonObject[];
  /** Names of query parameters that stand in the template as `?name={name}`. */
  readonly templateQuery: readonly string[];
  readonly operation: JsonObject;
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

/**
 * The operations of a document in its order. `x-ms-paths` count as well: the service reads them.
 * Source: https://learn.microsoft.com/azure/api-management/api-management-api-import-restrictions
 */
export function openApiOperations(document: JsonObject): readonly OpenApiOperation[] {
  return [document['paths'], document['x-ms-paths']].flatMap((paths) =>
    isJsonObject(paths) ? Object.entries(paths).flatMap(([path, item]) => operationsOf(document, path, item)) : [],
  );
}

function operationsOf(document: JsonObject, path: string, item: Json | undefined): readonly OpenApiOperation[] {
  const pathItem = path.startsWith('x-') ? undefined : resolveReference(document, item);
  if (!pathItem) return [];
  return METHODS.flatMap((method): OpenApiOperation[] => {
    const operation = pathItem[method];
    if (!isJsonObject(operation)) return [];
    const parameters = mergeParameters(document, pathItem['parameters'], operation['parameters']);
    return [{ method: method.toUpperCase(), ...splitPath(path), parameters, operation }];
  });
}

/** Parameters of the operation replace those of its path with the same name and place. */
function mergeParameters(document: JsonObject, ...lists: readonly (Json | undefined)[]): readonly JsonObject[] {
  const merged = new Map<string, JsonObject>();
  for (const list of lists) {
    for (const item of isJsonList(list) ? list : []) {
      const parameter = resolveReference(document, item);
      if (parameter) merged.set(`${String(parameter['in'])} ${String(parameter['name'])}`, parameter);
    }
  }
  return [...merged.values()];
}

/** A required query parameter may be part of the template; the rest of a query tells operations apart. */
function splitPath(path: string): Pick<OpenApiOperation, 'urlTemplate' | 'templateQuery'> {
  const mark = path.indexOf('?');
  const pathPart = mark < 0 ? path : path.slice(0, mark);
  const base = pathPart.startsWith('/') ? pathPart : `/${pathPart}`;
  const query = mark < 0 ? [] : path.slice(mark + 1).split('&');
  const isTemplate = (part: string): boolean => /^[^=]+=\{[^{}]*\}$/.test(part);
  const fixed = query.filter((part) => part !== '' && !isTemplate(part));
  return {
    urlTemplate: fixed.length > 0 ? `${base}?${fixed.join('&')}` : base,
    templateQuery: query.filter(isTemplate).map((part) => part.slice(0, part.indexOf('='))),
  };
}
