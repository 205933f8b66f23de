import type { JsonObject } from '@nx-apiops/plan';
import type { Answer, ArmRequest } from '../http/exchange.js';
import type { HostCall } from '../hosts/routes.js';
import { hasPermission, type Access, type Caller } from './caller.js';
import { gitHubFault, notAccessible, notFound } from './github-fault.js';
import type { GraphQLRequest, RateLimit } from './rate-limit.js';
import type { Environment, Repository } from './repository.js';
import type { SealingKeys } from './sealing-keys.js';
import { DISABLED_REPOSITORY, rateAccount, STRANGERS_SEE_SETTINGS } from './unverified.js';
import { sameName, type Account, type Team, type World } from './world.js';

/** A repository, and who asks about it. */
export interface RepositoryPlace {
  readonly call: GitHubCall;
  readonly repository: Repository;
}

export type GitHubHandler = (call: GitHubCall) => Answer;
export type GitHubRoutes = Readonly<Record<string, GitHubHandler>>;

interface CallContext {
  readonly world: World;
  readonly access: Access;
  readonly keys: SealingKeys;
  /** What an app needs for the route. */
  readonly permission: string;
  readonly limit: RateLimit;
}

/** One request to the emulated GitHub. What the path names is found here, and only for those who may see it. */
export class GitHubCall implements HostCall {
  readonly world: World;
  readonly access: Access;
  readonly keys: SealingKeys;
  readonly #call: HostCall;
  readonly #permission: string;
  readonly #limit: RateLimit;

  constructor(call: HostCall, { world, access, keys, permission, limit }: CallContext) {
    this.#call = call;
    this.world = world;
    this.access = access;
    this.keys = keys;
    this.#permission = permission;
    this.#limit = limit;
  }

  get caller(): Caller {
    return this.access.caller;
  }

  get request(): ArmRequest {
    return this.#call.request;
  }

  get query(): URLSearchParams {
    return this.#call.query;
  }

  /** Address of the API, for links in answers. */
  get api(): string {
    return this.#call.request.origin;
  }

  param(name: string): string {
    return this.#call.param(name);
  }

  json(): JsonObject {
    return this.#call.json();
  }

  /** Takes what a query of GraphQL costs; tells what is left. Throws where nothing is. */
  takePoints(query: GraphQLRequest) {
    return this.#limit.takePoints(this.account, query);
  }

  /** Whom the limits count for. */
  get account(): string {
    return rateAccount(this.access.installation?.installationId, this.world.owner.id);
  }

  /** Throws a 403 for apps that may not read something. */
  mustRead(permission: string): void {
    if (!hasPermission(this.access, permission, 'read')) throw notAccessible();
  }

  /** Throws a 403 for all but owners. */
  mustAdminister(): void {
    if (this.caller !== 'owner') throw notAccessible();
  }

  /** The organisation at `{org}`. Throws a 404, and a 403 for writes of those who may not. */
  organization(): Account {
    const { organization } = this.world;
    if (!sameName(this.param('org'), organization.login)) throw notFound();
    if (this.request.method !== 'GET') this.mustAdminister();
    this.#mustHave(this.request.method === 'GET' ? 'read' : 'write');
    return organization;
  }

  /** The team at `{team}` of the organisation at `{org}`, which strangers do not see. */
  team(): Team {
    this.organization();
    const team = this.world.findTeam(this.param('team'));
    if (!team || this.caller === 'stranger') throw notFound();
    return team;
  }

  /** The repository at `{owner}/{repo}`. Throws a 404 where the caller sees none, and a 403 for writes. */
  repository(): Repository {
    const repository = this.world.findRepository(this.param('owner'), this.param('repo'));
    if (!repository || !this.sees(repository)) throw notFound();
    if (this.request.method === 'GET') this.#mustHave('read');
    else this.mustWrite(repository, this.#permission);
    return repository;
  }

  /** Whether the caller knows that the repository exists. */
  sees({ id, visibility }: Repository): boolean {
    if (visibility === 'public') return true;
    const given = this.access.installation?.repositoryIds;
    return this.caller !== 'stranger' && (given === undefined || given.has(id));
  }

  /** Whether the caller may write to the repository, apart from what state that is in. */
  canWrite({ id, isReadOnly }: Repository, permission: string): boolean {
    const given = this.access.installation?.repositoryIds;
    const isGiven = given === undefined || given.has(id);
    return this.caller === 'owner' && !isReadOnly && isGiven && hasPermission(this.access, permission, 'write');
  }

  /** Throws a 403 for all who may not write, and for repositories that nobody may write to. */
  mustWrite(repository: Repository, permission: string): void {
    if (!this.canWrite(repository, permission)) throw notAccessible();
    if (repository.isDisabled) throw gitHubFault(403, DISABLED_REPOSITORY);
    // Settings are where an archived repository is made to live again.
    if (repository.settings.archived && permission !== 'administration') {
      throw gitHubFault(403, 'Repository was archived so is read-only.');
    }
  }

  /** The same, for those who may see its variables and the names of its secrets. Throws a 403 for others. */
  repositoryWithSettings(): Repository {
    const repository = this.repository();
    if (this.caller === 'stranger' && !STRANGERS_SEE_SETTINGS) throw notAccessible();
    return repository;
  }

  /** The environment at `{environment}` of the repository at `{owner}/{repo}`. */
  environment(): Environment {
    const environment = this.repository().environments.get(this.param('environment').toLowerCase());
    if (!environment) throw notFound();
    return environment;
  }

  #mustHave(level: 'read' | 'write'): void {
    if (!hasPermission(this.access, this.#permission, level)) throw notAccessible();
  }
}
