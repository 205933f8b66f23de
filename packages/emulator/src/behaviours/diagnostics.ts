import type { JsonObject } from '@nx-apiops/plan';
import { invalidFields, type FaultDetail } from '../arm/arm-fault.js';
import * as texts from '../arm/known-texts.js';
import { textAt } from '../json-members.js';
import type { Place, Write } from './behaviour.js';

/** A diagnostic needs a logger that exists. */
export function checkDiagnostic(write: Write, properties: JsonObject): readonly FaultDetail[] {
  const id = textAt(properties, 'loggerId') ?? '';
  if (write.service.resolveId(id, write.segments) === undefined) {
    throw invalidFields([['loggerId', texts.loggerMissing(id.slice(id.lastIndexOf('/') + 1))]]);
  }
  return [];
}

export function diagnosticReferences(place: Place, properties: JsonObject): readonly string[] {
  return referencedKeys(place, [textAt(properties, 'loggerId')]);
}

/** Keys of what the ids mean, without those that mean nothing. */
export function referencedKeys(place: Place, ids: readonly (string | undefined)[]): readonly string[] {
  return ids.flatMap((id) => (id === undefined ? [] : (place.service.resolveId(id, place.segments) ?? [])));
}
