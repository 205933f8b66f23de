import type { components } from '@octokit/openapi-types';
import type { JsonObject } from '@nx-apiops/plan';
import type { Commit, FileTree, GitFile } from './git-objects.js';
import type { GitStore } from './git-store.js';
import type { CheckResult, ResolvedGitHubRepository } from './github-seed.js';
import type { PullRequest } from './pull-request.js';

type Schemas = components['schemas'];

export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A secret as it was before it was sealed. */
export type Secret = Variable;

export interface Ruleset {
  readonly id: number;
  readonly name: string;
  readonly target: 'branch' | 'tag' | 'push' | 'repository';
  readonly enforcement: Schemas['repository-rule-enforcement'];
  readonly bypassActors: readonly JsonObject[];
  readonly conditions: JsonObject;
  readonly rules: readonly JsonObject[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Environment {
  readonly id: number;
  readonly name: string;
  readonly createdAt: string;
  updatedAt: string;
  waitTimer: number;
  preventSelfReview: boolean;
  reviewers: readonly { readonly type: 'User' | 'Team'; readonly id: number }[];
  branchPolicy: 'any' | 'protected' | 'custom';
  branchPolicies: readonly { readonly id: number; readonly name: string; readonly type: 'branch' | 'tag' }[];
  readonly variables: Map<string, Variable>;
  readonly secrets: Map<string, Secret>;
}

export interface ActionsSettings {
  isEnabled: boolean;
  allowedActions: Schemas['allowed-actions'];
  isShaPinningRequired: boolean;
  selectedActions: Required<Schemas['selected-actions']>;
  defaultWorkflowPermissions: Schemas['actions-default-workflow-permissions'];
  canApprovePullRequestReviews: boolean;
  accessLevel: Schemas['actions-workflow-access-to-repository']['access_level'];
}

export interface SubjectSettings {
  useDefault: boolean;
  claimKeys: readonly string[];
  /** Whether the repository was told to have ids in its subjects; new ones have them anyway. */
  isImmutableAsked: boolean;
}

/** What PATCH of a repository may set, as the answer names it. */
export interface RepositorySettings {
  allow_merge_commit: boolean;
  allow_squash_merge: boolean;
  allow_rebase_merge: boolean;
  allow_auto_merge: boolean;
  allow_update_branch: boolean;
  delete_branch_on_merge: boolean;
  squash_merge_commit_title: 'PR_TITLE' | 'COMMIT_OR_PR_TITLE';
  squash_merge_commit_message: 'PR_BODY' | 'COMMIT_MESSAGES' | 'BLANK';
  merge_commit_title: 'PR_TITLE' | 'MERGE_MESSAGE';
  merge_commit_message: 'PR_BODY' | 'PR_TITLE' | 'BLANK';
  archived: boolean;
  description: string | null;
  has_issues: boolean;
  has_projects: boolean;
  has_wiki: boolean;
}

export interface Repository {
  readonly id: number;
  readonly name: string;
  readonly createdAt: string;
  updatedAt: string;
  visibility: 'public' | 'private';
  defaultBranch: string;
  settings: RepositorySettings;
  /** Newest commit by name of branch. */
  readonly branches: Map<string, Commit>;
  /** Every commit by its hash. */
  readonly commits: Map<string, Commit>;
  rulesets: readonly Ruleset[];
  /** Bodies of classic branch protection by branch. */
  readonly protections: Map<string, JsonObject>;
  readonly signedBranches: Set<string>;
  /** By name in lower case. */
  readonly environments: Map<string, Environment>;
  readonly variables: Map<string, Variable>;
  readonly secrets: Map<string, Secret>;
  /** Permission by slug of the team. */
  readonly teams: Map<string, Schemas['team']['permission']>;
  readonly actions: ActionsSettings;
  readonly subject: SubjectSettings;
  topics: readonly string[];
  /** Values of the organisation's custom properties. */
  readonly properties: Map<string, PropertyValue>;
  readonly isDisabled: boolean;
  readonly isFork: boolean;
  readonly isTemplate: boolean;
  /** Nobody may write here, as to a repository that an app may only read. */
  readonly isReadOnly: boolean;
  /** The default branch changes through pull requests with an approval only. */
  readonly isGuarded: boolean;
  /** What the checks of every commit at the head of a pull request say. */
  readonly checks: CheckResult | undefined;
  /** Results that were reported, by commit and then by name. */
  readonly statuses: Map<string, Map<string, CommitStatus>>;
  /** In the order of their numbers. */
  readonly pullRequests: PullRequest[];
  /** By name in lower case. */
  readonly labels: Map<string, Label>;
  /** Blobs and trees that were written before any commit has them, by hash. */
  readonly looseFiles: Map<string, GitFile>;
  readonly looseTrees: Map<string, FileTree>;
}

export type PropertyValue = string | readonly string[] | null;

export interface Label {
  readonly id: number;
  readonly name: string;
}

export interface CommitStatus {
  readonly id: number;
  readonly context: string;
  readonly state: 'error' | 'failure' | 'pending' | 'success';
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly createdAt: string;
}

/**
 * Repositories created from then on have their ids in the subjects of their workflows.
 * Source: https://docs.github.com/actions/reference/security/oidc
 */
const IMMUTABLE_SUBJECTS_SINCE = Date.parse('2026-07-15T00:00:00Z');

/** Whether a repository is so new that its workflows have subjects with ids. */
export function hasNewSubjects({ createdAt }: Repository): boolean {
  return Date.parse(createdAt) >= IMMUTABLE_SUBJECTS_SINCE;
}

export interface RepositoryIdentity {
  readonly id: number;
  /** Who wrote the first commit. */
  readonly author: string;
  readonly git: GitStore;
}

/** A repository as GitHub sets it up, with one commit where the seed has files. */
export function createRepository(seed: ResolvedGitHubRepository, { id, author, git }: RepositoryIdentity): Repository {
  const createdAt = new Date(seed.createdAt).toISOString().replace(/\.\d+Z$/, 'Z');
  const files = git.seed(seed.files);
  const first = git.commit({ files, parents: [], message: 'Initial commit', date: createdAt, author });
  return {
    id,
    name: seed.name,
    createdAt,
    updatedAt: createdAt,
    visibility: seed.visibility,
    defaultBranch: seed.defaultBranch,
    settings: { ...defaultSettings(), archived: seed.archived, allow_auto_merge: seed.allowAutoMerge },
    branches: new Map(files.size === 0 ? [] : [[seed.defaultBranch, first]]),
    commits: new Map(files.size === 0 ? [] : [[first.sha, first]]),
    rulesets: [],
    protections: new Map(),
    signedBranches: new Set(),
    environments: new Map(),
    variables: new Map(),
    secrets: new Map(),
    teams: new Map(seed.teams.map((slug) => [slug, 'push'])),
    actions: {
      isEnabled: true,
      allowedActions: 'all',
      isShaPinningRequired: false,
      selectedActions: { github_owned_allowed: false, verified_allowed: false, patterns_allowed: [] },
      defaultWorkflowPermissions: 'read',
      canApprovePullRequestReviews: false,
      accessLevel: 'none',
    },
    subject: { useDefault: true, claimKeys: [], isImmutableAsked: false },
    topics: seed.topics,
    properties: new Map(Object.entries(seed.properties)),
    isDisabled: seed.disabled,
    isFork: seed.isFork,
    isTemplate: seed.isTemplate,
    isReadOnly: seed.noWrite,
    isGuarded: seed.protectedBranch,
    checks: seed.checks,
    statuses: new Map(),
    pullRequests: [],
    labels: new Map(),
    looseFiles: new Map(),
    looseTrees: new Map(),
  };
}

function defaultSettings(): RepositorySettings {
  return {
    allow_merge_commit: true,
    allow_squash_merge: true,
    allow_rebase_merge: true,
    allow_auto_merge: false,
    allow_update_branch: false,
    delete_branch_on_merge: false,
    squash_merge_commit_title: 'COMMIT_OR_PR_TITLE',
    squash_merge_commit_message: 'COMMIT_MESSAGES',
    merge_commit_title: 'MERGE_MESSAGE',
    merge_commit_message: 'PR_TITLE',
    archived: false,
    description: null,
    has_issues: true,
    has_projects: true,
    has_wiki: true,
  };
}
