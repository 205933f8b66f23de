import { parseApiName } from '@nx-apiops/apim';
import type { JsonObject } from '@nx-apiops/plan';
import { resourceType } from '../arm/resource-type.js';
import { API_KIND } from '../model/emulator-kind.js';
import type { ServiceInstance } from '../service/service-instance.js';
import type { SourceDocument, StoredResource } from '../store/stored-resource.js';

/** One resource of an instance as tests see it: everything that is stored, secrets included, ids relative. */
export interface EmulatedResource {
  /** ARM path below the service; the current revision of an API goes without `;rev=`. */
  readonly path: string;
  readonly type: string;
  readonly properties: JsonObject;
  /** The document that a WSDL or WADL API was imported from. */
  readonly source?: SourceDocument;
}

export interface EmulatorState {
  readonly service: string;
  /** Sorted by path. */
  readonly resources: readonly EmulatedResource[];
}

/** All resources of an instance. Nothing in it depends on times, ETags or the name of the service. */
export function describeState(service: ServiceInstance): EmulatorState {
  const resources = [...service.store.all()].map((resource) => describe(service, resource));
  return {
    service: service.address.serviceName,
    resources: resources.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
  };
}

function describe(service: ServiceInstance, resource: StoredResource): EmulatedResource {
  const segments = service.publicSegments(resource.segments);
  return {
    path: segments.join('/'),
    type: resourceType(segments),
    properties: resource.kind === API_KIND ? withRevision(service, resource) : resource.properties,
    ...(resource.source && { source: resource.source }),
  };
}

function withRevision(service: ServiceInstance, { segments, properties }: StoredResource): JsonObject {
  const { revision } = parseApiName(segments.at(-1) ?? '');
  return {
    ...properties,
    apiRevision: revision ?? '1',
    isCurrent: service.familyOf(segments)?.current === revision,
  };
}
