import type { JsonObject } from '@nx-apiops/plan';
import { invalidFields, type FaultDetail } from '../arm/arm-fault.js';
import * as texts from '../arm/known-texts.js';
import { listOf, memberAt, objectAt, objectsAt, textAt } from '../json-members.js';
import { findNamedValue } from '../policies/policy-references.js';
import * as unverified from '../unverified.js';
import type { Place, Stored, Write } from './behaviour.js';
import { referencedKeys } from './diagnostics.js';
import { namedValueKeys, namedValuesIn } from './named-value-references.js';

const SINGLE_DEFAULTS: JsonObject = {
  title: null,
  description: null,
  resourceId: null,
  tls: { validateCertificateChain: true, validateCertificateName: true },
};
const POOL_DEFAULTS: JsonObject = { title: null, description: null, url: null, protocol: null };

function isPool(properties: JsonObject): boolean {
  return textAt(properties, 'type')?.toLowerCase() === 'pool';
}

/** A backend as it is stored. Throws `ArmFault` for one without an address. */
export function prepareBackend(_write: Write, desired: JsonObject): Stored {
  if (isPool(desired)) {
    const members = objectsAt(desired, 'pool.services');
    if (members.length === 0) throw invalidFields([['pool', unverified.requiredField('pool.services')]]);
    return { properties: { ...POOL_DEFAULTS, ...desired } };
  }
  const missing = ['url', 'protocol'].filter((name) => !textAt(desired, name));
  if (missing.length > 0) throw invalidFields(missing.map((name) => [name, unverified.requiredField(name)]));
  return { properties: { ...SINGLE_DEFAULTS, ...desired } };
}

function certificateIds(properties: JsonObject): readonly string[] {
  return listOf(memberAt(properties, 'credentials.certificateIds')).filter((id) => typeof id === 'string');
}

function memberIds(properties: JsonObject): readonly string[] {
  return objectsAt(properties, 'pool.services').flatMap((member) => textAt(member, 'id') ?? []);
}

/** Certificates, pool members and named values that a backend names must exist. */
export function checkBackend(write: Write, properties: JsonObject): readonly FaultDetail[] {
  const { service, segments } = write;
  const isMissing = (id: string): boolean => service.resolveId(id, segments) === undefined;
  const complaint = (target: string, message: string): FaultDetail => ({ code: 'ValidationError', target, message });
  return [
    ...certificateIds(properties)
      .filter(isMissing)
      .map((id) => complaint('credentials', texts.certificateMissing(id.slice(id.lastIndexOf('/') + 1)))),
    ...memberIds(properties)
      .filter(isMissing)
      .map((id) => complaint('pool', unverified.referenceMissing(id))),
    ...namedValuesIn(objectAt(properties, 'credentials'))
      .filter((name) => findNamedValue(service, segments, name) === undefined)
      .map((name) => complaint('credentials', texts.namedValueMissing(name))),
  ];
}

export function backendReferences(place: Place, properties: JsonObject): readonly string[] {
  return [
    ...referencedKeys(place, [...certificateIds(properties), ...memberIds(properties)]),
    ...namedValueKeys(place, properties),
  ];
}
