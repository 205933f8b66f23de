/** How the description of an API is written. */
export type SpecificationFormat =
  'openapi-yaml' | 'openapi-json' | 'swagger-yaml' | 'swagger-json' | 'graphql' | 'wsdl' | 'wadl';

/** The description of an API as text. */
export interface Specification {
  readonly format: SpecificationFormat;
  readonly text: string;
}

/** All that is known about one format. */
export interface SpecificationFormatRow {
  /** Artifact file; the first one is written, all are read. */
  readonly fileNames: readonly [string, ...string[]];
  /** `format` of the PUT that imports it; absent for what is no import. */
  readonly importFormat?: string;
  /** The import takes JSON only. */
  readonly importAsJson?: true;
  /** `format` of the GET that exports it as a link to download. */
  readonly exportFormat: string;
}

/**
 * Source: https://learn.microsoft.com/rest/api/apimanagement/apis/create-or-update (ContentFormat) and
 * https://learn.microsoft.com/rest/api/apimanagement/api-export/get (ExportFormat), api-version 2024-05-01.
 */
export const SPECIFICATION_FORMATS: Readonly<Record<SpecificationFormat, SpecificationFormatRow>> = {
  'openapi-yaml': {
    fileNames: ['specification.yaml', 'specification.yml'],
    importFormat: 'openapi',
    exportFormat: 'openapi-link',
  },
  'openapi-json': {
    fileNames: ['specification.json'],
    importFormat: 'openapi+json',
    exportFormat: 'openapi+json-link',
  },
  'swagger-yaml': {
    fileNames: ['specification.yaml', 'specification.yml'],
    importFormat: 'swagger-json',
    importAsJson: true,
    exportFormat: 'swagger-link',
  },
  'swagger-json': {
    fileNames: ['specification.json'],
    importFormat: 'swagger-json',
    exportFormat: 'swagger-link',
  },
  graphql: { fileNames: ['specification.graphql'], exportFormat: 'graphql-link' },
  wsdl: { fileNames: ['specification.wsdl'], importFormat: 'wsdl', exportFormat: 'wsdl-link' },
  wadl: { fileNames: ['specification.wadl'], importFormat: 'wadl-xml', exportFormat: 'wadl-link' },
};

/**
 * The schema resource of an API that holds its GraphQL description, in `document.value`.
 * Source: https://learn.microsoft.com/rest/api/apimanagement/api-schema/create-or-update
 */
export const GRAPHQL_SCHEMA = {
  id: 'graphql',
  contentType: 'application/vnd.ms-azure-apim.graphql.schema',
} as const;
