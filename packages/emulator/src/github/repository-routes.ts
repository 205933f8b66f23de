import type { Json } from '@nx-apiops/plan';
import { showTeam } from './accounts.js';
import type { GitHubCall, GitHubRoutes } from './github-call.js';
import { notFound, validationFailed } from './github-fault.js';
import { listAnswer } from './page.js';
import type { Repository, RepositorySettings } from './repository.js';
import { showRepository } from './show-repository.js';
import { READERS_SEE_PROTECTION } from './unverified.js';

/** Repositories, how they merge, and the teams that have them. */
export const REPOSITORY_ROUTES: GitHubRoutes = {
  'GET /orgs/{org}/repos': (call) => {
    call.organization();
    const seen = call.world.repositories.filter((repository) => call.sees(repository));
    return listAnswer(call, inOrder(call.query, seen), (repository) => showRepository(call, repository));
  },
  'GET /repos/{owner}/{repo}': (call) => ({ status: 200, body: showRepository(call, call.repository()) }),
  'PATCH /repos/{owner}/{repo}': (call) => {
    const repository = call.repository();
    update(call, repository);
    return { status: 200, body: showRepository(call, repository) };
  },
  'GET /repos/{owner}/{repo}/teams': (call) => {
    const repository = call.repository();
    if (!READERS_SEE_PROTECTION) call.mustAdminister();
    const teams = call.world.teams.filter(({ slug }) => repository.teams.has(slug));
    const place = { api: call.api, organization: call.world.organization };
    return listAnswer(call, teams, (team) => {
      const permission = repository.teams.get(team.slug) ?? 'pull';
      return { ...showTeam(place, team), permission, permissions: permissionsOf(permission) };
    });
  },
  'PUT /orgs/{org}/teams/{team}/repos/{owner}/{repo}': (call) => {
    const team = call.team();
    const repository = call.repository();
    const { permission } = call.json();
    if (permission !== undefined && (typeof permission !== 'string' || !PERMISSIONS.includes(permission))) {
      throw validationFailed([{ resource: 'TeamMember', code: 'invalid', field: 'permission' }]);
    }
    repository.teams.set(team.slug, permission ?? 'push');
    return { status: 204 };
  },
  'GET /orgs/{org}/teams/{team}/repos/{owner}/{repo}': (call) => {
    const team = call.team();
    if (!call.repository().teams.has(team.slug)) throw notFound();
    return { status: 204 };
  },
  'DELETE /orgs/{org}/teams/{team}/repos/{owner}/{repo}': (call) => {
    const team = call.team();
    call.repository().teams.delete(team.slug);
    return { status: 204 };
  },
};

/** By `type`, `sort` and `direction`; the newest first where nothing is asked for. */
function inOrder(query: URLSearchParams, repositories: readonly Repository[]): readonly Repository[] {
  const type = query.get('type') ?? 'all';
  const isMeant: Readonly<Record<string, (repository: Repository) => boolean>> = {
    public: ({ visibility }) => visibility === 'public',
    private: ({ visibility }) => visibility === 'private',
    forks: ({ isFork }) => isFork,
    sources: ({ isFork }) => !isFork,
  };
  const chosen = repositories.filter(isMeant[type] ?? (() => true));
  const sort = query.get('sort') ?? 'created';
  const key = ({ name, createdAt, updatedAt, id }: Repository): string => {
    if (sort === 'full_name') return name.toLowerCase();
    return `${sort === 'created' ? createdAt : updatedAt} ${String(id).padStart(9, '0')}`;
  };
  const direction = query.get('direction') ?? (sort === 'full_name' ? 'asc' : 'desc');
  const keyed = chosen.map((repository) => [key(repository), repository] as const);
  keyed.sort(([a], [b]) => (a < b ? -1 : 1));
  return (direction === 'asc' ? keyed : keyed.reverse()).map(([, repository]) => repository);
}

const PERMISSIONS: readonly string[] = ['pull', 'triage', 'push', 'maintain', 'admin'];

function permissionsOf(permission: string) {
  const level = PERMISSIONS.indexOf(permission);
  return {
    admin: level >= 4,
    maintain: level >= 3,
    push: level >= 2,
    triage: level >= 1,
    pull: true,
  };
}

const isBoolean = (value: Json): boolean => typeof value === 'boolean';
const oneOf =
  (...words: readonly string[]) =>
  (value: Json): boolean =>
    typeof value === 'string' && words.includes(value);

/** What each setting may be. */
const SETTINGS: Readonly<Record<keyof RepositorySettings, (value: Json) => boolean>> = {
  allow_merge_commit: isBoolean,
  allow_squash_merge: isBoolean,
  allow_rebase_merge: isBoolean,
  allow_auto_merge: isBoolean,
  allow_update_branch: isBoolean,
  delete_branch_on_merge: isBoolean,
  squash_merge_commit_title: oneOf('PR_TITLE', 'COMMIT_OR_PR_TITLE'),
  squash_merge_commit_message: oneOf('PR_BODY', 'COMMIT_MESSAGES', 'BLANK'),
  merge_commit_title: oneOf('PR_TITLE', 'MERGE_MESSAGE'),
  merge_commit_message: oneOf('PR_BODY', 'PR_TITLE', 'BLANK'),
  archived: isBoolean,
  description: (value) => value === null || typeof value === 'string',
  has_issues: isBoolean,
  has_projects: isBoolean,
  has_wiki: isBoolean,
};

/** Members that are no settings are passed over, as GitHub does. */
function update(call: GitHubCall, repository: Repository): void {
  const body = call.json();
  const changed = Object.entries(SETTINGS).flatMap(([name, isFit]) => {
    const value = body[name];
    if (value === undefined) return [];
    if (!isFit(value)) throw validationFailed([{ resource: 'Repository', code: 'invalid', field: name }]);
    return [[name, value] as const];
  });
  const settings: RepositorySettings = { ...repository.settings, ...Object.fromEntries(changed) };
  const { allow_merge_commit, allow_squash_merge, allow_rebase_merge } = settings;
  if (!allow_merge_commit && !allow_squash_merge && !allow_rebase_merge) {
    throw validationFailed([
      { resource: 'Repository', code: 'custom', field: 'merge_commit_allowed', message: NO_MERGE_METHOD },
    ]);
  }
  const branch = body['default_branch'];
  if (typeof branch === 'string') {
    if (!repository.branches.has(branch)) {
      throw validationFailed([
        {
          resource: 'Repository',
          code: 'invalid',
          field: 'default_branch',
          message: `The branch ${branch} was not found. Please push that ref first or create it via the Git Data API.`,
        },
      ]);
    }
    repository.defaultBranch = branch;
  }
  repository.settings = settings;
  repository.updatedAt = call.world.now();
}

const NO_MERGE_METHOD = 'Sorry, you need to allow at least one merge strategy. (no_merge_method)';
