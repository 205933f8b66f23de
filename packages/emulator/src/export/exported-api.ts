import { parseApiName } from '@nx-apiops/apim';
import type { JsonObject } from '@nx-apiops/plan';
import { objectAt, textAt } from '../json-members.js';
import type { ServiceInstance } from '../service/service-instance.js';
import { keyOf, nameOf, type StoredResource } from '../store/stored-resource.js';

/** One operation with what the export tells about it. */
export interface ExportedOperation {
  readonly name: string;
  readonly properties: JsonObject;
  /** Display names. */
  readonly tags: readonly string[];
}

/** All that an exported document is made of. */
export interface ExportedApi {
  readonly properties: JsonObject;
  /** Addresses at which the gateway serves the API. */
  readonly servers: readonly string[];
  readonly operations: readonly ExportedOperation[];
  /** Types that operations refer to, by name. */
  readonly types: JsonObject;
  readonly tagDescriptions: readonly JsonObject[];
}

/** Collects what an export of a revision needs; nothing is rendered yet. */
export function readExportedApi(service: ServiceInstance, api: StoredResource): ExportedApi {
  const family = service.familyOf(api.segments);
  const descriptions = family ? service.store.list(`${keyOf(family.segments)}/tagdescriptions`) : [];
  return {
    properties: api.properties,
    servers: [serverUrl(service, api)],
    operations: service.store.list(`${api.key}/operations`).map((operation) => ({
      name: nameOf(operation),
      properties: operation.properties,
      tags: service.store.list(`${operation.key}/tags`).map((link) => tagName(service, nameOf(link))),
    })),
    types: service.store
      .list(`${api.key}/schemas`)
      .reduce<JsonObject>((types, schema) => ({ ...types, ...typesOf(schema.properties) }), {}),
    tagDescriptions: descriptions.map((description) => ({
      name: tagName(service, nameOf(description)),
      description: textAt(description.properties, 'description') ?? '',
    })),
  };
}

function tagName(service: ServiceInstance, name: string): string {
  const tag = service.store.get(keyOf(['tags', name]));
  return (tag && textAt(tag.properties, 'displayName')) ?? name;
}

function typesOf({ document }: JsonObject): JsonObject {
  const content = { document };
  const components = objectAt(content, 'document.components.schemas');
  return Object.keys(components).length > 0 ? components : objectAt(content, 'document.definitions');
}

/** The first host of the gateway, the API's path, and what tells its version and revision. */
function serverUrl(service: ServiceInstance, api: StoredResource): string {
  const family = service.familyOf(api.segments);
  const { revision } = parseApiName(api.segments.at(-1) ?? '');
  const path = textAt(api.properties, 'path') ?? '';
  const version = versionSegment(service, api);
  const suffix = family && revision !== family.current ? `;rev=${revision ?? ''}` : '';
  const parts = [`https://${service.gatewayHost}`, path, version].filter((part) => part !== '');
  return parts.join('/') + suffix;
}

/** With the scheme `Segment` the version stands in the path. */
function versionSegment(service: ServiceInstance, api: StoredResource): string {
  const id = textAt(api.properties, 'apiVersionSetId');
  const key = id === undefined ? undefined : service.resolveId(id, api.segments);
  const set = key === undefined ? undefined : service.store.get(key);
  const isSegment = set !== undefined && textAt(set.properties, 'versioningScheme')?.toLowerCase() === 'segment';
  return isSegment ? (textAt(api.properties, 'apiVersion') ?? '') : '';
}
