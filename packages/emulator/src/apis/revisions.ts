import { touchResource } from '../service/put-resource.js';
import type { ServiceInstance } from '../service/service-instance.js';
import { revisionSegments, type ApiFamily } from '../store/api-families.js';
import { keyOf, type StoredResource } from '../store/stored-resource.js';

/** A revision's resource. */
export function revisionOf(service: ServiceInstance, family: ApiFamily, revision: string): StoredResource | undefined {
  return service.store.get(keyOf(revisionSegments(family, revision)));
}

/** Makes a revision the current one. Both it and the one before get new ETags, as both look different now. */
export function setCurrentRevision(service: ServiceInstance, family: ApiFamily, revision: string): void {
  if (family.current === revision || !family.revisions.includes(revision)) return;
  service.families.put({ ...family, current: revision });
  for (const number of [family.current, revision]) {
    const resource = revisionOf(service, family, number);
    if (resource) touchResource(service, resource);
  }
}
