import type { JsonObject } from '@nx-apiops/plan';
import { invalidRequest, type ArmFault } from '../arm/arm-fault.js';
import * as texts from '../arm/known-texts.js';
import { isoTicks } from '../arm/timestamps.js';
import { isAtLeast } from '../arm/api-version.js';
import { textAt } from '../json-members.js';
import { putResource } from '../service/put-resource.js';
import type { ServiceInstance } from '../service/service-instance.js';
import { keyOf, scopeSegments, type StoredResource } from '../store/stored-resource.js';
import type { Deletion, Place, Shown, Stored, View, Write } from './behaviour.js';

const ADMINISTRATORS = ['groups', 'administrators'];
const ADMINISTRATOR_USER = '/users/1';

/** A product as it is stored. */
export function prepareProduct(_write: Write, desired: JsonObject): Stored {
  if (desired['subscriptionRequired'] !== false) return { properties: desired };
  return { properties: { ...desired, approvalRequired: null } };
}

/** A new product belongs to the administrators at once and, if it needs subscriptions, has one of theirs. */
export function completeProduct({ service, existing }: Write, product: StoredResource): void {
  if (existing) return;
  linkAdministrators(service, product);
  if (product.properties['subscriptionRequired'] === false || scopeSegments(product.segments).length > 0) return;
  const id = service.ids.hexId();
  putResource(service, {
    kind: 'subscription',
    segments: ['subscriptions', id],
    properties: {
      ownerId: ADMINISTRATOR_USER,
      scope: `/${product.segments.join('/')}`,
      displayName: null,
      state: 'active',
      createdDate: isoTicks(service.clock.now()),
      startDate: null,
      expirationDate: null,
      endDate: null,
      notificationDate: null,
      stateComment: null,
      allowTracing: false,
      primaryKey: service.ids.key(),
      secondaryKey: service.ids.key(),
    },
    references: [product.key],
  });
}

/** In a workspace the link is a resource with a generated name; the group is the service's. */
function linkAdministrators(service: ServiceInstance, product: StoredResource): void {
  const isInWorkspace = scopeSegments(product.segments).length > 0;
  putResource(service, {
    kind: 'productGroup',
    segments: isInWorkspace
      ? [...product.segments, 'groupLinks', service.ids.hexId()]
      : [...product.segments, ...ADMINISTRATORS],
    properties: isInWorkspace ? { groupId: `/${ADMINISTRATORS.join('/')}` } : {},
    references: [keyOf(ADMINISTRATORS)],
  });
}

/** The groups of a product stand in the answer to its creation only; later they look empty, or are left out. */
export function showProduct({ service }: Place, shown: Shown, view: View): Shown {
  if (view.created) {
    const group = service.store.get(keyOf(ADMINISTRATORS));
    const groups = group ? [{ id: service.fullId(group.segments.join('/')), ...groupContract(group) }] : [];
    return { ...shown, properties: { ...shown.properties, groups } };
  }
  return view.for !== 'list' && isAtLeast(view.apiVersion, '2024-05-01')
    ? { ...shown, properties: { ...shown.properties, groups: [] } }
    : shown;
}

function groupContract({ properties }: StoredResource): JsonObject {
  return {
    name: textAt(properties, 'displayName') ?? '',
    description: properties['description'] ?? null,
    builtIn: properties['builtIn'] ?? false,
    type: properties['type'] ?? 'custom',
    externalId: null,
  };
}

function subscriptionsOf({ service, resource }: Deletion): readonly StoredResource[] {
  return service.store.referrersOf(resource.key).filter(({ kind }) => kind === 'subscription');
}

export function refuseProductDelete(deletion: Deletion): ArmFault | undefined {
  const isForced = deletion.query.get('deleteSubscriptions')?.toLowerCase() === 'true';
  return isForced || subscriptionsOf(deletion).length === 0
    ? undefined
    : invalidRequest(texts.PRODUCT_HAS_SUBSCRIPTIONS);
}

export function deleteProductSubscriptions(deletion: Deletion): void {
  for (const { key } of subscriptionsOf(deletion)) deletion.service.store.remove(key);
}
