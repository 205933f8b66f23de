import type { JsonObject } from '@nx-apiops/plan';
import { compileFilter } from '../arm/odata-filter.js';
import { pageOf, readPageRequest } from '../arm/page.js';
import { revisionOf } from '../apis/revisions.js';
import { requestUrl } from '../http/request-url.js';
import { textAt } from '../json-members.js';
import type { EmulatorKind } from '../model/emulator-kind.js';
import type { ServiceInstance } from '../service/service-instance.js';
import { keyOf, nameOf, type StoredResource } from '../store/stored-resource.js';
import type { ViewHandler } from './view.js';

/** How the other end of a tag link is shown. Source: the REST reference of tag resources, api-version 2024-05-01. */
interface TaggedRow {
  readonly kind: EmulatorKind;
  readonly member: 'api' | 'operation' | 'product';
  readonly show: (service: ServiceInstance, link: StoredResource) => JsonObject | undefined;
}

const TAGGED: readonly TaggedRow[] = [
  { kind: 'apiTag', member: 'api', show: showApi },
  { kind: 'apiOperationTag', member: 'operation', show: showOperation },
  { kind: 'productTag', member: 'product', show: showProduct },
];

/** Kinds that the view lists across the whole instance. */
export const TAG_LINK_KINDS: readonly EmulatorKind[] = TAGGED.map(({ kind }) => kind);

/** All tag associations of the service; those in workspaces are link resources and not among them. */
export const tagResources: ViewHandler = ({ service, request }) => {
  const links = TAGGED.flatMap((row) =>
    service.store
      .listKind(row.kind)
      .filter(({ segments }) => segments[0] !== 'workspaces')
      .map((link) => ({ link, row })),
  );
  const show = ({ link, row }: (typeof links)[number]): JsonObject => ({
    tag: tagOf(service, link),
    [row.member]: row.show(service, link),
  });
  const filter = request.query.get('$filter');
  const matches = filter ? compileFilter(filter) : undefined;
  const items = matches
    ? links.filter(({ link, row }) => matches({ properties: row.show(service, link), name: nameOf(link) }))
    : links;
  const body = pageOf({ items, page: readPageRequest(request.query), show, url: requestUrl(request) });
  return { status: 200, body, isPretty: true };
};

function tagOf(service: ServiceInstance, link: StoredResource): JsonObject {
  const tag = service.store.get(keyOf(['tags', nameOf(link)]));
  const name = tag ? nameOf(tag) : nameOf(link);
  return { id: `/tags/${name}`, name: (tag && textAt(tag.properties, 'displayName')) ?? name };
}

function showApi(service: ServiceInstance, link: StoredResource): JsonObject | undefined {
  const family = service.familyOf(link.segments);
  const api = family && revisionOf(service, family, family.current);
  if (!family || !api) return undefined;
  const { displayName, description, serviceUrl, path, protocols, apiVersion, apiVersionSetId } = api.properties;
  return {
    id: `/${family.segments.join('/')}`,
    name: displayName ?? null,
    apiRevision: family.current,
    description: description ?? null,
    serviceUrl: serviceUrl ?? null,
    path: path ?? '',
    protocols: protocols ?? null,
    isCurrent: true,
    ...(apiVersion !== undefined && { apiVersion }),
    ...(typeof apiVersionSetId === 'string' && { apiVersionSetId: service.fullId(apiVersionSetId) }),
  };
}

function showOperation(service: ServiceInstance, link: StoredResource): JsonObject | undefined {
  const operation = service.store.get(keyOf(link.segments.slice(0, -2)));
  const family = service.familyOf(link.segments);
  const api = family && revisionOf(service, family, family.current);
  if (!operation || !family) return undefined;
  const { displayName, method, urlTemplate, description } = operation.properties;
  return {
    id: `/${service.publicSegments(operation.segments).join('/')}`,
    name: displayName ?? null,
    apiName: api?.properties['displayName'] ?? null,
    apiRevision: family.current,
    method: method ?? null,
    urlTemplate: urlTemplate ?? null,
    description: description ?? null,
  };
}

function showProduct(service: ServiceInstance, link: StoredResource): JsonObject | undefined {
  const product = service.store.get(keyOf(link.segments.slice(0, -2)));
  if (!product) return undefined;
  const { displayName, ...rest } = product.properties;
  return { id: `/${product.segments.join('/')}`, name: displayName ?? null, ...rest };
}
