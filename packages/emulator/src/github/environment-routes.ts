import type { components } from '@octokit/openapi-types';
import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { listOf, objectAt } from '../json-members.js';
import { nodeId, showAccount, showTeam, WEB } from './accounts.js';
import type { GitHubCall, GitHubRoutes } from './github-call.js';
import { gitHubFault, notFound, notSupplied, unprocessable } from './github-fault.js';
import { pageOf } from './page.js';
import { isFreePrivate } from './plan-gates.js';
import type { Environment, Repository } from './repository.js';
import {
  BRANCH_POLICY_AMBIGUOUS,
  ENVIRONMENTS_NEED_PLAN,
  FORGETS_BRANCH_PATTERNS,
  GATED_ENVIRONMENT_MEMBERS,
  tooManyReviewers,
  UNKNOWN_REVIEWER,
} from './unverified.js';
import type { World } from './world.js';

const MOST_REVIEWERS = 6;
const MOST_WAIT_MINUTES = 43_200;

type BranchPattern = Environment['branchPolicies'][number];

/** Environments of repositories and the patterns of branches that may deploy to them. */
export const ENVIRONMENT_ROUTES: GitHubRoutes = {
  'GET /repos/{owner}/{repo}/environments': (call) => {
    const repository = repositoryWithEnvironments(call);
    const all = [...repository.environments.values()];
    const page = pageOf(call, all);
    const environments = page.items.map((environment) => showEnvironment(call, repository, environment));
    return { status: 200, headers: page.headers, body: { total_count: all.length, environments } };
  },
  'GET /repos/{owner}/{repo}/environments/{environment}': (call) => {
    const repository = repositoryWithEnvironments(call);
    return { status: 200, body: showEnvironment(call, repository, call.environment()) };
  },
  'PUT /repos/{owner}/{repo}/environments/{environment}': (call) => {
    checkPlan(call.world, call.repository(), call.json());
    const repository = repositoryWithEnvironments(call);
    const environment = putEnvironment(call, repository);
    return { status: 200, body: showEnvironment(call, repository, environment) };
  },
  'DELETE /repos/{owner}/{repo}/environments/{environment}': (call) => {
    const repository = repositoryWithEnvironments(call);
    repository.environments.delete(call.environment().name.toLowerCase());
    return { status: 204 };
  },
  'GET /repos/{owner}/{repo}/environments/{environment}/deployment-branch-policies': (call) => {
    const { branchPolicies } = environmentWithPatterns(call);
    const page = pageOf(call, branchPolicies);
    const body = { total_count: branchPolicies.length, branch_policies: page.items.map(showPattern) };
    return { status: 200, headers: page.headers, body };
  },
  'POST /repos/{owner}/{repo}/environments/{environment}/deployment-branch-policies': (call) => {
    const environment = environmentWithPatterns(call);
    const { name, type = 'branch' } = call.json();
    if (name === undefined) throw notSupplied(['name']);
    if (typeof name !== 'string' || (type !== 'branch' && type !== 'tag')) throw unprocessable('Validation Failed');
    const same = environment.branchPolicies.find((pattern) => pattern.name === name && pattern.type === type);
    if (same) return { status: 303, headers: { location: `${call.api}${call.request.path}/${same.id}` } };
    const pattern: BranchPattern = { id: call.world.nextId(), name, type };
    environment.branchPolicies = [...environment.branchPolicies, pattern];
    return { status: 200, body: showPattern(pattern) };
  },
  'GET /repos/{owner}/{repo}/environments/{environment}/deployment-branch-policies/{id}': (call) => ({
    status: 200,
    body: showPattern(patternOf(call, environmentWithPatterns(call))),
  }),
  'PUT /repos/{owner}/{repo}/environments/{environment}/deployment-branch-policies/{id}': (call) => {
    const environment = environmentWithPatterns(call);
    const before = patternOf(call, environment);
    const { name } = call.json();
    if (typeof name !== 'string') throw notSupplied(['name']);
    const changed = { ...before, name };
    environment.branchPolicies = environment.branchPolicies.map((old) => (old === before ? changed : old));
    return { status: 200, body: showPattern(changed) };
  },
  'DELETE /repos/{owner}/{repo}/environments/{environment}/deployment-branch-policies/{id}': (call) => {
    const environment = environmentWithPatterns(call);
    const gone = patternOf(call, environment);
    environment.branchPolicies = environment.branchPolicies.filter((pattern) => pattern !== gone);
    return { status: 204 };
  },
};

/** Throws what private repositories on the plan Free are told. */
export function repositoryWithEnvironments(call: GitHubCall): Repository {
  const repository = call.repository();
  if (isFreePrivate(call.world, repository)) throw gitHubFault(ENVIRONMENTS_NEED_PLAN, 'Not Found');
  return repository;
}

function environmentWithPatterns(call: GitHubCall): Environment {
  repositoryWithEnvironments(call);
  const environment = call.environment();
  if (environment.branchPolicy !== 'custom') throw notFound();
  return environment;
}

function patternOf(call: GitHubCall, { branchPolicies }: Environment): BranchPattern {
  const found = branchPolicies.find(({ id }) => String(id) === call.param('id'));
  if (!found) throw notFound();
  return found;
}

