import { hasNewerOperationForm } from '../arm/api-version.js';
import type { Deletion } from '../behaviours/behaviour.js';
import { BEHAVIOURS } from '../behaviours/behaviour-table.js';
import { refuseWhileBusy } from '../apis/check-api.js';
import type { Answer } from '../http/exchange.js';
import * as unverified from '../unverified.js';
import { acceptedAnswer, type OperationUrls } from './long-running.js';

/** Removes a resource with what lives below it; where that is a long-running operation, its refusal is told on the poll. */
export function deleteResource(deletion: Deletion, urls: OperationUrls): Answer {
  const { service, kind, segments, key } = deletion;
  const behaviour = BEHAVIOURS[kind];
  refuseWhileBusy(service, segments);
  const isLong = behaviour.longRunningDelete === true && hasNewerOperationForm(urls.apiVersion);
  const refusal = behaviour.refusesDelete?.(deletion);
  if (refusal && !isLong) throw refusal;
  const publicSegments = service.publicSegments(segments);
  if (!refusal) {
    behaviour.beforeDelete?.(deletion);
    service.store.remove(key);
    behaviour.afterDelete?.(deletion);
  }
  if (!isLong) return { status: 200 };
  const operation = service.operations.start({ key, code: unverified.DELETED_POLL_CODE, failure: refusal });
  return acceptedAnswer({ service, segments: publicSegments, operation, urls, body: undefined });
}
