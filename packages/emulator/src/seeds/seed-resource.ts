import { completeOperation, operationReferences } from '../behaviours/operations.js';
import type { JsonObject } from '@nx-apiops/plan';
import { putResource } from '../service/put-resource.js';
import type { ServiceInstance } from '../service/service-instance.js';
import { keyOf, type StoredResource } from '../store/stored-resource.js';
import { API_DEFAULTS } from '../apis/api-properties.js';

/** Puts an API with its first revision into a service, without any checks. */
export function seedApi(service: ServiceInstance, name: string, properties: JsonObject): StoredResource {
  const path = String(properties['path'] ?? '');
  service.families.put({ segments: ['apis', name], current: '1', revisions: ['1'], path });
  return putResource(service, {
    kind: 'api',
    segments: ['apis', `${name};rev=1`],
    properties: { ...API_DEFAULTS, ...properties },
    references: [],
  });
}

/** An operation as it is stored; the same object may serve many APIs. */
export function seedOperationProperties(properties: JsonObject): JsonObject {
  return completeOperation({ description: null, templateParameters: [], ...properties });
}

export function seedOperation(
  service: ServiceInstance,
  segments: readonly string[],
  properties: JsonObject,
): StoredResource {
  return putResource(service, {
    kind: 'apiOperation',
    segments,
    properties,
    references: operationReferences({ segments }, properties),
  });
}

/** An association: a product with an API, a product with a group, an API with a tag. */
export function seedLink(
  service: ServiceInstance,
  kind: 'productApi' | 'productGroup' | 'apiTag',
  segments: readonly string[],
): void {
  putResource(service, { kind, segments, properties: {}, references: [keyOf(segments.slice(-2))] });
}
