import type { JsonObject } from '@nx-apiops/plan';
import { resourceType } from '../arm/resource-type.js';
import type { Shown, View } from '../behaviours/behaviour.js';
import { BEHAVIOURS } from '../behaviours/behaviour-table.js';
import { replaceMember, withoutMembers } from '../json-members.js';
import type { StoredResource } from '../store/stored-resource.js';
import * as unverified from '../unverified.js';
import type { ServiceInstance } from './service-instance.js';

/** The envelope `{id, type, name, properties}` of a resource. */
export function showResource(service: ServiceInstance, resource: StoredResource, view: View): JsonObject {
  const behaviour = BEHAVIOURS[resource.kind];
  const hidden = [
    ...(behaviour.writeOnly ?? []),
    ...(view.for === 'list' ? (behaviour.notInLists ?? []) : []),
    ...(view.for === 'list' || view.for === 'get' ? (behaviour.onlyInWrites ?? []) : []),
  ];
  const visible = withoutMembers(resource.properties, hidden);
  const withIds = (behaviour.armIds ?? []).reduce(
    (properties, path) =>
      replaceMember(properties, path, (value) => (typeof value === 'string' ? service.fullId(value) : value)),
    visible,
  );
  const plain: Shown = {
    segments: service.publicSegments(resource.segments),
    properties: { ...withIds, ...provisioningState(service, resource, view) },
  };
  const place = { service, kind: resource.kind, segments: resource.segments, key: resource.key, resource };
  return envelope(service, behaviour.show?.(place, plain, view) ?? plain, spelling(resource, view));
}

function envelope(
  service: ServiceInstance,
  { segments, properties }: Shown,
  respell: (id: string) => string,
): JsonObject {
  return {
    id: respell(service.fullId(segments.join('/'))),
    type: resourceType(segments),
    name: segments.at(-1) ?? '',
    properties,
  };
}

/** One kind is spelled differently in the ids that GET answers. */
function spelling({ kind }: StoredResource, view: View): (id: string) => string {
  const { idOnRead } = BEHAVIOURS[kind];
  return idOnRead && view.for !== 'put' ? (id) => id.replace(`/${idOnRead.from}/`, `/${idOnRead.to}/`) : (id) => id;
}

function provisioningState(service: ServiceInstance, { kind, key }: StoredResource, view: View): JsonObject {
  const { hasProvisioningState } = BEHAVIOURS[kind];
  if (hasProvisioningState === undefined) return {};
  const isHidden = hasProvisioningState === 'not-in-lists' || !unverified.PROVISIONING_STATE_IN_LISTS;
  if (view.for === 'list' && isHidden) return {};
  return { provisioningState: service.operations.isBusy(key) ? 'InProgress' : 'Succeeded' };
}
