import type { JsonObject } from '@nx-apiops/plan';
import type { SourceDocument } from '../store/stored-resource.js';

/** One operation of a document. */
export interface ImportedOperation {
  /** Resource name. */
  readonly name: string;
  /** As stored, with all lists filled in. */
  readonly properties: JsonObject;
  /** Display names of tags. */
  readonly tags: readonly string[];
}

/** One set of types that operations refer to. */
export interface ImportedSchema {
  readonly id: string;
  readonly contentType: string;
  readonly document: JsonObject;
}

/** What the service makes of a document. */
export interface ImportedApi {
  /** Properties of the API that the document fills in; members of the request win. */
  readonly properties: JsonObject;
  readonly operations: readonly ImportedOperation[];
  readonly schemas: readonly ImportedSchema[];
  readonly source?: SourceDocument;
}

export interface ImportContext {
  /** `properties` of the request. */
  readonly request: JsonObject;
  /** Id for the API's schema of a content type: the one that it has already, or a new one. */
  readonly schemaId: (contentType: string) => string;
  /** A new id of 24 hexadecimal digits. */
  readonly newId: () => string;
  /** Name of the API's operation with this method and template, where it has one. */
  readonly existingOperation: (method: string, urlTemplate: string) => string | undefined;
}

/** Turns the text of a document into what it says. Throws `ArmFault` with `Parsing error(s): …`. */
export type DocumentImporter = (text: string, context: ImportContext) => ImportedApi;
