import { createHash } from 'node:crypto';
import type { JsonObject } from '@nx-apiops/plan';
import { invalidFields } from '../arm/arm-fault.js';
import { isoSeconds } from '../arm/timestamps.js';
import { memberAt, objectAt, textAt } from '../json-members.js';
import * as unverified from '../unverified.js';
import type { Stored, Write } from './behaviour.js';

const VALID_MS = 365 * 24 * 60 * 60 * 1000;

/**
 * A certificate as it is stored. The emulator does not read PFX files: subject and expiration are made up, the
 * thumbprint is that of the data. Throws `ArmFault` without data and without a Key Vault reference.
 */
export function prepareCertificate(write: Write, desired: JsonObject): Stored {
  const keyVault = objectAt(desired, 'keyVault');
  const data = textAt(desired, 'data') ?? textAt(keyVault, 'secretIdentifier');
  if (data === undefined) throw invalidFields([['data', unverified.requiredField('data')]]);
  const thumbprint = createHash('sha1').update(data).digest('hex').toUpperCase();
  const before = write.existing?.properties;
  const isSame = before !== undefined && textAt(before, 'thumbprint') === thumbprint;
  return {
    properties: {
      ...desired,
      subject: `CN=${write.segments.at(-1) ?? ''}`,
      thumbprint,
      expirationDate: isSame
        ? (memberAt(before, 'expirationDate') ?? null)
        : isoSeconds(write.service.clock.now() + VALID_MS),
      ...(memberAt(desired, 'keyVault') != null && {
        keyVault: { identityClientId: null, ...keyVault, lastStatus: { code: 'Success', message: null } },
      }),
    },
  };
}
