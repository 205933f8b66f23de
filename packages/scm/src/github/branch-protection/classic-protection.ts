import type { JsonObject } from '@nx-apiops/plan';
import type { Answer, Parameters } from '../github-client.js';
import { breakGlassBypass, nameOf, type BranchRules, type RuleIds } from './branch-rules.js';

/** The older protection of one branch as GitHub gives and takes it; the two differ. */
export type ClassicProtection = Answer<'GET /repos/{owner}/{repo}/branches/{branch}/protection'>;
export type ClassicBody = Omit<
  Parameters<'PUT /repos/{owner}/{repo}/branches/{branch}/protection'>,
  'owner' | 'repo' | 'branch'
>;

type Reviews = ClassicProtection['required_pull_request_reviews'];
type Flag = { readonly enabled?: boolean } | undefined;

/** What a protection means. */
export function fromClassic(protection: ClassicProtection, ids: RuleIds): BranchRules & JsonObject {
  return {
    ...reviewRules(protection.required_pull_request_reviews),
    resolveThreads: isOn(protection.required_conversation_resolution),
    checks: checksOf(protection, ids),
    linearHistory: isOn(protection.required_linear_history),
    signedCommits: isOn(protection.required_signatures),
    forcePushes: isOn(protection.allow_force_pushes),
    deletions: isOn(protection.allow_deletions),
    mergeQueue: false,
  };
}

function reviewRules(reviews: Reviews) {
  const teams = reviews?.bypass_pull_request_allowances?.teams ?? [];
  return {
    pullRequests: reviews !== undefined,
    approvals: reviews?.required_approving_review_count ?? 0,
    codeOwners: reviews?.require_code_owner_reviews ?? false,
    dismissStale: reviews?.dismiss_stale_reviews ?? false,
    lastPushApproval: reviews?.require_last_push_approval ?? false,
    bypass: teams.map(({ slug }) => breakGlassBypass(slug)).sort(),
  };
}

function checksOf({ required_status_checks: required }: ClassicProtection, { apps }: RuleIds): BranchRules['checks'] {
  const checks = required?.checks ?? [];
  return Object.fromEntries(
    checks.map(({ context, app_id: app }) => [context, app ? nameOf(app, apps, 'app') : 'any app']),
  );
}

function isOn(flag: Flag): boolean {
  return flag?.enabled ?? false;
}

/**
 * The protection with these members as they shall be. GitHub replaces all of it, so what no member stands for is
 * repeated from `existing`. Signed commits are a resource of their own and not part of it.
 */
export function toClassic(
  existing: ClassicProtection | undefined,
  wanted: Partial<BranchRules>,
  { apps }: RuleIds,
): ClassicBody {
  const now = (member: 'linearHistory' | 'forcePushes' | 'deletions' | 'resolveThreads', before: Flag): boolean =>
    wanted[member] ?? isOn(before);
  return {
    required_status_checks: statusChecks(existing, wanted.checks ?? {}, apps),
    enforce_admins: true,
    required_pull_request_reviews: pullRequestReviews(existing?.required_pull_request_reviews, wanted),
    restrictions: restrictionsOf(existing),
    required_linear_history: now('linearHistory', existing?.required_linear_history),
    allow_force_pushes: now('forcePushes', existing?.allow_force_pushes),
    allow_deletions: now('deletions', existing?.allow_deletions),
    required_conversation_resolution: now('resolveThreads', existing?.required_conversation_resolution),
    block_creations: isOn(existing?.block_creations),
    lock_branch: isOn(existing?.lock_branch),
    allow_fork_syncing: isOn(existing?.allow_fork_syncing),
  };
}

/** Checks that others require stay. */
function statusChecks(
  existing: ClassicProtection | undefined,
  wanted: BranchRules['checks'],
  apps: RuleIds['apps'],
): ClassicBody['required_status_checks'] {
  const before = existing?.required_status_checks;
  const others = (before?.checks ?? []).filter(({ context }) => !Object.hasOwn(wanted, context));
  return {
    strict: before?.strict ?? false,
    contexts: [],
    checks: [
      ...others.map(({ context, app_id: app }) => ({ context, ...(app !== null && { app_id: app }) })),
      ...Object.entries(wanted).map(([context, slug]) => {
        const app = apps.get(slug);
        return { context, ...(app !== undefined && { app_id: app }) };
      }),
    ],
  };
}

function pullRequestReviews(
  before: Reviews,
  wanted: Partial<BranchRules>,
): ClassicBody['required_pull_request_reviews'] {
  const rules = { ...reviewRules(before), ...wanted };
  const allowances = before?.bypass_pull_request_allowances;
  return {
    required_approving_review_count: rules.approvals,
    require_code_owner_reviews: rules.codeOwners,
    dismiss_stale_reviews: rules.dismissStale,
    require_last_push_approval: rules.lastPushApproval,
    bypass_pull_request_allowances: {
      users: (allowances?.users ?? []).map(({ login }) => login),
      apps: (allowances?.apps ?? []).flatMap((app) => (app?.slug === undefined ? [] : [app.slug])),
      teams: rules.bypass.map((bypass) => bypass.split(': ')[0] ?? bypass),
    },
  };
}

function restrictionsOf(existing: ClassicProtection | undefined): ClassicBody['restrictions'] {
  if (!existing?.restrictions) return null;
  const { users, teams, apps } = existing.restrictions;
  const names = (texts: readonly (string | undefined)[]): string[] => texts.filter((text) => text !== undefined);
  return {
    users: names(users.map(({ login }) => login)),
    teams: names(teams.map(({ slug }) => slug)),
    apps: names(apps.map(({ slug }) => slug)),
  };
}
