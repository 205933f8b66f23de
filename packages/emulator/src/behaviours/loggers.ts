import type { JsonObject } from '@nx-apiops/plan';
import { invalidFields } from '../arm/arm-fault.js';
import { objectAt, textAt, withoutMember } from '../json-members.js';
import * as unverified from '../unverified.js';
import type { Stored, VaultedMember, Write } from './behaviour.js';
import { vaultMembers } from './vaulted-members.js';

/** Members of `credentials` that are secret; identities and endpoint addresses stay as they are. */
const SECRET_CREDENTIALS = ['connectionString', 'instrumentationKey'];
/** Types that send to another service, and so cannot do without credentials. */
const NEEDS_CREDENTIALS = new Set(['azureeventhub', 'applicationinsights']);

/** The secret members of a logger that are there. */
export function loggerSecrets(properties: JsonObject): readonly VaultedMember[] {
  const credentials = objectAt(properties, 'credentials');
  return SECRET_CREDENTIALS.filter((name) => typeof credentials[name] === 'string').map((name) => ({
    path: `credentials.${name}`,
    displayName: (id) => `Logger-Credentials--${nextId(id)}`,
  }));
}

/** The id after a generated one: the name that the reference has differs from the id of its named value. */
export function nextId(id: string): string {
  return (BigInt(`0x${id}`) + 1n).toString(16).padStart(id.length, '0').slice(-id.length);
}

/** A logger as it is stored: secrets vaulted, the name of the event hub dropped. Throws `ArmFault`. */
export function prepareLogger(write: Write, desired: JsonObject): Stored {
  const type = textAt(desired, 'loggerType')?.toLowerCase() ?? '';
  if (NEEDS_CREDENTIALS.has(type) && Object.keys(objectAt(desired, 'credentials')).length === 0) {
    throw invalidFields([['credentials', unverified.LOGGER_CREDENTIALS_MISSING]]);
  }
  const vaulted = vaultMembers(write, desired, loggerSecrets(desired));
  return { properties: withoutMember(vaulted, 'credentials.name') };
}

/** The secret member of a cache. */
export function cacheSecrets(): readonly VaultedMember[] {
  return [{ path: 'connectionString', displayName: nextId }];
}

/** A cache as it is stored. Source: the REST reference shows the connection string as a reference. */
export function prepareCache(write: Write, desired: JsonObject): Stored {
  return { properties: vaultMembers(write, desired, cacheSecrets()) };
}
