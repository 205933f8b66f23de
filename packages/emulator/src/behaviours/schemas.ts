import { invalidRequest, type ArmFault } from '../arm/arm-fault.js';
import * as unverified from '../unverified.js';
import type { Deletion } from './behaviour.js';

/** A schema that operations refer to only goes with `force=true`. */
export function refuseSchemaDelete({ service, key, query }: Deletion): ArmFault | undefined {
  const isForced = query.get('force')?.toLowerCase() === 'true';
  return isForced || service.store.referrersOf(key).length === 0 ? undefined : invalidRequest(unverified.SCHEMA_IN_USE);
}
