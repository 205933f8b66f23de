import { HOSTINGS, type Hosting } from '@nx-apiops/config';
import { isJsonObject } from '@nx-apiops/plan';
import { parseJsonObject } from '../derive/parse-json-object.js';
import { RolloutError } from '../errors.js';
import { resolveCampaign, type Campaign } from '../plan/campaign.js';
import type { RepositoryPlan } from '../plan/repository-plan.js';
import { changesDigest } from './proposal.js';
import { isPlanned, type RepositoryLook } from './repository-look.js';

/** A plan that was saved to be reviewed, and to be applied as it is. */
export interface SavedRolloutPlan {
  readonly hosting: Hosting;
  /** The organization, or the organization and its project. */
  readonly target: string;
  readonly targetVersion: string;
  readonly campaign: Campaign;
  readonly repositories: readonly RepositoryPlan[];
}

const FORMAT = 'nx-apiops-rollout-plan';

/** The text of a saved plan: JSON, with all texts of all files. */
export function renderRolloutPlan(plan: SavedRolloutPlan): string {
  return `${JSON.stringify({ [FORMAT]: 1, ...plan }, undefined, 2)}\n`;
}

/** What an approval is about: of each repository, the changes that were approved. */
export interface ApprovedRollout extends Omit<SavedRolloutPlan, 'repositories'> {
  /** By full name. */
  readonly approved: ReadonlyMap<string, string>;
}

/** Throws `ROLLOUT_PLAN_INVALID`, and `CAMPAIGN_INVALID` for what is in it. `file` names it in messages. */
export function parseRolloutPlan(text: string, file: string): ApprovedRollout {
  const value = parseJsonObject(text);
  const { [FORMAT]: version, hosting: host, target, targetVersion, campaign, repositories } = value ?? {};
  const hosting = HOSTINGS.find((known) => known === host);
  if (version !== 1 || !hosting || typeof target !== 'string' || typeof targetVersion !== 'string') {
    throw invalid(file, 'is no saved plan of a rollout of version 1');
  }
  if (!isJsonObject(campaign) || !Array.isArray(repositories))
    throw invalid(file, 'has no campaign or no repositories');
  const approved = new Map<string, string>();
  for (const plan of repositories as readonly unknown[]) {
    const { repository, changes } = isJsonObject(plan) ? plan : {};
    if (typeof repository !== 'string' || !Array.isArray(changes) || !changes.every(isChange)) {
      throw invalid(file, 'has a repository that is none');
    }
    approved.set(repository, changesDigest({ changes: changes }));
  }
  return { hosting, target, targetVersion, campaign: resolveCampaign(campaign), approved };
}

/** Looks that an approval covers, and the names of those whose changes are others by now. Pure. */
export function approvedLooks(
  looks: readonly RepositoryLook[],
  { approved }: ApprovedRollout,
): { readonly covered: readonly RepositoryLook[]; readonly changed: readonly string[] } {
  const known = looks.filter(({ repository }) => approved.has(repository.fullName));
  const isSame = (look: RepositoryLook): boolean =>
    !isPlanned(look) || approved.get(look.repository.fullName) === changesDigest(look.plan);
  return {
    covered: known.filter(isSame),
    changed: known.filter((look) => !isSame(look)).map(({ repository }) => repository.fullName),
  };
}

function isChange(value: unknown): boolean {
  return isJsonObject(value) && typeof value['path'] === 'string' && typeof value['kind'] === 'string';
}

function invalid(file: string, what: string): RolloutError {
  return new RolloutError('ROLLOUT_PLAN_INVALID', `${file} ${what}.`, {
    hint: 'Save the plan again: nx-apiops rollout plan --out FILE.',
  });
}
