import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import type { ApimClient } from './client/apim-client.js';
import { ArmRequestError } from './client/arm-request-error.js';
import { toArmPath, type ResourceId } from './resource-id.js';
import {
  GRAPHQL_SCHEMA,
  SPECIFICATION_FORMATS,
  type Specification,
  type SpecificationFormat,
} from './specification/specification.js';

/** What is known of the API that a description is read of. */
export interface DescribedApi {
  readonly id: ResourceId;
  readonly properties: JsonObject;
  /** What was published. */
  readonly authored: Specification | undefined;
}

/** In which form each type of API is exported; types without a row have no description. */
const FORMATS: Readonly<Record<string, SpecificationFormat>> = {
  http: 'openapi-yaml',
  soap: 'wsdl',
  graphql: 'graphql',
};

/** Forms that the service cannot export for every API, which it answers with 500. */
const UNRELIABLE: readonly SpecificationFormat[] = ['wsdl', 'wadl'];

/**
 * The description of a live API, undefined for types of APIs that have none (WebSocket, MCP and others). A document that
 * the service cannot export cannot be compared either, so the authored one stands for it. Throws `ARM_*`.
 */
export async function readSpecification(client: ApimClient, api: DescribedApi): Promise<Specification | undefined> {
  const byType = FORMATS[String(api.properties['type'] ?? 'http')];
  const format = api.authored?.format === 'wadl' ? 'wadl' : byType;
  if (format === undefined) return undefined;
  if (format === 'graphql') return readGraphql(client, api.id);
  try {
    return await exportDocument(client, api.id, format);
  } catch (error) {
    const isUnreadable = UNRELIABLE.includes(format) && error instanceof ArmRequestError && error.status === 500;
    if (isUnreadable) return api.authored;
    throw error;
  }
}

async function exportDocument(
  client: ApimClient,
  id: ResourceId,
  format: SpecificationFormat,
): Promise<Specification | undefined> {
  const query = { format: SPECIFICATION_FORMATS[format].exportFormat, export: 'true' };
  const answer = await client.get(toArmPath(id), query);
  const link = answer && exportLink(answer);
  return link === undefined ? undefined : { format, text: withoutServers(await client.download(link)) };
}

/**
 * An exported OpenAPI document names the gateways of its instance as servers. Published elsewhere they would become the
 * API's backend, so they are left out. A document in another form has no such lines and stays as it is.
 */
function withoutServers(text: string): string {
  return text.replace(/^servers:[ \t]*\r?\n(?:[ \t-].*\r?\n)*/m, '');
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
