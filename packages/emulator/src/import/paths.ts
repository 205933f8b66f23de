import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { duplicateSignature } from '../arm/known-texts.js';
import { invalidFields } from '../arm/arm-fault.js';
import { signatureOf, templateNames } from '../behaviours/operations.js';
import { listOf, textAt } from '../json-members.js';
import type { ReferenceResolver } from './document-reader.js';
import type { ImportedOperation } from './imported-api.js';
import { MAX_DISPLAY_NAME, mergeParameters, type SpreadParameters } from './parameters.js';
import { parsingError } from './parsing-error.js';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
/** Methods whose bodies the service drops. */
const WITHOUT_BODY = new Set(['get', 'head', 'options']);

/** One operation of a document, references in its parameters followed. */
export interface DocumentOperation {
  readonly path: string;
  readonly method: string;
  readonly source: JsonObject;
  readonly parameters: readonly JsonObject[];
  readonly takesBody: boolean;
}

/** The operations of a document in the order of the text. */
export function documentOperations(document: JsonObject, references: ReferenceResolver): readonly DocumentOperation[] {
  const { paths } = document;
  if (!isJsonObject(paths)) throw parsingError(['The document has no paths.']);
  return Object.entries(paths).flatMap(([path, value]) => {
    if (!path.startsWith('/')) return [];
    const item = references.resolve(value);
    const parameters = (from: JsonObject): readonly JsonObject[] =>
      listOf(from['parameters']).map((one) => references.resolve(one));
    return METHODS.flatMap((method): DocumentOperation[] => {
      const source = item[method];
      if (!isJsonObject(source)) return [];
      const merged = mergeParameters(parameters(item), parameters(source));
      return [{ path, method, source, parameters: merged, takesBody: !WITHOUT_BODY.has(method) }];
    });
  });
}

/** The members of an operation that both description languages have. */
export function operationProperties(operation: DocumentOperation, name: string, spread: SpreadParameters): JsonObject {
  const { source, method } = operation;
  const summary = textAt(source, 'summary')?.trim();
  const title = summary !== undefined && summary !== '' ? summary : (textAt(source, 'operationId') ?? name);
  return {
    displayName: title.slice(0, MAX_DISPLAY_NAME),
    method: method.toUpperCase(),
    urlTemplate: spread.urlTemplate,
    templateParameters: spread.templateParameters,
    description: textAt(source, 'description') ?? null,
  };
}

/** Texts of an operation's tags. */
export function operationTags({ source }: DocumentOperation): readonly string[] {
  return listOf(source['tags']).filter((tag) => typeof tag === 'string');
}

/** Throws `ArmFault` for path parameters that are not declared, and for operations that look the same. */
export function checkImportedOperations(operations: readonly ImportedOperation[]): void {
  const counts = new Map<string, number>();
  for (const { properties } of operations) {
    checkDeclared(properties);
    const signature = signatureOf(properties);
    counts.set(signature, (counts.get(signature) ?? 0) + 1);
  }
  for (const { properties } of operations) {
    const count = counts.get(signatureOf(properties)) ?? 0;
    if (count < 2) continue;
    const signature = `${String(properties['method'])} ${String(properties['urlTemplate'])}`;
    throw invalidFields([['representation', duplicateSignature(count, signature)]]);
  }
}

function checkDeclared(properties: JsonObject): void {
  const urlTemplate = textAt(properties, 'urlTemplate') ?? '';
  const declared = new Set(
    listOf(properties['templateParameters']).flatMap((parameter) =>
      isJsonObject(parameter) ? [(textAt(parameter, 'name') ?? '').toLowerCase()] : [],
    ),
  );
  const used = templateNames(urlTemplate);
  const where = `'${String(properties['method'])} ${urlTemplate}'`;
  const undeclared = used.filter((name) => !declared.has(name));
  if (undeclared.length > 0)
    throw parsingError([`Path parameter '${undeclared[0] ?? ''}' of ${where} is not declared.`]);
  const unused = [...declared].filter((name) => !used.includes(name));
  if (unused.length > 0) throw parsingError([`Path parameter '${unused[0] ?? ''}' of ${where} is not in the path.`]);
}
