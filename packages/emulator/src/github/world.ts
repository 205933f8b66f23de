import type { EmulatorClock } from '../options.js';
import type { GitHubPlan, ResolvedGitHubSeed } from './github-seed.js';
import type { InstallationToken, PermissionLevel } from './caller.js';
import { GitStore } from './git-store.js';
import type { PullRequest } from './pull-request.js';
import { createRepository, type Repository, type Ruleset } from './repository.js';

export interface Account {
  readonly id: number;
  readonly login: string;
}

export interface Team {
  readonly id: number;
  readonly slug: string;
}

/** The app that is installed in the organisation. */
export interface InstalledApp {
  readonly id: number;
  readonly slug: string;
  readonly installationId: number;
  readonly permissions: Readonly<Record<string, PermissionLevel>>;
  /** Undefined for all. */
  readonly repositoryIds: ReadonlySet<number> | undefined;
}

const APP = { id: 700_001, slug: 'apiops', installationId: 60_000_001 } as const;
/** Source: https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app */
const TOKEN_LIFE_MS = 3_600_000;

export interface PlacedPullRequest {
  readonly repository: Repository;
  readonly pullRequest: PullRequest;
}

/** Ids of different things start far apart, so that none passes for another. */
const FIRST_IDS = { organization: 1001, user: 2001, team: 3001, repository: 4001, other: 50_001 } as const;
/** Where there are so many repositories that their ids would pass for others. */
const OTHER_IDS_STEP = 1_000_000;

/** All that the emulated GitHub holds. */
export class World {
  readonly plan: GitHubPlan;
  readonly organization: Account;
  readonly users: readonly Account[];
  readonly teams: readonly Team[];
  readonly repositories: readonly Repository[];
  organizationRulesets: readonly Ruleset[] = [];
  readonly git = new GitStore();
  readonly app: InstalledApp;
  /** What the app was given, by its text. */
  readonly tokens = new Map<string, InstallationToken>();
  readonly tokenLifeMs: number;
  readonly #clock: EmulatorClock;
  readonly #byName: ReadonlyMap<string, Repository>;
  readonly #byId: ReadonlyMap<number, Repository>;
  readonly #pullRequests = new Map<number, PlacedPullRequest>();
  #lastId: number = FIRST_IDS.other - 1;

  constructor(seed: ResolvedGitHubSeed, clock: EmulatorClock) {
    this.#clock = clock;
    this.plan = seed.plan;
    this.organization = { id: FIRST_IDS.organization, login: seed.organization };
    this.users = seed.users.map((login, index) => ({ id: FIRST_IDS.user + index, login }));
    this.teams = seed.teams.map((slug, index) => ({ id: FIRST_IDS.team + index, slug }));
    this.tokenLifeMs = TOKEN_LIFE_MS / seed.clockSpeed;
    const author = seed.users[0] ?? seed.organization;
    this.repositories = seed.repositories.map((repository, index) =>
      createRepository(repository, { id: FIRST_IDS.repository + index, author, git: this.git }),
    );
    this.#byName = new Map(this.repositories.map((repository) => [repository.name.toLowerCase(), repository]));
    this.#byId = new Map(this.repositories.map((repository) => [repository.id, repository]));
    const chosen = seed.app.repositories?.flatMap((name) => this.#byName.get(name.toLowerCase())?.id ?? []);
    this.app = { ...APP, permissions: seed.app.permissions, repositoryIds: chosen && new Set(chosen) };
    if (FIRST_IDS.repository + this.repositories.length > FIRST_IDS.other) this.#lastId += OTHER_IDS_STEP;
  }

  /** Whom the tokens belong to. */
  get owner(): Account {
    return this.users[0] ?? this.organization;
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** Epoch milliseconds. */
  nowMs(): number {
    return this.#clock.now();
  }

  /** ISO 8601 without fractions of seconds, as GitHub writes times. */
  now(): string {
    return new Date(this.#clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  }

  findUser(login: string): Account | undefined {
    return this.users.find((user) => sameName(user.login, login));
  }

  findTeam(slug: string): Team | undefined {
    return this.teams.find((team) => sameName(team.slug, slug));
  }

  findRepository(owner: string, name: string): Repository | undefined {
    if (!sameName(owner, this.organization.login)) return undefined;
    return this.#byName.get(name.toLowerCase());
  }

  repositoryWithId(id: number): Repository | undefined {
    return this.#byId.get(id);
  }

  /** Keeps a pull request under an id of its own, by which it is found without its repository. */
  addPullRequest(repository: Repository, pullRequest: PullRequest): void {
    repository.pullRequests.push(pullRequest);
    this.#pullRequests.set(pullRequest.id, { repository, pullRequest });
  }

  pullRequestWithId(id: number): PlacedPullRequest | undefined {
    return this.#pullRequests.get(id);
  }
}

/** GitHub minds no case in the names of accounts, teams and repositories. */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
