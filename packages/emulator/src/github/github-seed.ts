import type { PermissionLevel } from './caller.js';

export type GitHubPlan = 'free' | 'team' | 'enterprise';

export interface GitHubRepositorySeed {
  readonly name: string;
  /** Default `private`. */
  readonly visibility?: 'public' | 'private';
  /** Text by path. A repository without files is empty: it has no branch. */
  readonly files?: Readonly<Record<string, string>>;
  /** ISO 8601; default `DEFAULT_CREATED_AT`. It decides which subjects the repository's workflows have. */
  readonly createdAt?: string;
  /** Default `main`. */
  readonly defaultBranch?: string;
  readonly topics?: readonly string[];
  /** Values of the organisation's custom properties. */
  readonly properties?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly archived?: boolean;
  readonly disabled?: boolean;
  readonly isFork?: boolean;
  readonly isTemplate?: boolean;
  readonly allowAutoMerge?: boolean;
  /** The default branch changes through pull requests with an approval only. */
  readonly protectedBranch?: boolean;
  /** Slugs of teams that may push. */
  readonly teams?: readonly string[];
  /** Tokens see the repository and may not write to it. */
  readonly noWrite?: boolean;
  /** What the checks at the head of every pull request say; none by default. */
  readonly checks?: CheckResult;
}

export type CheckResult = 'success' | 'failure' | 'pending';

/** Many repositories of one kind, named `<prefix>0001` and so on. They share their files, and so take little room. */
export interface ManyGitHubRepositories extends Omit<GitHubRepositorySeed, 'name'> {
  readonly count: number;
  readonly prefix: string;
}

export type ResolvedGitHubRepository = Required<Omit<GitHubRepositorySeed, 'checks'>> & {
  readonly checks: CheckResult | undefined;
};

/** What the emulated GitHub holds at the start: one organisation. */
export interface GitHubSeed {
  /** Default `acme`. */
  readonly organization?: string;
  /** Default `enterprise`. */
  readonly plan?: GitHubPlan;
  /** Slugs; default `api-platform`. */
  readonly teams?: readonly string[];
  /** Logins of the organisation's owners, the first of which owns every token; default `octocat`. */
  readonly users?: readonly string[];
  readonly repositories?: readonly GitHubRepositorySeed[];
  readonly manyRepositories?: ManyGitHubRepositories | readonly ManyGitHubRepositories[];
  /** After so many writes one more is refused with a secondary rate limit. */
  readonly secondaryLimitAfter?: number;
  /** `github` refuses requests as the rate limits of github.com do; by default they are only counted. */
  readonly limits?: 'github';
  /** One second counts as so many for rate limits and tokens, so that tests need not wait an hour; default 1. */
  readonly clockSpeed?: number;
  readonly app?: GitHubAppSeed;
}

/** The app that is installed in the organisation, and gives out tokens for an hour. */
export interface GitHubAppSeed {
  /** Default: all that a rollout and guard rails need. */
  readonly permissions?: Readonly<Record<string, PermissionLevel>>;
  /** Names of the repositories it is installed in; all by default. */
  readonly repositories?: readonly string[];
}

export interface ResolvedGitHubSeed {
  readonly organization: string;
  readonly plan: GitHubPlan;
  readonly teams: readonly string[];
  readonly users: readonly string[];
  readonly repositories: readonly ResolvedGitHubRepository[];
  readonly secondaryLimitAfter: number | undefined;
  readonly limits: 'github' | undefined;
  readonly clockSpeed: number;
  readonly app: {
    readonly permissions: Readonly<Record<string, PermissionLevel>>;
    readonly repositories: readonly string[] | undefined;
  };
}

/** Late enough for subjects with ids; see `IMMUTABLE_SUBJECTS_SINCE`. */
export const DEFAULT_CREATED_AT = '2026-10-01T08:00:00Z';

const APP_PERMISSIONS: Readonly<Record<string, PermissionLevel>> = {
  actions: 'write',
  actions_variables: 'write',
  administration: 'write',
  checks: 'read',
  contents: 'write',
  environments: 'write',
  issues: 'write',
  members: 'read',
  metadata: 'read',
  organization_administration: 'write',
  organization_custom_properties: 'read',
  pull_requests: 'write',
  secrets: 'write',
  statuses: 'write',
  workflows: 'write',
};

