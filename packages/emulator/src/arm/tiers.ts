import { TIER_DOUBTS } from '../unverified.js';
import { ArmFault } from './arm-fault.js';

/** Tiers that lack collections which the emulator otherwise has. */
export type Tier = 'consumption' | 'basicv2' | 'standardv2';

/**
 * The collections that a tier lacks for certain: self-hosted gateways and workspaces.
 * Source: https://learn.microsoft.com/azure/api-management/api-management-features
 */
const LACKING: Readonly<Record<Tier, readonly string[]>> = {
  consumption: ['gateways', 'workspaces'],
  basicv2: ['gateways', 'workspaces'],
  standardv2: ['gateways', 'workspaces'],
};

/** Names of all tiers. */
export const TIERS = Object.keys(LACKING) as readonly Tier[];

/** Refuses every request to what the tier lacks, as users of the service quote it. Throws `ArmFault`. */
export function refuseOutsideTier(tier: Tier | undefined, [collection = '']: readonly string[]): void {
  if (tier === undefined) return;
  const lacking: readonly string[] = [...LACKING[tier], ...TIER_DOUBTS[tier]];
  if (!lacking.includes(collection.toLowerCase())) return;
  throw new ArmFault(400, 'MethodNotAllowedInPricingTier', 'Method not allowed in this pricing tier');
}
