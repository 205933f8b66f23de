import type { JsonObject } from '@nx-apiops/plan';
import { invalidFields } from '../arm/arm-fault.js';
import { isoMilliseconds, isoTicks } from '../arm/timestamps.js';
import { setCurrentRevision } from '../apis/revisions.js';
import { textAt } from '../json-members.js';
import { parseApiName } from '@nx-apiops/apim';
import { keyOf } from '../store/stored-resource.js';
import * as unverified from '../unverified.js';
import type { Place, Shown, Stored, View, Write } from './behaviour.js';

/**
 * A release makes the revision that it names the current one. A later write without `apiId` changes the notes only.
 * Source: https://learn.microsoft.com/rest/api/apimanagement/api-release/create-or-update
 */
export function prepareRelease(write: Write, desired: JsonObject): Stored {
  const { service, segments } = write;
  const family = service.familyOf(segments);
  const apiId = textAt(write.body, 'apiId');
  const own = family ? `/${family.segments.join('/')}` : '';
  if (!family || apiId === undefined) return { properties: { ...desired, apiId: own } };
  const key = service.resolveId(apiId, segments);
  const revision = key === undefined ? undefined : service.store.get(key);
  const isFamily = key === keyOf(family.segments);
  const isOwn = isFamily || (revision !== undefined && service.familyOf(revision.segments) === family);
  if (!isOwn) throw invalidFields([['apiId', unverified.referenceMissing(apiId)]]);
  const number = revision && parseApiName(revision.segments[family.segments.length - 1] ?? '').revision;
  if (number !== undefined) setCurrentRevision(service, family, number);
  return { properties: { ...desired, apiId: own } };
}

/** Times come from the resource: seven decimals in answers to writes, three elsewhere. */
export function showRelease(
  { resource }: Place & { readonly resource: { readonly createdMs: number; readonly updatedMs: number } },
  shown: Shown,
  view: View,
): Shown {
  const time = view.for === 'put' ? isoTicks : isoMilliseconds;
  return {
    ...shown,
    properties: {
      ...shown.properties,
      createdDateTime: time(resource.createdMs),
      updatedDateTime: time(resource.updatedMs),
    },
  };
}
