import { gitHubFault } from './github-fault.js';
import type { Repository } from './repository.js';
import type { World } from './world.js';

/** What GitHub tells those who protect a private repository without paying. */
export const NEEDS_PRO = 'Upgrade to GitHub Pro or make this repository public to enable this feature.';

/** What GitHub tells those who have no plan for rulesets of the organisation. */
const NEEDS_TEAM = 'Upgrade to GitHub Team to enable this feature.';

/** True where the repository has only what every plan has: it is private, and the plan is Free. */
export function isFreePrivate(world: World, repository: Repository): boolean {
  return repository.visibility === 'private' && world.plan === 'free';
}

/** Throws a 403 for rulesets and classic protection of private repositories on the plan Free. */
export function mustAllowProtection(world: World, repository: Repository): void {
  if (isFreePrivate(world, repository)) throw gitHubFault(403, NEEDS_PRO);
}

/** Throws a 403 for organisation rulesets on the plan Free. */
export function mustAllowOrganizationRulesets(world: World): void {
  if (world.plan === 'free') throw gitHubFault(403, NEEDS_TEAM);
}
