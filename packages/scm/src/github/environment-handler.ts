import type { JsonObject, SettingHandler } from '@nx-apiops/plan';
import type { Directory } from './directory.js';
import type { Answer, GitHubClient } from './github-client.js';
import type { RepositoryName } from './repository.js';

/** An environment in the words of `apiops.yaml`. As a desired value it has the owned members only. */
export interface EnvironmentRules {
  /** Teams by slug, people by `@login`; sorted. */
  readonly reviewers?: readonly string[];
  readonly selfReview?: boolean;
  readonly waitMinutes?: number;
  /** The branches that may deploy, sorted; every branch where it is `['*']`. */
  readonly branches?: readonly string[];
}

type Environment = Answer<'GET /repos/{owner}/{repo}/environments/{environment_name}'>;

/** GitHub resets what a PUT leaves out, so all of it is sent each time. */
export function environmentHandler(context: {
  readonly client: GitHubClient;
  readonly repository: RepositoryName;
  readonly directory: Directory;
}): SettingHandler {
  const { client, repository, directory } = context;
  const find = (name: string): Promise<Environment | undefined> =>
    client.find('GET /repos/{owner}/{repo}/environments/{environment_name}', { ...repository, environment_name: name });
  return {
    read: async (name) => {
      const found = await find(name);
      if (!found) return undefined;
      return {
        ...rulesOf(found),
        branches: (await branchPolicies(context, found)).map((policy) => policy.name).sort(),
      };
    },
    write: async (name, value) => {
      const existing = await find(name);
      const wanted = value as EnvironmentRules;
      const written = await client.send('PUT /repos/{owner}/{repo}/environments/{environment_name}', {
        ...repository,
        environment_name: name,
        ...(await approvalBody({ ...(existing && rulesOf(existing)), ...wanted }, directory)),
        deployment_branch_policy: wanted.branches
          ? { protected_branches: false, custom_branch_policies: true }
          : (existing?.deployment_branch_policy ?? null),
      });
      if (wanted.branches) await writeBranchPolicies(context, written, wanted.branches);
    },
  };
}

/**
 * Where nobody approves and nothing waits, these members are left out: for private repositories below Enterprise GitHub
 * refuses them whatever they say.
 */
async function approvalBody(
  { reviewers = [], selfReview = true, waitMinutes = 0 }: EnvironmentRules,
  { principal }: Directory,
) {
  if (reviewers.length === 0 && selfReview && waitMinutes === 0) return {};
  const principals = await Promise.all(reviewers.map(principal));
  return {
    wait_timer: waitMinutes,
    prevent_self_review: !selfReview,
    reviewers: principals.map(({ type, id }) => ({ type, id })),
  };
}

function rulesOf({ protection_rules: rules }: Environment): Omit<EnvironmentRules, 'branches'> & JsonObject {
  const review = rules?.find((rule) => rule.type === 'required_reviewers');
  const wait = rules?.find((rule) => rule.type === 'wait_timer');
  const reviewers = review && 'reviewers' in review ? (review.reviewers ?? []) : [];
  return {
    reviewers: reviewers.map(({ type, reviewer }) => nameOf(type, reviewer)).sort(),
    selfReview: !(review && 'prevent_self_review' in review && review.prevent_self_review === true),
    waitMinutes: wait && 'wait_timer' in wait ? (wait.wait_timer ?? 0) : 0,
  };
}

function nameOf(type: string | undefined, reviewer: object | undefined): string {
  const { login, slug } = { login: '', slug: '', ...reviewer };
  return (type === 'User' ? `@${login}` : slug).toLowerCase();
}

interface BranchPolicy {
  readonly id?: number;
  readonly name: string;
}

const EVERY_BRANCH: BranchPolicy = { name: '*' };
/** Without rules for branches of its own, an environment takes those branches that are protected. */
const PROTECTED_BRANCHES: BranchPolicy = { name: '(protected branches)' };

async function branchPolicies(
  { client, repository }: Pick<Parameters<typeof environmentHandler>[0], 'client' | 'repository'>,
  { name, deployment_branch_policy: policy }: Environment,
): Promise<readonly BranchPolicy[]> {
  if (!policy) return [EVERY_BRANCH];
  if (!policy.custom_branch_policies) return [PROTECTED_BRANCHES];
  const policies = await client.list(
    'GET /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies',
    { ...repository, environment_name: name },
  );
  return policies.map(({ id, name: branch, type }) => ({
    ...(id !== undefined && { id }),
    name: type === 'tag' ? `tag ${branch}` : (branch ?? ''),
  }));
}

async function writeBranchPolicies(
  context: Pick<Parameters<typeof environmentHandler>[0], 'client' | 'repository'>,
  environment: Environment,
  branches: readonly string[],
): Promise<void> {
  const { client, repository } = context;
  const place = { ...repository, environment_name: environment.name };
  const existing = await branchPolicies(context, environment);
  for (const name of branches) {
    if (existing.some((policy) => policy.name === name)) continue;
    await client.send('POST /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies', {
      ...place,
      name,
      type: 'branch',
    });
  }
  for (const { id, name } of existing) {
    if (id === undefined || branches.includes(name)) continue;
    await client.send(
      'DELETE /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies/{branch_policy_id}',
      { ...place, branch_policy_id: id },
    );
  }
}
