import type { JsonObject } from '@nx-apiops/plan';
import type { Answer, ArmRequest } from '../http/exchange.js';
import type { HostCall } from '../hosts/routes.js';
import type { Caller } from './caller.js';
import { notAccessible, notFound } from './github-fault.js';
import type { Environment, Repository } from './repository.js';
import type { SealingKeys } from './sealing-keys.js';
import { STRANGERS_SEE_SETTINGS } from './unverified.js';
import { sameName, type Account, type Team, type World } from './world.js';

export type GitHubHandler = (call: GitHubCall) => Answer;
export type GitHubRoutes = Readonly<Record<string, GitHubHandler>>;

interface CallContext {
  readonly world: World;
  readonly caller: Caller;
  readonly keys: SealingKeys;
}

/** One request to the emulated GitHub. What the path names is found here, and only for those who may see it. */
export class GitHubCall implements HostCall {
  readonly world: World;
  readonly caller: Caller;
  readonly keys: SealingKeys;
  readonly #call: HostCall;

  constructor(call: HostCall, { world, caller, keys }: CallContext) {
    this.#call = call;
    this.world = world;
    this.caller = caller;
    this.keys = keys;
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

  /** Throws a 403 for all but owners. */
  mustAdminister(): void {
    if (this.caller !== 'owner') throw notAccessible();
  }

  /** The organisation at `{org}`. Throws a 404, and a 403 for writes of those who may not. */
  organization(): Account {
    const { organization } = this.world;
    if (!sameName(this.param('org'), organization.login)) throw notFound();
    this.#mustBeAllowed();
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
    if (!repository || (this.caller === 'stranger' && repository.visibility === 'private')) throw notFound();
    this.#mustBeAllowed();
    return repository;
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

  #mustBeAllowed(): void {
    if (this.request.method !== 'GET') this.mustAdminister();
  }
}
