import { specificationDocument } from './specification-document.js';
import { SPECIFICATION_FORMATS, type Specification } from './specification.js';

/** The properties of a PUT of an API that import a description. */
export type SpecificationImport = {
  readonly format: string;
  readonly value: string;
};

/**
 * How a description is imported, undefined for GraphQL, which is published as a schema of the API. Swagger in YAML
 * is turned into JSON, the only form that the service takes. Throws `SPECIFICATION` if it must parse the text and cannot.
 */
export function toImport(specification: Specification): SpecificationImport | undefined {
  const { importFormat, importAsJson } = SPECIFICATION_FORMATS[specification.format];
  if (importFormat === undefined) return undefined;
  const value = importAsJson ? JSON.stringify(specificationDocument(specification)) : specification.text;
  return { format: importFormat, value };
}
