import { invalidFields } from '../arm/arm-fault.js';
import { LINK_NOT_ABSOLUTE } from '../arm/known-texts.js';
import * as unverified from '../unverified.js';
import { importOpenapi } from './import-openapi.js';
import { importSwagger } from './import-swagger.js';
import { importWadl } from './import-wadl.js';
import { importWsdl } from './import-wsdl.js';
import type { DocumentImporter, ImportContext, ImportedApi } from './imported-api.js';

interface FormatRow {
  readonly read: DocumentImporter;
  /** `value` is the address of the document. */
  readonly isLink?: true;
}

/**
 * Formats of an import; others are refused.
 * Source: https://learn.microsoft.com/rest/api/apimanagement/apis/create-or-update (ContentFormat)
 */
const FORMATS: Readonly<Record<string, FormatRow>> = {
  openapi: { read: importOpenapi },
  'openapi+json': { read: importOpenapi },
  'openapi-link': { read: importOpenapi, isLink: true },
  'openapi+json-link': { read: importOpenapi, isLink: true },
  'swagger-json': { read: importSwagger },
  'swagger-link-json': { read: importSwagger, isLink: true },
  wsdl: { read: importWsdl },
  'wsdl-link': { read: importWsdl, isLink: true },
  'wadl-xml': { read: importWadl },
  'wadl-link-json': { read: importWadl, isLink: true },
};

export interface ImportRequest {
  readonly format: string;
  readonly value: string;
  /** The document behind one of the emulator's own links; it fetches nothing else. */
  readonly readLink: (url: string) => string | undefined;
}

/** What the service makes of the document in a request. Throws `ArmFault`. */
export function importDocument(request: ImportRequest, context: ImportContext): ImportedApi {
  const row = FORMATS[request.format.toLowerCase()];
  if (!row) throw invalidFields([['format', unverified.formatUnsupported(request.format)]]);
  return row.read(row.isLink ? download(request) : request.value, context);
}

function download({ value, readLink }: ImportRequest): string {
  if (!URL.canParse(value)) throw invalidFields([['representation', LINK_NOT_ABSOLUTE]]);
  const text = readLink(value);
  if (text === undefined) throw invalidFields([['representation', unverified.linkUnreachable(value)]]);
  return text;
}
