import { ArmFault } from '../arm/arm-fault.js';
import type { StoredResource } from '../store/stored-resource.js';
import * as unverified from '../unverified.js';

/** `If-Match` only matters where it names an ETag: without one, and with `*`, every write goes through. */
export function requireMatch(ifMatch: string | undefined, existing: StoredResource | undefined): void {
  if (ifMatch === undefined || ifMatch === '*') return;
  const wanted = ifMatch.split(',').map((etag) => etag.trim().replace(/^W\//, ''));
  if (existing && wanted.some((etag) => etag === existing.etag || `"${etag}"` === existing.etag)) return;
  throw new ArmFault(412, unverified.PRECONDITION_FAILED.code, unverified.PRECONDITION_FAILED.message);
}
