import type { JsonObject } from '@nx-apiops/plan';
import { notFound } from '../arm/arm-fault.js';
import { pageOf, readPageRequest } from '../arm/page.js';
import { isoMilliseconds } from '../arm/timestamps.js';
import { revisionOf } from '../apis/revisions.js';
import { requestUrl } from '../http/request-url.js';
import { textAt } from '../json-members.js';
import { revisionSegments } from '../store/api-families.js';
import * as unverified from '../unverified.js';
import type { ViewHandler } from './view.js';

/** The revisions of an API: flat items on one line, and `nextLink` is null at the end. */
export const apiRevisions: ViewHandler = ({ service, segments, request }) => {
  const family = service.familyOf(segments);
  if (!family) throw notFound(unverified.API_NOUN);
  const item = (revision: string): JsonObject => {
    const resource = revisionOf(service, family, revision);
    const isCurrent = revision === family.current;
    return {
      apiId: service.fullId(revisionSegments(family, revision).join('/')),
      apiRevision: revision,
      createdDateTime: isoMilliseconds(resource?.createdMs ?? 0),
      updatedDateTime: isoMilliseconds(resource?.updatedMs ?? 0),
      description: (resource && textAt(resource.properties, 'apiRevisionDescription')) ?? null,
      privateUrl: isCurrent ? null : `/${family.path};rev=${revision}`,
      isOnline: true,
      isCurrent,
    };
  };
  const items = [...family.revisions].reverse();
  const page = pageOf({ items, page: readPageRequest(request.query), show: item, url: requestUrl(request) });
  return { status: 200, body: { ...page, nextLink: page['nextLink'] ?? null } };
};
