import { parseApiName } from '@nx-apiops/apim';
import { invalidRequest, type ArmFault } from '../arm/arm-fault.js';
import { CURRENT_REVISION_DELETE } from '../arm/known-texts.js';
import type { Deletion } from '../behaviours/behaviour.js';
import { textAt } from '../json-members.js';
import type { ServiceInstance } from '../service/service-instance.js';
import { revisionSegments, type ApiFamily } from '../store/api-families.js';
import { keyOf, type StoredResource } from '../store/stored-resource.js';
import * as unverified from '../unverified.js';

function familyAndRevision(deletion: Deletion): {
  readonly family: ApiFamily | undefined;
  readonly isCurrent: boolean;
} {
  const family = deletion.service.familyOf(deletion.segments);
  const { revision } = parseApiName(deletion.segments.at(-1) ?? '');
  return { family, isCurrent: family === undefined || family.current === revision };
}

/** The current revision goes alone only where it is the last one. */
export function refuseApiDelete(deletion: Deletion): ArmFault | undefined {
  const { family, isCurrent } = familyAndRevision(deletion);
  const isForced = deletion.query.get('deleteRevisions')?.toLowerCase() === 'true';
  return isCurrent && (family?.revisions.length ?? 0) > 1 && !isForced
    ? invalidRequest(CURRENT_REVISION_DELETE)
    : undefined;
}

/** Removes what goes with an API: its revisions, what belongs to it as a whole, links and subscriptions to it. */
export function completeApiDelete(deletion: Deletion): void {
  const { service, segments, resource } = deletion;
  const { family, isCurrent } = familyAndRevision(deletion);
  if (!family) return;
  const familyKey = keyOf(family.segments);
  if (!isCurrent) {
    const deleted = parseApiName(segments.at(-1) ?? '').revision;
    service.families.put({ ...family, revisions: family.revisions.filter((revision) => revision !== deleted) });
    return;
  }
  for (const revision of family.revisions) service.store.remove(keyOf(revisionSegments(family, revision)));
  service.store.removeBelow(familyKey);
  service.families.remove(familyKey);
  removeReferrers(service, familyKey);
  removeEmptyVersionSet(service, resource);
}

/** Links to the API have no meaning without it. */
function removeReferrers(service: ServiceInstance, key: string): void {
  for (const referrer of service.store.referrersOf(key)) {
    if (referrer.kind === 'subscription' && !unverified.API_DELETE_REMOVES_SUBSCRIPTIONS) continue;
    service.store.remove(referrer.key);
  }
}

/** With its last API a version set goes, too. */
function removeEmptyVersionSet(service: ServiceInstance, api: StoredResource): void {
  const id = textAt(api.properties, 'apiVersionSetId');
  const key = id === undefined ? undefined : service.resolveId(id, api.segments);
  if (key !== undefined && service.store.referrersOf(key).length === 0) service.store.remove(key);
}
