import type { JsonObject } from '@nx-apiops/plan';
import { invalidFields, invalidRequest, type ArmFault, type FaultDetail } from '../arm/arm-fault.js';
import { isoTicks } from '../arm/timestamps.js';
import { memberAt, textAt } from '../json-members.js';
import { touchResource } from '../service/put-resource.js';
import { nameOf } from '../store/stored-resource.js';
import * as unverified from '../unverified.js';
import type { Action, Deletion, Place, Stored, Write } from './behaviour.js';
import { referencedKeys } from './diagnostics.js';

const MASTER = 'master';
/** Scopes that stand for no single resource: all APIs, and everything. */
const WHOLE_SCOPES = new Set(['/apis', '/']);

function isMaster({ segments }: Place): boolean {
  return segments.at(-1)?.toLowerCase() === MASTER;
}

/** A subscription as it is stored: keys are made where none are sent. Throws `ArmFault` for the built-in one. */
export function prepareSubscription(write: Write, desired: JsonObject): Stored {
  if (isMaster(write)) throw invalidFields([['sid', unverified.builtInRefused('Subscription')]]);
  const { service } = write;
  const key = (name: string): string => textAt(desired, name) ?? service.ids.key();
  return {
    properties: {
      ...desired,
      createdDate: memberAt(desired, 'createdDate') ?? isoTicks(service.clock.now()),
      primaryKey: key('primaryKey'),
      secondaryKey: key('secondaryKey'),
    },
  };
}

/** The product or API that a subscription is for must exist. */
export function checkSubscription(write: Write, properties: JsonObject): readonly FaultDetail[] {
  const scope = textAt(properties, 'scope') ?? '';
  if (WHOLE_SCOPES.has(scope.toLowerCase())) return [];
  if (write.service.resolveId(scope, write.segments) !== undefined) return [];
  return [{ code: 'ValidationError', target: 'scope', message: unverified.referenceMissing(scope) }];
}

export function subscriptionReferences(place: Place, properties: JsonObject): readonly string[] {
  return referencedKeys(place, [textAt(properties, 'scope'), textAt(properties, 'ownerId')]);
}

export function refuseMasterDelete(deletion: Deletion): ArmFault | undefined {
  return isMaster(deletion) ? invalidRequest(unverified.builtInRefused('Subscription')) : undefined;
}

export const listSubscriptionSecrets: Action = ({ resource }) => ({
  status: 200,
  body: {
    primaryKey: memberAt(resource.properties, 'primaryKey') ?? null,
    secondaryKey: memberAt(resource.properties, 'secondaryKey') ?? null,
  },
  etag: resource.etag,
});

/** A new key in place of `member`; answers 204 without a body. */
export function regenerateKey(member: 'primaryKey' | 'secondaryKey'): Action {
  return ({ service, resource }) => {
    touchResource(service, resource, { ...resource.properties, [member]: service.ids.key() });
    return { status: 204 };
  };
}

/** Answers members that GET leaves out. */
export function listMembers(...members: readonly string[]): Action {
  return ({ resource }) => ({
    status: 200,
    body: Object.fromEntries(members.map((member) => [member, memberAt(resource.properties, member) ?? null])),
    etag: resource.etag,
  });
}

/** Keys of a self-hosted gateway, made up from its name. */
export const listGatewayKeys: Action = ({ resource }) => ({
  status: 200,
  body: { primary: gatewayKey(nameOf(resource), 'primary'), secondary: gatewayKey(nameOf(resource), 'secondary') },
  etag: resource.etag,
});

export const generateGatewayToken: Action = ({ resource }) => ({
  status: 200,
  body: { value: gatewayKey(nameOf(resource), 'token') },
});

function gatewayKey(gateway: string, purpose: string): string {
  return Buffer.from(`${gateway}-${purpose}`).toString('base64');
}
