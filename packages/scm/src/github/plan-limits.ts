import type { ApiopsConfig } from '@nx-apiops/config';
import { ScmError } from '../errors.js';
import { PLAN_HINT } from './github-failure.js';
import type { RepositoryFacts } from './repository-facts.js';

/**
 * What the plan of the owner does not include, one sentence each, with what to do instead. Empty where the plan is not
 * known: then GitHub's own answer tells.
 *
 * Source: https://docs.github.com/get-started/learning-about-github/githubs-plans, and the "who can use this" boxes of
 * rulesets and environments.
 */
export function planLimits(config: ApiopsConfig, facts: RepositoryFacts): string[] {
  return LIMITS.flatMap(({ hasFeature, isMissing, text }) =>
    hasFeature(config) && isMissing(planOf(facts)) ? [text] : [],
  );
}

interface KnownPlan extends RepositoryFacts {
  readonly isFree: boolean;
  /** Known to be less than Enterprise. */
  readonly isBelowEnterprise: boolean;
}

function planOf(facts: RepositoryFacts): KnownPlan {
  const { plan } = facts;
  const isBelowEnterprise = plan !== undefined && !plan.startsWith('enterprise') && !plan.startsWith('business');
  return { ...facts, isFree: plan === 'free', isBelowEnterprise };
}

interface Limit {
  readonly hasFeature: (config: ApiopsConfig) => boolean;
  readonly isMissing: (plan: KnownPlan) => boolean;
  readonly text: string;
}

const LIMITS: readonly Limit[] = [
  {
    hasFeature: ({ protection }) => protection?.breakGlass !== undefined,
    isMissing: ({ ownerType }) => ownerType === 'User',
    text: 'protection.breakGlass names a team, and the repository of a person has no teams: remove it, or move the repository to an organization.',
  },
  {
    hasFeature: ({ protection }) => protection !== undefined,
    isMissing: ({ isPrivate, isFree }) => isPrivate && isFree,
    text: 'Branch protection and environments of private repositories need GitHub Team or Enterprise: make the repository public, or upgrade.',
  },
  {
    hasFeature: ({ environments }) => environments.some(({ approval }) => approval !== undefined),
    isMissing: ({ isPrivate, isBelowEnterprise }) => isPrivate && isBelowEnterprise,
    text: 'environments[].approval (reviewers, wait, self-review) needs GitHub Enterprise in private repositories: remove it, and let the approvals of pull requests stand for it, as environments take the protected branch only.',
  },
  {
    hasFeature: ({ protection }) => Boolean(protection?.mergeQueue),
    isMissing: ({ isPrivate, isBelowEnterprise }) => isPrivate && isBelowEnterprise,
    text: 'protection.mergeQueue needs GitHub Enterprise in private repositories: remove it.',
  },
  {
    hasFeature: ({ protection }) => protection?.organizationRuleset !== undefined,
    isMissing: ({ isFree }) => isFree,
    text: 'protection.organizationRuleset needs GitHub Team or Enterprise: remove it, and protect each repository by itself.',
  },
  {
    hasFeature: ({ protection }) => protection?.organizationRuleset?.requiredWorkflow !== undefined,
    isMissing: ({ isBelowEnterprise }) => isBelowEnterprise,
    text: 'protection.organizationRuleset.requiredWorkflow needs GitHub Enterprise: remove it; each repository requires the check "gate" anyway.',
  },
];

/** Throws `SCM_PLAN_LIMIT` with all of them. */
export function refuseBeyondPlan(config: ApiopsConfig, facts: RepositoryFacts): void {
  const limits = planLimits(config, facts);
  if (limits.length === 0) return;
  throw new ScmError(
    'SCM_PLAN_LIMIT',
    `GitHub's plan "${facts.plan ?? 'of a person'}" does not include what apiops.yaml asks for:\n${limits.map((limit) => `  - ${limit}`).join('\n')}`,
    { hint: PLAN_HINT },
  );
}