const NO_FILES: Readonly<Record<string, string>> = {};
const PLANS: readonly string[] = ['free', 'team', 'enterprise'] satisfies readonly GitHubPlan[];
const SHOWN_NAMES = 20;
const LOGIN = /^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}$/i;
const REPOSITORY_NAME = /^(?!\.{1,2}$)[\w.-]{1,100}$/;

export function resolveGitHubSeed(seed: GitHubSeed = {}): ResolvedGitHubSeed {
  return {
    organization: seed.organization ?? 'acme',
    plan: seed.plan ?? 'enterprise',
    teams: seed.teams ?? ['api-platform'],
    users: seed.users ?? ['octocat'],
    repositories: [...(seed.repositories ?? []).map(resolveRepository), ...resolveMany(seed.manyRepositories)],
    secondaryLimitAfter: seed.secondaryLimitAfter,
    limits: seed.limits,
    clockSpeed: seed.clockSpeed ?? 1,
    app: { permissions: seed.app?.permissions ?? APP_PERMISSIONS, repositories: seed.app?.repositories },
  };
}

function resolveRepository(seed: GitHubRepositorySeed): ResolvedGitHubRepository {
  return {
    name: seed.name,
    visibility: seed.visibility ?? 'private',
    files: seed.files ?? NO_FILES,
    createdAt: seed.createdAt ?? DEFAULT_CREATED_AT,
    defaultBranch: seed.defaultBranch ?? 'main',
    topics: seed.topics ?? [],
    properties: seed.properties ?? {},
    archived: seed.archived ?? false,
    disabled: seed.disabled ?? false,
    isFork: seed.isFork ?? false,
    isTemplate: seed.isTemplate ?? false,
    allowAutoMerge: seed.allowAutoMerge ?? false,
    protectedBranch: seed.protectedBranch ?? false,
    teams: seed.teams ?? [],
    noWrite: seed.noWrite ?? false,
    checks: seed.checks,
  };
}

/** Each was created a second after the one before, so that their first commits differ. */
function resolveMany(
  many: ManyGitHubRepositories | readonly ManyGitHubRepositories[] = [],
): readonly ResolvedGitHubRepository[] {
  return [many].flat().flatMap(({ count, prefix, ...shared }) => {
    const resolved = resolveRepository({ name: prefix, ...shared });
    const firstMs = Date.parse(resolved.createdAt);
    return Array.from({ length: Math.max(0, Math.floor(count)) }, (_, index) => ({
      ...resolved,
      name: `${prefix}${String(index + 1).padStart(4, '0')}`,
      createdAt: Number.isNaN(firstMs) ? resolved.createdAt : new Date(firstMs + index * 1000).toISOString(),
    }));
  });
}

/** Whether an option is wrong, which one with its value, and what it should be. */
export function gitHubComplaints(seed: ResolvedGitHubSeed): readonly (readonly [boolean, string, string])[] {
  const { repositories, secondaryLimitAfter } = seed;
  const names = repositories.map(({ name }) => name.toLowerCase());
  const badLogin = [seed.organization, ...seed.users, ...seed.teams].find((login) => !LOGIN.test(login));
  const badName = repositories.find(({ name }) => !REPOSITORY_NAME.test(name))?.name;
  const badDate = repositories.find(({ createdAt }) => Number.isNaN(Date.parse(createdAt)))?.createdAt;
  return [
    [badLogin !== undefined, `github ${JSON.stringify(badLogin)}`, 'letters, digits and single hyphens, at most 39'],
    [!PLANS.includes(seed.plan), `github.plan ${JSON.stringify(seed.plan)}`, PLANS.join(', ')],
    [seed.users.length === 0, 'github.users', 'at least one login, whom tokens belong to'],
    [badName !== undefined, `github.repositories ${JSON.stringify(badName)}`, 'names of repositories'],
    [
      new Set(names).size !== names.length,
      `github.repositories ${names.slice(0, SHOWN_NAMES).join(', ')}`,
      'each name once',
    ],
    [badDate !== undefined, `github.repositories createdAt ${JSON.stringify(badDate)}`, 'a time as ISO 8601 writes it'],
    [
      secondaryLimitAfter !== undefined && (!Number.isInteger(secondaryLimitAfter) || secondaryLimitAfter < 0),
      `github.secondaryLimitAfter ${secondaryLimitAfter}`,
      'a whole number that is not negative',
    ],
    [
      !(seed.clockSpeed > 0 && Number.isFinite(seed.clockSpeed)),
      `github.clockSpeed ${seed.clockSpeed}`,
      'a number above 0',
    ],
  ];
}
