import type { components } from '@octokit/openapi-types';
import type { Json, JsonObject } from '@nx-apiops/plan';
import { isJsonList } from '../json-members.js';
import type { GitHubCall, GitHubRoutes } from './github-call.js';
import { gitHubFault, notSupplied, unprocessable } from './github-fault.js';
import { hasNewSubjects, type Repository } from './repository.js';
import { ACTIONS_NOT_SELECTED, subjectHasIds } from './unverified.js';

type Schemas = components['schemas'];

const PERMISSIONS = '/repos/{owner}/{repo}/actions/permissions';
const SUBJECT = '/repos/{owner}/{repo}/actions/oidc/customization/sub';
const ALLOWED_ACTIONS = ['all', 'local_only', 'selected'] as const;
const WORKFLOW_PERMISSIONS = ['read', 'write'] as const;
const ACCESS_LEVELS = ['none', 'user', 'organization'] as const;

/** What workflows of a repository may do, and whom they are to others. */
export const ACTIONS_ROUTES: GitHubRoutes = {
  [`GET ${PERMISSIONS}`]: (call) => ({ status: 200, body: showPermissions(call, administered(call)) }),
  [`PUT ${PERMISSIONS}`]: (call) => {
    const { actions } = administered(call);
    const { enabled, allowed_actions, sha_pinning_required } = call.json();
    if (enabled === undefined) throw notSupplied(['enabled']);
    const isEnabled = booleanOf(enabled, 'enabled');
    const allowed = optional(allowed_actions, (value) => wordOf(value, ALLOWED_ACTIONS, 'allowed_actions'));
    const isPinned = optional(sha_pinning_required, (value) => booleanOf(value, 'sha_pinning_required'));
    actions.isEnabled = isEnabled;
    actions.allowedActions = allowed ?? actions.allowedActions;
    actions.isShaPinningRequired = isPinned ?? actions.isShaPinningRequired;
    return { status: 204 };
  },
  [`GET ${PERMISSIONS}/selected-actions`]: (call) => ({ status: 200, body: selecting(call).actions.selectedActions }),
  [`PUT ${PERMISSIONS}/selected-actions`]: (call) => {
    const { actions } = selecting(call);
    const { github_owned_allowed, verified_allowed, patterns_allowed } = call.json();
    const before = actions.selectedActions;
    actions.selectedActions = {
      github_owned_allowed:
        optional(github_owned_allowed, (value) => booleanOf(value, 'github_owned_allowed')) ??
        before.github_owned_allowed,
      verified_allowed:
        optional(verified_allowed, (value) => booleanOf(value, 'verified_allowed')) ?? before.verified_allowed,
      patterns_allowed:
        optional(patterns_allowed, (value) => textsOf(value, 'patterns_allowed')) ?? before.patterns_allowed,
    };
    return { status: 204 };
  },
  [`GET ${PERMISSIONS}/workflow`]: (call) => {
    const { actions } = administered(call);
    const body = {
      default_workflow_permissions: actions.defaultWorkflowPermissions,
      can_approve_pull_request_reviews: actions.canApprovePullRequestReviews,
    } satisfies Schemas['actions-get-default-workflow-permissions'];
    return { status: 200, body };
  },
  [`PUT ${PERMISSIONS}/workflow`]: (call) => {
    const { actions } = administered(call);
    const { default_workflow_permissions, can_approve_pull_request_reviews } = call.json();
    const permissions = optional(default_workflow_permissions, (value) =>
      wordOf(value, WORKFLOW_PERMISSIONS, 'default_workflow_permissions'),
    );
    const canApprove = optional(can_approve_pull_request_reviews, (value) =>
      booleanOf(value, 'can_approve_pull_request_reviews'),
    );
    actions.defaultWorkflowPermissions = permissions ?? actions.defaultWorkflowPermissions;
    actions.canApprovePullRequestReviews = canApprove ?? actions.canApprovePullRequestReviews;
    return { status: 204 };
  },
  [`GET ${PERMISSIONS}/access`]: (call) => {
    const { actions } = sharing(call);
    const body = { access_level: actions.accessLevel } satisfies Schemas['actions-workflow-access-to-repository'];
    return { status: 200, body };
  },
  [`PUT ${PERMISSIONS}/access`]: (call) => {
    const { actions } = sharing(call);
    const { access_level } = call.json();
    if (access_level === undefined) throw notSupplied(['access_level']);
    actions.accessLevel = wordOf(access_level, ACCESS_LEVELS, 'access_level');
    return { status: 204 };
  },
  [`GET ${SUBJECT}`]: (call) => ({ status: 200, body: showSubject(call, call.repository()) }),
  [`PUT ${SUBJECT}`]: (call) => {
    const { subject } = call.repository();
    const { use_default, include_claim_keys, use_immutable_subject } = call.json();
    if (use_default === undefined) throw notSupplied(['use_default']);
    const useDefault = booleanOf(use_default, 'use_default');
    const keys = optional(include_claim_keys, (value) => textsOf(value, 'include_claim_keys'));
    const isImmutable = optional(use_immutable_subject, (value) => booleanOf(value, 'use_immutable_subject'));
    subject.useDefault = useDefault;
    subject.claimKeys = useDefault ? [] : (keys ?? []);
    subject.isImmutableAsked = isImmutable ?? subject.isImmutableAsked;
    return { status: 201, body: {} };
  },
};

