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
}

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
  /** After so many writes one more is refused with a secondary rate limit. */
  readonly secondaryLimitAfter?: number;
}

export interface ResolvedGitHubSeed {
  readonly organization: string;
  readonly plan: GitHubPlan;
  readonly teams: readonly string[];
  readonly users: readonly string[];
  readonly repositories: readonly Required<GitHubRepositorySeed>[];
  readonly secondaryLimitAfter: number | undefined;
}

/** Late enough for subjects with ids; see `IMMUTABLE_SUBJECTS_SINCE`. */
export const DEFAULT_CREATED_AT = '2026-10-01T08:00:00Z';

const PLANS: readonly string[] = ['free', 'team', 'enterprise'] satisfies readonly GitHubPlan[];
const LOGIN = /^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}$/i;
const REPOSITORY_NAME = /^(?!\.{1,2}$)[\w.-]{1,100}$/;

export function resolveGitHubSeed(seed: GitHubSeed = {}): ResolvedGitHubSeed {
  return {
    organization: seed.organization ?? 'acme',
    plan: seed.plan ?? 'enterprise',
    teams: seed.teams ?? ['api-platform'],
    users: seed.users ?? ['octocat'],
    repositories: (seed.repositories ?? []).map((repository) => ({
      name: repository.name,
      visibility: repository.visibility ?? 'private',
      files: repository.files ?? {},
      createdAt: repository.createdAt ?? DEFAULT_CREATED_AT,
      defaultBranch: repository.defaultBranch ?? 'main',
    })),
    secondaryLimitAfter: seed.secondaryLimitAfter,
  };
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
    [new Set(names).size !== names.length, `github.repositories ${names.join(', ')}`, 'each name once'],
    [badDate !== undefined, `github.repositories createdAt ${JSON.stringify(badDate)}`, 'a time as ISO 8601 writes it'],
    [
      secondaryLimitAfter !== undefined && (!Number.isInteger(secondaryLimitAfter) || secondaryLimitAfter < 0),
      `github.secondaryLimitAfter ${secondaryLimitAfter}`,
      'a whole number that is not negative',
    ],
  ];
}
