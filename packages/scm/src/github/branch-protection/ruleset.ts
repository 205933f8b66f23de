import type { JsonObject } from '@nx-apiops/plan';
import type { Answer, Parameters } from '../github-client.js';
import { nameOf, type BranchRules, type RuleIds } from './branch-rules.js';

/** A ruleset as GitHub gives and takes it. */
export type Ruleset = Answer<'GET /repos/{owner}/{repo}/rulesets/{ruleset_id}'>;
export type RulesetBody = Omit<
  Parameters<'PUT /repos/{owner}/{repo}/rulesets/{ruleset_id}'>,
  'owner' | 'repo' | 'ruleset_id'
>;
type Rule = NonNullable<RulesetBody['rules']>[number];
type BypassActor = NonNullable<RulesetBody['bypass_actors']>[number];

/** Rules that are there or not, by the member that they mean, and which of the two the member's `true` means. */
const SIMPLE_RULES = [
  { type: 'required_linear_history', member: 'linearHistory', isTrueWhenThere: true },
  { type: 'required_signatures', member: 'signedCommits', isTrueWhenThere: true },
  { type: 'non_fast_forward', member: 'forcePushes', isTrueWhenThere: false },
  { type: 'deletion', member: 'deletions', isTrueWhenThere: false },
] as const;

/** GitHub wants all five of them. */
const NO_REVIEW = {
  required_approving_review_count: 0,
  dismiss_stale_reviews_on_push: false,
  require_code_owner_review: false,
  require_last_push_approval: false,
  required_review_thread_resolution: false,
} as const;

/** Bounds that suit pull requests whose checks take minutes. All of them are required. */
const QUEUE = {
  check_response_timeout_minutes: 60,
  grouping_strategy: 'ALLGREEN',
  max_entries_to_build: 5,
  max_entries_to_merge: 5,
  min_entries_to_merge: 1,
  min_entries_to_merge_wait_minutes: 5,
} as const;

/** What a ruleset means. A ruleset that is switched off means nothing, and is read as one without rules. */
export function fromRuleset(ruleset: Ruleset, ids: RuleIds): BranchRules & JsonObject {
  const rules = ruleset.enforcement === 'active' ? rulesOf(ruleset) : [];
  const queue = findRule(rules, 'merge_queue')?.parameters;
  const simple = SIMPLE_RULES.map(({ type, member, isTrueWhenThere }) => [
    member,
    rules.some((rule) => rule.type === type) === isTrueWhenThere,
  ]);
  return {
    ...reviewRules(findRule(rules, 'pull_request')),
    checks: requiredChecks(rules, ids),
    ...(Object.fromEntries(simple) as Record<(typeof SIMPLE_RULES)[number]['member'], boolean>),
    mergeQueue: queue ? (queue.merge_method.toLowerCase() as 'merge' | 'squash' | 'rebase') : false,
    bypass: (ruleset.bypass_actors ?? []).map((actor) => bypassText(actor, ids)).sort(),
  };
}

function rulesOf(ruleset: Ruleset | undefined): readonly Rule[] {
  return ruleset?.rules ?? [];
}

function findRule<Type extends Rule['type']>(
  rules: readonly Rule[],
  type: Type,
): Extract<Rule, { type: Type }> | undefined {
  return rules.find((rule): rule is Extract<Rule, { type: Type }> => rule.type === type);
}

function reviewRules(rule: Extract<Rule, { type: 'pull_request' }> | undefined) {
  const review = rule?.parameters ?? NO_REVIEW;
  return {
    pullRequests: rule !== undefined,
    approvals: review.required_approving_review_count,
    codeOwners: review.require_code_owner_review,
    dismissStale: review.dismiss_stale_reviews_on_push,
    lastPushApproval: review.require_last_push_approval,
    resolveThreads: review.required_review_thread_resolution,
  };
}

function requiredChecks(rules: readonly Rule[], { apps }: RuleIds): BranchRules['checks'] {
  const checks = findRule(rules, 'required_status_checks')?.parameters?.required_status_checks ?? [];
  return Object.fromEntries(
    checks.map(({ context, integration_id: app }) => [context, app ? nameOf(app, apps, 'app') : 'any app']),
  );
}

/**
 * The ruleset with these members as they shall be. Rules, parameters and conditions that no member stands for are
 * kept, as GitHub replaces the whole list.
 */
