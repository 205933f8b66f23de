import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import type { ApimClient } from './client/apim-client.js';
import { toArmPath, type ResourceId } from './resource-id.js';
import { GRAPHQL_SCHEMA, type Specification } from './specification/specification.js';

/** How the description of each type of API is read; types without a row have none. */
const READERS: Readonly<Record<string, (client: ApimClient, id: ResourceId) => Promise<Specification | undefined>>> = {
  http: (client, id) => exportDocument(client, id, { exportFormat: 'openapi-link', format: 'openapi-yaml' }),
  soap: (client, id) => exportDocument(client, id, { exportFormat: 'wsdl-link', format: 'wsdl' }),
  graphql: readGraphql,
};

/** The description of a live API, undefined for types of APIs that have none (WebSocket, MCP and others). */
export async function readSpecification(
  client: ApimClient,
  id: ResourceId,
  properties: JsonObject,
): Promise<Specification | undefined> {
  return READERS[String(properties['type'] ?? 'http')]?.(client, id);
}

async function exportDocument(
  client: ApimClient,
  id: ResourceId,
  as: { readonly exportFormat: string; readonly format: Specification['format'] },
): Promise<Specification | undefined> {
  const answer = await client.get(toArmPath(id), { format: as.exportFormat, export: 'true' });
  const link = answer && exportLink(answer);
  return link === undefined ? undefined : { format: as.format, text: await client.download(link) };
}

/**
 * The link stands at the top level or below `properties`, by tier and api-version.
 * Source: https://learn.microsoft.com/rest/api/apimanagement/api-export/get
 */
function exportLink(answer: JsonObject): string | undefined {
  for (const holder of [answer, answer['properties']]) {
    const value = isJsonObject(holder) ? holder['value'] : undefined;
    const link = isJsonObject(value) ? value['link'] : undefined;
    if (typeof link === 'string') return link;
  }
  return undefined;
}

async function readGraphql(client: ApimClient, id: ResourceId): Promise<Specification | undefined> {
  const schema = await client.get(`${toArmPath(id)}/schemas/${GRAPHQL_SCHEMA.id}`);
  const properties = schema?.['properties'];
  const document = isJsonObject(properties) ? properties['document'] : undefined;
  const text = isJsonObject(document) ? document['value'] : undefined;
  return typeof text === 'string' ? { format: 'graphql', text } : undefined;
}
