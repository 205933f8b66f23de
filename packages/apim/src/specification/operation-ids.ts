import { openApiOperations } from './openapi-operations.js';
import { isOpenApi, specificationDocument } from './specification-document.js';
import type { Specification } from './specification.js';

/** What names an operation. */
export interface OperationSource {
  /** As the description says it. */
  readonly operationId?: string | undefined;
  readonly method: string;
  readonly urlTemplate: string;
}

/** An operation as the service will know it. */
export interface ImportedOperation {
  /** Upper case. */
  readonly method: string;
  /** Path template; query parameters that the service may add to it are not part of it. */
  readonly urlTemplate: string;
  readonly displayName: string;
}

const MAX_LENGTH = 80;
/** The rest of the length is for a suffix that makes names unique. */
const MAX_BASE_LENGTH = 76;
const VALID = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** Longest summary that the service takes as display name. */
export const MAX_DISPLAY_NAME_LENGTH = 300;

/**
 * The name that the service gives to an imported operation. A valid operationId stays as it is; another one, or method
 * and path if there is none, becomes lower-case words with dashes between them. `taken` holds the names given before in
 * lower case: names differ regardless of case.
 * Source: https://learn.microsoft.com/azure/api-management/api-management-api-import-restrictions, except that
 * recorded imports keep valid ids in their case.
 */
export function operationName(source: OperationSource, taken: ReadonlySet<string>): string {
  const { operationId = '', method, urlTemplate } = source;
  const isValid = VALID.test(operationId) && operationId.length <= MAX_LENGTH;
  const name = isValid ? operationId : normalize(operationId) || normalize(`${method}-${urlTemplate}`) || 'operation';
  if (!taken.has(name.toLowerCase())) return name;
  for (let suffix = 1; ; suffix += 1) {
    const candidate = `${name.slice(0, MAX_BASE_LENGTH)}-${suffix}`;
    if (!taken.has(candidate.toLowerCase())) return candidate;
  }
}

function normalize(text: string): string {
  const dashed = text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return dashed.replace(/^-|-$/g, '').slice(0, MAX_BASE_LENGTH).replace(/-$/, '');
}

/**
 * The operations of a description by the names that the service gives them, in the order of the description. Empty for
 * GraphQL, WSDL and WADL, whose operations cannot be told from the text. Throws `SPECIFICATION`.
 */
export function operationIds(specification: Specification): ReadonlyMap<string, ImportedOperation> {
  const operations = new Map<string, ImportedOperation>();
  if (!isOpenApi(specification)) return operations;
  const taken = new Set<string>();
  for (const { method, urlTemplate, operation } of openApiOperations(specificationDocument(specification))) {
    const operationId = textOf(operation['operationId']);
    const name = operationName({ operationId, method, urlTemplate }, taken);
    taken.add(name.toLowerCase());
    const displayName = textOf(operation['summary']) ?? operationId ?? defaultDisplayName(method, urlTemplate);
    operations.set(name, { method, urlTemplate, displayName: displayName.slice(0, MAX_DISPLAY_NAME_LENGTH) });
  }
  return operations;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function defaultDisplayName(method: string, urlTemplate: string): string {
  return `${method.charAt(0)}${method.slice(1).toLowerCase()} - ${urlTemplate}`;
}
