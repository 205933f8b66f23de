import { compileFilter } from '../arm/odata-filter.js';
import { pageOf, readPageRequest } from '../arm/page.js';
import type { View } from '../behaviours/behaviour.js';
import { keyOf, nameOf, type StoredResource } from '../store/stored-resource.js';
import type { Answer, ArmRequest } from '../http/exchange.js';
import { requestUrl } from '../http/request-url.js';
import { showResource } from './show-resource.js';
import type { ServiceInstance } from './service-instance.js';

/** A request for a list. */
export interface ListRequest {
  readonly request: ArmRequest;
  readonly apiVersion: string;
}

/** One page of a collection. Items have no ETag. */
export function listResources(service: ServiceInstance, segments: readonly string[], asked: ListRequest): Answer {
  return pageAnswer(service, service.store.list(keyOf(segments)), asked);
}

/** One page of resources, filtered as the request says. */
export function pageAnswer(
  service: ServiceInstance,
  resources: readonly StoredResource[],
  { request, apiVersion }: ListRequest,
): Answer {
  const { query } = request;
  const view: View = { for: 'list', apiVersion, query, created: false };
  const show = (resource: StoredResource) => showResource(service, resource, view);
  const body = pageOf({
    items: filtered(resources, request, show).filter((resource) => hasTags(service, resource, query)),
    page: readPageRequest(query),
    show,
    url: requestUrl(request),
  });
  return { status: 200, body, isPretty: true };
}

function filtered(
  resources: readonly StoredResource[],
  { query }: ArmRequest,
  show: (resource: StoredResource) => ReturnType<typeof showResource>,
): readonly StoredResource[] {
  const filter = query.get('$filter');
  if (!filter) return resources;
  const matches = compileFilter(filter);
  return resources.filter((resource) => matches(show(resource)));
}

/** `tags=a,b` keeps what has any of these tags. */
function hasTags(service: ServiceInstance, resource: StoredResource, query: URLSearchParams): boolean {
  const tags = query.get('tags');
  if (!tags) return true;
  const wanted = tags.split(',').map((tag) => tag.trim().toLowerCase());
  const family = service.familyOf(resource.segments);
  // Tags belong to an API as a whole, not to a revision.
  const owner = family?.segments.length === resource.segments.length ? keyOf(family.segments) : resource.key;
  return service.store.list(`${owner}/tags`).some((link) => wanted.includes(nameOf(link).toLowerCase()));
}
