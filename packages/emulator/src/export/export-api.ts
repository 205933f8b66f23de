import { dump } from 'js-yaml';
import type { JsonObject } from '@nx-apiops/plan';
import { ArmFault, invalidFields } from '../arm/arm-fault.js';
import { INTERNAL_ERROR } from '../arm/known-texts.js';
import { textAt } from '../json-members.js';
import type { ServiceInstance } from '../service/service-instance.js';
import type { StoredResource } from '../store/stored-resource.js';
import * as unverified from '../unverified.js';
import { readExportedApi } from './exported-api.js';
import { toOpenapi } from './render-openapi.js';
import { toSwagger } from './render-swagger.js';

/** A document that waits to be downloaded; rendered when somebody does. */
export interface ExportedDocument {
  readonly fileName: string;
  readonly contentType: string;
  readonly render: () => string;
}

interface FormatRow {
  /** `format` of the answer at newer api-versions, where it differs from the one that was asked for. */
  readonly answeredAs?: string;
  readonly extension: string;
  readonly contentType: string;
  /** Throws `ArmFault` for APIs that have no such document. */
  readonly prepare: (service: ServiceInstance, api: StoredResource) => () => string;
}

const toJson = (document: JsonObject): string => JSON.stringify(document, null, 2);
const toYaml = (document: JsonObject): string => dump(document, { noRefs: true, lineWidth: -1 });

/** Source: https://learn.microsoft.com/rest/api/apimanagement/api-export/get (ExportFormat) */
const FORMATS: Readonly<Record<string, FormatRow>> = {
  'openapi-link': {
    extension: 'yaml',
    contentType: 'application/yaml',
    prepare: (service, api) => {
      const exported = readExportedApi(service, api);
      return () => toYaml(toOpenapi(exported));
    },
  },
  'openapi+json-link': {
    extension: 'json',
    contentType: 'application/json',
    prepare: (service, api) => {
      const exported = readExportedApi(service, api);
      return () => toJson(toOpenapi(exported));
    },
  },
  'swagger-link': {
    answeredAs: 'swagger-link-json',
    extension: 'json',
    contentType: 'application/json',
    prepare: (service, api) => {
      const exported = readExportedApi(service, api);
      return () => toJson(toSwagger(exported));
    },
  },
  'wsdl-link': { extension: 'wsdl', contentType: 'text/xml', prepare: echoSource('wsdl') },
  'wadl-link': { extension: 'wadl', contentType: 'text/xml', prepare: echoSource('wadl') },
  'graphql-link': { extension: 'graphql', contentType: 'text/plain', prepare: graphqlDocument },
};

/** Documents of these kinds only come back where the API was imported from one; otherwise the service fails. */
function echoSource(format: 'wsdl' | 'wadl'): FormatRow['prepare'] {
  return (_service, { source }) => {
    if (source?.format !== format) throw new ArmFault(500, 'InternalServerError', INTERNAL_ERROR);
    return () => source.text;
  };
}

/** A synthetic GraphQL API, one without a backend, is not exported. */
function graphqlDocument(service: ServiceInstance, api: StoredResource): () => string {
  const schema = service.store.get(`${api.key}/schemas/graphql`);
  const text = schema && textAt(schema.properties, 'document.value');
  if (text === undefined || !textAt(api.properties, 'serviceUrl')) {
    throw new ArmFault(406, 'NotAcceptable', unverified.GRAPHQL_NOT_EXPORTED);
  }
  return () => text;
}

/** Prepares the export of a revision. Throws `ArmFault` for formats that do not exist, or not for this API. */
export function exportApi(
  service: ServiceInstance,
  api: StoredResource,
  format: string,
): { readonly document: ExportedDocument; readonly answeredAs: string } {
  const row = FORMATS[format.toLowerCase()];
  if (!row) throw invalidFields([['format', unverified.formatUnsupported(format)]]);
  const title = textAt(api.properties, 'displayName') ?? 'api';
  return {
    answeredAs: row.answeredAs ?? format,
    document: {
      fileName: `${title}.${row.extension}`,
      contentType: row.contentType,
      render: row.prepare(service, api),
    },
  };
}
