import type { JsonObject } from '@nx-apiops/plan';
import type { Specification } from './specification/specification.js';
import { specificationInfo } from './specification/specification-info.js';

/**
 * The API properties that an import fills from the document where the request does not set them.
 * Source: https://learn.microsoft.com/azure/api-management/import-api-from-oas and recorded answers of the service:
 * description, contact, licence, terms and the first server; of a WSDL only the server's origin is kept.
 */
export function derivedProperties(specification: Specification): JsonObject {
  const { description, serverUrl, termsOfService, contact, license } = specificationInfo(specification);
  return {
    ...(description !== undefined && { description }),
    ...(serverUrl !== undefined && { serviceUrl: specification.format === 'wsdl' ? originOf(serverUrl) : serverUrl }),
    ...(termsOfService !== undefined && { termsOfServiceUrl: termsOfService }),
    ...(contact !== undefined && { contact }),
    ...(license !== undefined && { license }),
  };
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}
