import type { JsonObject } from '@nx-apiops/plan';
import { ArmFault, invalidFields, notFound } from '../arm/arm-fault.js';
import * as texts from '../arm/known-texts.js';
import { textAt, withoutMembers } from '../json-members.js';
import { revisionSegments } from '../store/api-families.js';
import { keyOf, scopeSegments, type StoredResource } from '../store/stored-resource.js';
import * as unverified from '../unverified.js';
import type { Place, Shown, Stored, View, Write } from './behaviour.js';

/** What a link points at, and how it says so. */
export interface LinkRule {
  /** Collection of the targets: `apis`, `groups`, `tags`. */
  readonly targets: string;
  /** In messages. */
  readonly targetNoun: string;
  /** Property of the workspace form that holds the target's id. */
  readonly property: string;
  /** How the service form is shown: as the target itself, or as the target below the link's path. */
  readonly shows: 'target' | 'target-in-place';
}

/** Members that APIs leave out when they are shown below a product or gateway. */
const NOT_BELOW_PRODUCTS = ['authenticationSettings', 'subscriptionKeyParameterNames'];

/** In a workspace a link is a resource with a name of its own, and the target stands in a property. */
function isLinkResource(rule: LinkRule, { segments }: Pick<Place, 'segments'>): boolean {
  return scopeSegments(segments).length > 0 && segments.at(-2)?.toLowerCase() !== rule.targets;
}

/** Checks that the target is there. Throws `ArmFault` where it is not, or is linked already. */
export function prepareLink(rule: LinkRule): (write: Write, desired: JsonObject) => Stored {
  return (write, desired) => {
    if (!isLinkResource(rule, write)) {
      if (targetKey(rule, write, {}) === undefined) throw notFound(rule.targetNoun);
      return { properties: withoutMembers(desired, ['name']) };
    }
    const id = textAt(desired, rule.property);
    if (!id) throw invalidFields([[rule.property, unverified.requiredField(rule.property)]]);
    const target = targetKey(rule, write, desired);
    if (target === undefined) throw invalidFields([[rule.property, unverified.referenceMissing(id)]]);
    const siblings = write.service.store.list(keyOf(write.segments.slice(0, -1)));
    if (siblings.some(({ key, references }) => key !== write.key && references.includes(target))) {
      throw new ArmFault(
        409,
        unverified.LINK_EXISTS_CODE,
        texts.linkExists(`${write.segments.at(-4) ?? ''} and ${rule.property}`),
      );
    }
    return { properties: { [rule.property]: write.service.relativeId(id) ?? id } };
  };
}

function targetKey(
  rule: LinkRule,
  place: Pick<Place, 'service' | 'segments'>,
  properties: JsonObject,
): string | undefined {
  const { service, segments } = place;
  if (isLinkResource(rule, place)) return service.resolveId(textAt(properties, rule.property) ?? '', segments);
  return service.resolveId(`/${rule.targets}/${segments.at(-1) ?? ''}`, segments);
}

export function linkReferences(rule: LinkRule): (place: Place, properties: JsonObject) => readonly string[] {
  return (place, properties) => {
    const key = targetKey(rule, place, properties);
    return key === undefined ? [] : [key];
  };
}

/** A link shows its target; the link resource of a workspace shows itself. */
export function showLink(rule: LinkRule) {
  return (place: Place & { readonly resource: StoredResource }, shown: Shown, view: View): Shown => {
    if (isLinkResource(rule, place)) return shown;
    const target = targetResource(place);
    if (!target) return shown;
    const properties = { ...withoutMembers(target.properties, NOT_BELOW_PRODUCTS), ...apiMembers(place, target, view) };
    if (rule.shows === 'target') return { segments: place.service.publicSegments(target.segments), properties };
    return { ...shown, properties };
  };
}

/** The target's resource; for APIs the current revision. */
function targetResource({
  service,
  resource,
}: {
  readonly service: Place['service'];
  readonly resource: StoredResource;
}): StoredResource | undefined {
  const [key = ''] = resource.references;
  const family = service.families.get(key);
  return service.store.get(family ? keyOf(revisionSegments(family, family.current)) : key);
}

function apiMembers({ service }: Place, target: StoredResource, view: View): JsonObject {
  const family = service.familyOf(target.segments);
  if (!family) return {};
  return {
    apiRevision: family.current,
    isCurrent: true,
    specificationLastUpdated: new Date(target.updatedMs).toISOString(),
    ...(view.for === 'put' && { protocols: null }),
  };
}