export function toRuleset(
  {
    name,
    branch,
    existing,
  }: { readonly name: string; readonly branch: string; readonly existing: Ruleset | undefined },
  wanted: Partial<BranchRules>,
  ids: RuleIds,
): RulesetBody {
  const kept = rulesOf(existing);
  const owned = ownedRules(kept, wanted, ids);
  return {
    name,
    target: 'branch',
    enforcement: 'active',
    conditions: { ref_name: { include: [`refs/heads/${branch}`], exclude: [] } },
    bypass_actors: bypassActors(existing, wanted.bypass, ids),
    rules: [
      ...kept.filter(({ type }) => !owned.has(type)),
      ...[...owned.values()].filter((rule) => rule !== undefined),
    ],
  };
}

/** By type: the rule as it shall be, undefined where it shall not be there. Types that are not owned are missing. */
function ownedRules(kept: readonly Rule[], wanted: Partial<BranchRules>, ids: RuleIds): Map<string, Rule | undefined> {
  const owned = new Map<string, Rule | undefined>();
  if (wanted.pullRequests) owned.set('pull_request', pullRequestRule(kept, wanted));
  if (wanted.checks) owned.set('required_status_checks', checksRule(kept, wanted.checks, ids));
  if (wanted.mergeQueue !== undefined) owned.set('merge_queue', mergeQueueRule(kept, wanted.mergeQueue));
  for (const { type, member, isTrueWhenThere } of SIMPLE_RULES) {
    if (wanted[member] !== undefined) owned.set(type, wanted[member] === isTrueWhenThere ? { type } : undefined);
  }
  return owned;
}

function pullRequestRule(kept: readonly Rule[], wanted: Partial<BranchRules>): Rule {
  const before = findRule(kept, 'pull_request')?.parameters;
  return {
    type: 'pull_request',
    parameters: {
      ...NO_REVIEW,
      ...before,
      ...(wanted.approvals !== undefined && { required_approving_review_count: wanted.approvals }),
      ...(wanted.dismissStale !== undefined && { dismiss_stale_reviews_on_push: wanted.dismissStale }),
      ...(wanted.codeOwners !== undefined && { require_code_owner_review: wanted.codeOwners }),
      ...(wanted.lastPushApproval !== undefined && { require_last_push_approval: wanted.lastPushApproval }),
      ...(wanted.resolveThreads !== undefined && { required_review_thread_resolution: wanted.resolveThreads }),
    },
  };
}

/** Checks that others require stay. */
function checksRule(kept: readonly Rule[], checks: BranchRules['checks'], { apps }: RuleIds): Rule {
  const before = findRule(kept, 'required_status_checks')?.parameters;
  const others = (before?.required_status_checks ?? []).filter(({ context }) => !Object.hasOwn(checks, context));
  const ours = Object.entries(checks).map(([context, slug]) => {
    const app = apps.get(slug);
    return { context, ...(app !== undefined && { integration_id: app }) };
  });
  return {
    type: 'required_status_checks',
    parameters: {
      strict_required_status_checks_policy: false,
      ...before,
      required_status_checks: [...others, ...ours],
    },
  };
}

function mergeQueueRule(kept: readonly Rule[], method: NonNullable<BranchRules['mergeQueue']>): Rule | undefined {
  if (method === false) return undefined;
  const before = findRule(kept, 'merge_queue')?.parameters;
  const words = { merge: 'MERGE', squash: 'SQUASH', rebase: 'REBASE' } as const;
  return { type: 'merge_queue', parameters: { ...QUEUE, ...before, merge_method: words[method] } };
}

function bypassActors(
  existing: Ruleset | undefined,
  bypass: readonly string[] | undefined,
  ids: RuleIds,
): BypassActor[] {
  const before = (existing?.bypass_actors ?? []) as readonly BypassActor[];
  if (bypass === undefined) return [...before];
  return bypass.map((text) => {
    const known = before.find((actor) => bypassText(actor, ids) === text);
    if (known) return known;
    const [team = ''] = text.split(': ');
    return { actor_type: 'Team', actor_id: ids.teams.get(team) ?? null, bypass_mode: 'pull_request' };
  });
}

function bypassText({ actor_type: type, actor_id: id, bypass_mode: mode }: BypassActor, ids: RuleIds): string {
  const who =
    type === 'Team' ? nameOf(id, ids.teams, 'team') : id === null || id === undefined ? type : `${type} ${id}`;
  return `${who}: ${mode ?? 'always'}`;
}
