import type { JsonObject } from '@nx-apiops/plan';
import { describePullRequest } from './pull-request.js';
import type { Environment, Repository, Ruleset, Variable } from './repository.js';
import type { World } from './world.js';

/** All that the emulated GitHub holds, without ids of its own making and times; secrets in plain text. */
export function describeWorld(world: World): JsonObject {
  const { login, id } = world.organization;
  return {
    organization: { login, id, plan: world.plan, rulesets: byName(world.organizationRulesets.map(describeRuleset)) },
    users: world.users.map((user) => ({ login: user.login, id: user.id })),
    teams: world.teams.map((team) => ({ slug: team.slug, id: team.id })),
    repositories: Object.fromEntries(
      world.repositories.map((repository) => [repository.name, describeRepository(repository)]),
    ),
  };
}

function describeRepository(repository: Repository): JsonObject {
  return {
    id: repository.id,
    visibility: repository.visibility,
    defaultBranch: repository.defaultBranch,
    settings: { ...repository.settings },
    teams: Object.fromEntries(repository.teams),
    rulesets: byName(repository.rulesets.map(describeRuleset)),
    branchProtection: Object.fromEntries(
      [...repository.protections].map(([branch, body]) => [
        branch,
        { ...body, required_signatures: repository.signedBranches.has(branch) },
      ]),
    ),
    environments: byName([...repository.environments.values()].map(describeEnvironment)),
    variables: valuesOf(repository.variables),
    secrets: valuesOf(repository.secrets),
    actions: {
      enabled: repository.actions.isEnabled,
      allowed_actions: repository.actions.allowedActions,
      sha_pinning_required: repository.actions.isShaPinningRequired,
      selected_actions: repository.actions.selectedActions,
      default_workflow_permissions: repository.actions.defaultWorkflowPermissions,
      can_approve_pull_request_reviews: repository.actions.canApprovePullRequestReviews,
      access_level: repository.actions.accessLevel,
    },
    subject: {
      use_default: repository.subject.useDefault,
      include_claim_keys: repository.subject.claimKeys,
      use_immutable_subject: repository.subject.isImmutableAsked,
    },
    pullRequests: repository.pullRequests.map(describePullRequest),
    branches: Object.fromEntries(
      [...repository.branches].map(([branch, { sha, message, files }]) => [
        branch,
        {
          sha,
          message,
          files: Object.fromEntries([...files].map(([path, file]) => [path, file.content.toString('utf8')])),
        },
      ]),
    ),
  };
}

function describeRuleset({ name, target, enforcement, bypassActors, conditions, rules }: Ruleset) {
  return { name, target, enforcement, bypass_actors: bypassActors, conditions, rules };
}

function describeEnvironment(environment: Environment) {
  return {
    name: environment.name,
    wait_timer: environment.waitTimer,
    prevent_self_review: environment.preventSelfReview,
    reviewers: environment.reviewers.map(({ type, id }) => ({ type, id })),
    branchPolicy: environment.branchPolicy,
    branchPatterns: environment.branchPolicies.map(({ name, type }) => ({ name, type })),
    variables: valuesOf(environment.variables),
    secrets: valuesOf(environment.secrets),
  };
}

function byName<Item extends { readonly name: string }>(
  items: readonly Item[],
): Readonly<Record<string, Omit<Item, 'name'>>> {
  return Object.fromEntries(items.map(({ name, ...item }) => [name, item]));
}

function valuesOf(settings: ReadonlyMap<string, Variable>): JsonObject {
  return Object.fromEntries([...settings.values()].map(({ name, value }) => [name, value]));
}
