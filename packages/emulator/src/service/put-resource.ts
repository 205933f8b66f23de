import type { JsonObject } from '@nx-apiops/plan';
import type { EmulatorKind } from '../model/emulator-kind.js';
import { keyOf, type SourceDocument, type StoredResource } from '../store/stored-resource.js';
import type { ServiceInstance } from './service-instance.js';

export interface NewResource {
  readonly kind: EmulatorKind;
  readonly segments: readonly string[];
  readonly properties: JsonObject;
  readonly references: readonly string[];
  readonly source?: SourceDocument | undefined;
}

/** Stores a resource with a new ETag, checking nothing; an existing one keeps the time of its creation. */
export function putResource(service: ServiceInstance, resource: NewResource): StoredResource {
  const key = keyOf(resource.segments);
  const now = service.clock.now();
  const { source, ...rest } = resource;
  const stored: StoredResource = {
    ...rest,
    key,
    etag: service.ids.etag(),
    createdMs: service.store.get(key)?.createdMs ?? now,
    updatedMs: now,
    ...(source && { source }),
  };
  service.store.put(stored);
  return stored;
}

/** Gives a resource a new ETag, and a new content where `properties` is given. */
export function touchResource(
  service: ServiceInstance,
  resource: StoredResource,
  properties?: JsonObject,
): StoredResource {
  const touched: StoredResource = {
    ...resource,
    properties: properties ?? resource.properties,
    etag: service.ids.etag(),
    updatedMs: service.clock.now(),
  };
  service.store.put(touched);
  return touched;
}
