import type { JsonObject } from '@nx-apiops/plan';
import { invalidFields } from '../arm/arm-fault.js';
import { textAt } from '../json-members.js';
import * as unverified from '../unverified.js';
import type { Stored, Write } from './behaviour.js';

/** The member that a versioning scheme needs. */
const NEEDED: Readonly<Record<string, string>> = { query: 'versionQueryName', header: 'versionHeaderName' };

/** A version set as it is stored. Throws `ArmFault` where the name of the query or header is missing. */
export function prepareVersionSet(_write: Write, desired: JsonObject): Stored {
  const needed = NEEDED[textAt(desired, 'versioningScheme')?.toLowerCase() ?? ''];
  if (needed !== undefined && !textAt(desired, needed)) {
    throw invalidFields([[needed, unverified.requiredField(needed)]]);
  }
  return { properties: desired };
}
