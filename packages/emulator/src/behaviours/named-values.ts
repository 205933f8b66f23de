import type { JsonObject } from '@nx-apiops/plan';
import { ArmFault, invalidFields, invalidRequest, type FaultDetail } from '../arm/arm-fault.js';
import * as texts from '../arm/known-texts.js';
import { memberAt, objectAt, textAt } from '../json-members.js';
import { isoMilliseconds } from '../arm/timestamps.js';
import { parentKey } from '../store/resource-store.js';
import { nameOf } from '../store/stored-resource.js';
import * as unverified from '../unverified.js';
import type { Action, Place, Shown, Stored, Write } from './behaviour.js';

/** A named value as it is stored. Throws `ArmFault` for what is refused at once. */
export function prepareNamedValue(write: Write, desired: JsonObject): Stored {
  const keyVault = memberAt(desired, 'keyVault') ?? null;
  const isSecret = memberAt(desired, 'secret') === true;
  if (keyVault === null) return { properties: desired };
  if (memberAt(write.body, 'value') !== undefined) throw invalidFields([['value', unverified.VALUE_AND_KEY_VAULT]]);
  if (!isSecret) throw invalidFields([['secret', unverified.KEY_VAULT_NOT_SECRET]]);
  const { value: _replaced, ...rest } = desired;
  const keyVaultProperties = objectAt(desired, 'keyVault');
  const timeStampUtc = isoMilliseconds(write.service.clock.now());
  return {
    properties: {
      ...rest,
      keyVault: {
        identityClientId: null,
        ...keyVaultProperties,
        lastStatus: {
          code: 'Success',
          message: null,
          timeStampUtc: lastStatusTime(write, keyVaultProperties) ?? timeStampUtc,
        },
      },
    },
  };
}

/** An unchanged reference keeps the time of its last reading, so that an unchanged PUT changes nothing. */
function lastStatusTime(write: Write, keyVault: JsonObject): string | undefined {
  const before = objectAt(write.existing?.properties ?? {}, 'keyVault');
  const isSame = textAt(before, 'secretIdentifier') === textAt(keyVault, 'secretIdentifier');
  return isSame ? textAt(before, 'lastStatus.timeStampUtc') : undefined;
}

/** Complaints that the service tells on the poll. Throws `ArmFault` where a whole rule is broken. */
export function checkNamedValue(write: Write, properties: JsonObject): readonly FaultDetail[] {
  const { service, existing } = write;
  const hasValue = typeof memberAt(properties, 'value') === 'string' || memberAt(properties, 'keyVault') != null;
  if (!hasValue) throw invalidFields([['value', unverified.requiredField('value')]]);
  const clientId = textAt(properties, 'keyVault.identityClientId');
  if (clientId !== undefined && clientId !== service.identityClientId) {
    throw invalidFields([['identityClientId', texts.identityMissing(clientId)]]);
  }
  const displayName = textAt(properties, 'displayName') ?? '';
  const before = existing && textAt(existing.properties, 'displayName');
  if (existing && before !== undefined && before.toLowerCase() !== displayName.toLowerCase()) {
    const users = service.store.referrersOf(existing.key).map(({ segments }) => `/${segments.join('/')}`);
    if (users.length > 0) throw invalidRequest(unverified.renamedInUse(before, users));
  }
  const others = service.store
    .findByDisplayName(parentKey(write.key), displayName)
    .filter(({ key }) => key !== write.key);
  return others.length === 0
    ? []
    : [{ code: 'ValidationError', target: 'name', message: texts.NAMED_VALUE_NAME_TAKEN }];
}

/** Secret values never come back. */
export function showNamedValue(_place: Place, shown: Shown): Shown {
  if (shown.properties['secret'] !== true) return shown;
  const { value: _secret, ...properties } = shown.properties;
  return { ...shown, properties };
}

export const listValue: Action = ({ resource }) => {
  const value = textAt(resource.properties, 'value');
  const secretIdentifier = textAt(resource.properties, 'keyVault.secretIdentifier');
  // The emulator has no Key Vault: a reference is answered with a text that tells where it comes from.
  const fromVault = secretIdentifier === undefined ? undefined : `value of ${secretIdentifier}`;
  return { status: 200, body: { value: value ?? fromVault ?? null }, etag: resource.etag };
};

export const refreshSecret: Action = ({ resource }) => {
  if (memberAt(resource.properties, 'keyVault') == null) {
    throw new ArmFault(400, 'ValidationError', unverified.notFromKeyVault(nameOf(resource)));
  }
  return { status: 200, isLongRunning: true };
};
