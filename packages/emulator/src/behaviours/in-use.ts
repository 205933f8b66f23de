import { invalidRequest, type ArmFault } from '../arm/arm-fault.js';
import { fragmentInUse } from '../arm/known-texts.js';
import { nameOf, type StoredResource } from '../store/stored-resource.js';
import * as unverified from '../unverified.js';
import type { Deletion } from './behaviour.js';

function usersOf({ service, key }: Deletion): readonly StoredResource[] {
  return service.store.referrersOf(key);
}

function pathsOf(deletion: Deletion, users: readonly StoredResource[]): readonly string[] {
  return users.map(({ segments }) => `/${deletion.service.publicSegments(segments).join('/')}`);
}

/** Refuses to delete what others refer to. */
export function refuseInUse(noun: string): (deletion: Deletion) => ArmFault | undefined {
  return (deletion) => {
    const users = usersOf(deletion);
    if (users.length === 0) return undefined;
    return invalidRequest(unverified.inUse(noun, nameOf(deletion.resource), pathsOf(deletion, users)));
  };
}

/** Fragments have words of their own. */
export function refuseFragmentInUse(deletion: Deletion): ArmFault | undefined {
  const users = usersOf(deletion);
  return users.length === 0
    ? undefined
    : invalidRequest(fragmentInUse(nameOf(deletion.resource), pathsOf(deletion, users)));
}
