import type { JsonObject } from '@nx-apiops/plan';
import { invalidFields, invalidRequest, type ArmFault } from '../arm/arm-fault.js';
import { isoMilliseconds } from '../arm/timestamps.js';
import { memberAt } from '../json-members.js';
import * as unverified from '../unverified.js';
import type { Deletion, Stored, Write } from './behaviour.js';

/** A group as it is stored. Throws `ArmFault` for the groups of the system. */
export function prepareGroup(write: Write, desired: JsonObject): Stored {
  if (write.existing?.properties['builtIn'] === true)
    throw invalidFields([['groupId', unverified.builtInRefused('Group')]]);
  return { properties: { ...desired, builtIn: false } };
}

export function refuseSystemGroupDelete({ resource }: Deletion): ArmFault | undefined {
  return resource.properties['builtIn'] === true ? invalidRequest(unverified.builtInRefused('Group')) : undefined;
}

/** A user as it is stored. */
export function prepareUser(write: Write, desired: JsonObject): Stored {
  return {
    properties: {
      ...desired,
      registrationDate: memberAt(desired, 'registrationDate') ?? isoMilliseconds(write.service.clock.now()),
    },
  };
}
