import { notFound } from '../arm/arm-fault.js';
import { resourceType } from '../arm/resource-type.js';
import { pageOf, readPageRequest } from '../arm/page.js';
import { requestUrl } from '../http/request-url.js';
import { pageAnswer } from '../service/list-resources.js';
import { showResource } from '../service/show-resource.js';
import { keyOf } from '../store/stored-resource.js';
import * as unverified from '../unverified.js';
import type { ViewHandler } from './view.js';

/** The products that an API is in. Source: the REST reference of API products. */
export const apiProducts: ViewHandler = ({ service, segments, request, apiVersion }) => {
  const family = service.familyOf(segments);
  if (!family) throw notFound(unverified.API_NOUN);
  const products = service.store
    .referrersOf(keyOf(family.segments))
    .filter(({ kind }) => kind === 'productApi')
    .flatMap((link) => service.store.get(keyOf(link.segments.slice(0, 2))) ?? []);
  const body = pageOf({
    items: products,
    page: readPageRequest(request.query),
    show: (product) => ({
      ...showResource(service, product, { for: 'list', apiVersion, query: request.query, created: false }),
      type: resourceType(['apis', '', 'products']),
    }),
    url: requestUrl(request),
  });
  return { status: 200, body, isPretty: true };
};

/** The subscriptions to a product. */
export const productSubscriptions: ViewHandler = ({ service, segments, request, apiVersion }) => {
  const product = service.store.get(keyOf(segments.slice(0, 2)));
  if (!product) throw notFound('Product');
  const subscriptions = service.store.referrersOf(product.key).filter(({ kind }) => kind === 'subscription');
  return pageAnswer(service, subscriptions, { request, apiVersion });
};
