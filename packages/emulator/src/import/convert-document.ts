import type { JsonObject } from '@nx-apiops/plan';
import { objectAt } from '../json-members.js';
import type { ReferenceResolver } from './document-reader.js';
import type { ImportedApi, ImportedOperation, ImportedSchema } from './imported-api.js';
import type { NamedTypes } from './named-types.js';
import { infoProperties } from './parameters.js';
import { checkImportedOperations, documentOperations, type DocumentOperation } from './paths.js';

/** What the two dialects do in their own ways. */
export interface DocumentDialect {
  readonly references: ReferenceResolver;
  /** Filled while operations are converted. */
  readonly types: NamedTypes;
  readonly serviceUrl: string | undefined;
  readonly toOperation: (operation: DocumentOperation) => ImportedOperation;
  /** The schema that holds the named types. */
  readonly toSchema: () => ImportedSchema;
}

/** The API that an OpenAPI or Swagger document describes. Throws `ArmFault` for operations that cannot be imported. */
export function convertDocument(document: JsonObject, dialect: DocumentDialect): ImportedApi {
  const { references, types, serviceUrl, toOperation, toSchema } = dialect;
  const operations = documentOperations(document, references).map(toOperation);
  checkImportedOperations(operations);
  return {
    properties: {
      ...infoProperties(objectAt(document, 'info')),
      ...(serviceUrl !== undefined && { serviceUrl }),
    },
    operations,
    schemas: types.size === 0 ? [] : [toSchema()],
  };
}