/** What the body leaves out is set back to what a new environment has. */
function putEnvironment(call: GitHubCall, repository: Repository): Environment {
  const body = call.json();
  const { world } = call;
  const content = {
    waitTimer: parseWaitTimer(body['wait_timer'] ?? 0),
    preventSelfReview: body['prevent_self_review'] === true,
    reviewers: parseReviewers(world, listOf(body['reviewers'])),
    branchPolicy: parseBranchPolicy(body['deployment_branch_policy'] ?? null),
    updatedAt: world.now(),
  };
  const name = call.param('environment');
  const before = repository.environments.get(name.toLowerCase());
  const keepsPatterns = content.branchPolicy === 'custom' || !FORGETS_BRANCH_PATTERNS;
  const environment: Environment = before ?? {
    id: world.nextId(),
    name,
    createdAt: content.updatedAt,
    branchPolicies: [],
    variables: new Map(),
    secrets: new Map(),
    ...content,
  };
  Object.assign(environment, content, { branchPolicies: keepsPatterns ? environment.branchPolicies : [] });
  repository.environments.set(name.toLowerCase(), environment);
  return environment;
}

function checkPlan({ plan }: World, { visibility }: Repository, body: JsonObject): void {
  if (visibility === 'public' || plan === 'enterprise') return;
  const gated = Object.entries(GATED_ENVIRONMENT_MEMBERS).find(([name]) => body[name] !== undefined);
  if (!gated) return;
  throw unprocessable(
    `Failed to create the environment protection rule. Please ensure the billing plan supports the ${gated[1]} protection rule.`,
  );
}

function parseWaitTimer(value: Json): number {
  if (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MOST_WAIT_MINUTES) return Number(value);
  throw unprocessable(`Invalid request.\n\nwait_timer must be between 0 and ${MOST_WAIT_MINUTES} minutes.`);
}

function parseReviewers(world: World, reviewers: readonly Json[]): Environment['reviewers'] {
  if (reviewers.length > MOST_REVIEWERS) throw unprocessable(tooManyReviewers(MOST_REVIEWERS));
  return reviewers.map((reviewer) => {
    const { type, id } = isJsonObject(reviewer) ? reviewer : {};
    if (type === 'User' && world.users.some((user) => user.id === id)) return { type, id: Number(id) };
    if (type === 'Team' && world.teams.some((team) => team.id === id)) return { type, id: Number(id) };
    throw unprocessable(UNKNOWN_REVIEWER);
  });
}

function parseBranchPolicy(value: Json): Environment['branchPolicy'] {
  if (value === null) return 'any';
  const { protected_branches, custom_branch_policies } = objectAt({ value }, 'value');
  if (typeof protected_branches !== 'boolean' || typeof custom_branch_policies !== 'boolean') {
    throw notSupplied(['protected_branches', 'custom_branch_policies']);
  }
  if (protected_branches === custom_branch_policies) throw unprocessable(BRANCH_POLICY_AMBIGUOUS);
  return protected_branches ? 'protected' : 'custom';
}

function showPattern({ id, name, type }: BranchPattern) {
  return { id, node_id: nodeId('GBP', id), name, type } satisfies components['schemas']['deployment-branch-policy'];
}

function showEnvironment({ api, world }: GitHubCall, repository: Repository, environment: Environment) {
  const { id, name, branchPolicy } = environment;
  const place = `${world.organization.login}/${repository.name}`;
  const encoded = encodeURIComponent(name);
  return {
    id,
    node_id: nodeId('EN', id),
    name,
    url: `${api}/repos/${place}/environments/${encoded}`,
    html_url: `${WEB}/${place}/deployments/activity_log?environments_filter=${encoded}`,
    created_at: environment.createdAt,
    updated_at: environment.updatedAt,
    can_admins_bypass: true,
    protection_rules: [
      ...(environment.waitTimer > 0
        ? [{ ...protectionRule(id, 'wait_timer'), wait_timer: environment.waitTimer }]
        : []),
      ...(environment.reviewers.length > 0 ? [requiredReviewers({ api, world }, environment)] : []),
      ...(branchPolicy === 'any' ? [] : [protectionRule(id, 'branch_policy')]),
    ],
    deployment_branch_policy:
      branchPolicy === 'any'
        ? null
        : { protected_branches: branchPolicy === 'protected', custom_branch_policies: branchPolicy === 'custom' },
  } satisfies components['schemas']['environment'] & { readonly can_admins_bypass: boolean };
}

type ShownReviewer =
  { type: 'User'; reviewer: ReturnType<typeof showAccount> } | { type: 'Team'; reviewer: ReturnType<typeof showTeam> };

function requiredReviewers({ api, world }: Pick<GitHubCall, 'api' | 'world'>, environment: Environment) {
  const place = { api, organization: world.organization };
  const users = new Map(world.users.map((user) => [user.id, user]));
  const teams = new Map(world.teams.map((team) => [team.id, team]));
  return {
    ...protectionRule(environment.id, 'required_reviewers'),
    prevent_self_review: environment.preventSelfReview,
    reviewers: environment.reviewers.flatMap(({ type, id }): ShownReviewer[] => {
      const user = type === 'User' ? users.get(id) : undefined;
      const team = type === 'Team' ? teams.get(id) : undefined;
      if (user) return [{ type: 'User', reviewer: showAccount(api, user, 'User') }];
      return team ? [{ type: 'Team', reviewer: showTeam(place, team) }] : [];
    }),
  };
}

/** The id of a rule follows from the environment's: an environment has at most one rule of each type. */
function protectionRule<Type extends 'wait_timer' | 'required_reviewers' | 'branch_policy'>(
  environmentId: number,
  type: Type,
) {
  const id = environmentId * 10 + ['wait_timer', 'required_reviewers', 'branch_policy'].indexOf(type);
  return { id, node_id: nodeId('GA', id), type };
}