function administered(call: GitHubCall): Repository {
  const repository = call.repository();
  call.mustAdminister();
  return repository;
}

function selecting(call: GitHubCall): Repository {
  const repository = administered(call);
  if (repository.actions.allowedActions !== 'selected') throw gitHubFault(409, ACTIONS_NOT_SELECTED);
  return repository;
}

function sharing(call: GitHubCall): Repository {
  const repository = administered(call);
  if (repository.visibility === 'private') return repository;
  throw unprocessable('Access policy only applies to internal and private repositories.');
}

function showPermissions({ api, world }: GitHubCall, { name, actions }: Repository): JsonObject {
  const url = `${api}/repos/${world.organization.login}/${name}/actions/permissions/selected-actions`;
  return {
    enabled: actions.isEnabled,
    ...(actions.isEnabled && {
      allowed_actions: actions.allowedActions,
      ...(actions.allowedActions === 'selected' && { selected_actions_url: url }),
    }),
    sha_pinning_required: actions.isShaPinningRequired,
  } satisfies Schemas['actions-repository-permissions'];
}

function showSubject({ world }: GitHubCall, repository: Repository): JsonObject {
  const { organization } = world;
  const { id, name, subject } = repository;
  const prefix = subjectHasIds({ isNew: hasNewSubjects(repository), isAsked: subject.isImmutableAsked })
    ? `repo:${organization.login}@${organization.id}/${name}@${id}`
    : `repo:${organization.login}/${name}`;
  return {
    use_default: subject.useDefault,
    ...(subject.claimKeys.length > 0 && { include_claim_keys: [...subject.claimKeys] }),
    use_immutable_subject: subject.isImmutableAsked,
    sub_claim_prefix: prefix,
  } satisfies Schemas['oidc-custom-sub-repo'];
}

function optional<Value>(value: Json | undefined, parse: (value: Json) => Value): Value | undefined {
  return value === undefined ? undefined : parse(value);
}

function booleanOf(value: Json, name: string): boolean {
  if (typeof value === 'boolean') return value;
  throw unprocessable(`Invalid request.\n\nFor 'properties/${name}', ${JSON.stringify(value)} is not a boolean.`);
}

function wordOf<Word extends string>(value: Json, words: readonly Word[], name: string): Word {
  const word = words.find((candidate) => candidate === value);
  if (word !== undefined) return word;
  const shown = words.map((candidate) => JSON.stringify(candidate)).join(', ');
  throw unprocessable(
    `Invalid request.\n\nFor 'properties/${name}', ${JSON.stringify(value)} is not a member of [${shown}].`,
  );
}

function textsOf(value: Json, name: string): string[] {
  if (isJsonList(value) && value.every((item) => typeof item === 'string')) return value.map(String);
  throw unprocessable(`Invalid request.\n\nFor 'properties/${name}', ${JSON.stringify(value)} is not an array.`);
}
