import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { parseAllDocuments } from 'yaml';

/** The objects that the documents of a YAML text hold. None where it is no YAML, or an alias in it leads nowhere. */
export function yamlObjects(text: string): readonly JsonObject[] {
  try {
    return parseAllDocuments(text).flatMap((document) => {
      const value: unknown = document.errors.length === 0 ? document.toJS() : undefined;
      return isJsonObject(value) ? [value] : [];
    });
  } catch (error) {
    if (error instanceof ReferenceError) return [];
    throw error;
  }
}
