import type { JsonObject } from '@nx-apiops/plan';
import { notFound } from '../arm/arm-fault.js';
import { textAt } from '../json-members.js';
import { keyOf, nameOf } from '../store/stored-resource.js';
import type { Place, Shown, Stored, Write } from './behaviour.js';

function tagKey({ segments }: Pick<Place, 'segments'>): string {
  return keyOf(['tags', segments.at(-1) ?? '']);
}

/** A description of a tag, within one API. Throws `ArmFault` where there is no such tag. */
export function prepareTagDescription(write: Write, desired: JsonObject): Stored {
  if (!write.service.store.get(tagKey(write))) throw notFound('Tag');
  return { properties: desired };
}

export function tagDescriptionReferences(place: Place): readonly string[] {
  return [tagKey(place)];
}

export function showTagDescription(place: Place, shown: Shown): Shown {
  const tag = place.service.store.get(tagKey(place));
  if (!tag) return shown;
  return {
    ...shown,
    properties: {
      tagId: place.service.fullId(`tags/${nameOf(tag)}`),
      displayName: textAt(tag.properties, 'displayName') ?? null,
      ...shown.properties,
    },
  };
}
