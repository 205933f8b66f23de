import type { JsonObject } from '@nx-apiops/plan';
import type { Answer, ArmRequest } from '../http/exchange.js';
import { HostFault } from '../hosts/host-fault.js';
import type { HostedService } from '../hosts/hosted-service.js';
import { Routes, type Handler } from '../hosts/routes.js';
import type { EmulatorClock } from '../options.js';
import { ACCOUNT_ROUTES } from './account-routes.js';
import { ACTIONS_ROUTES } from './actions-routes.js';
import { BRANCH_ROUTES } from './branch-routes.js';
import { appPermissionOf } from './app-permissions.js';
import { accessOf, tokenOf } from './caller.js';
import { CHECK_ROUTES } from './check-routes.js';
import { CONTENT_ROUTES } from './content-routes.js';
import { describeWorld } from './describe-world.js';
import { ENVIRONMENT_ROUTES } from './environment-routes.js';
import { GIT_ROUTES } from './git-routes.js';
import { GitHubCall, type GitHubRoutes } from './github-call.js';
import { gitHubFault, notFound } from './github-fault.js';
import type { ResolvedGitHubSeed } from './github-seed.js';
import { GRAPHQL_ROUTES } from './graphql/graphql-routes.js';
import { PULL_REQUEST_ROUTES } from './pull-request-routes.js';
import { RateLimit } from './rate-limit.js';
import { REPOSITORY_ROUTES } from './repository-routes.js';
import { RULESET_ROUTES } from './ruleset-routes.js';
import { SealingKeys } from './sealing-keys.js';
import { SECRET_ROUTES } from './secret-routes.js';
import { VARIABLE_ROUTES } from './variable-routes.js';
import { WORKFLOW_ROUTES } from './workflow-routes.js';
import { World } from './world.js';

const ROUTES: GitHubRoutes = {
  ...ACCOUNT_ROUTES,
  ...REPOSITORY_ROUTES,
  ...RULESET_ROUTES,
  ...BRANCH_ROUTES,
  ...ENVIRONMENT_ROUTES,
  ...VARIABLE_ROUTES,
  ...SECRET_ROUTES,
  ...ACTIONS_ROUTES,
  ...GIT_ROUTES,
  ...CHECK_ROUTES,
  ...CONTENT_ROUTES,
  ...PULL_REQUEST_ROUTES,
  ...WORKFLOW_ROUTES,
  ...GRAPHQL_ROUTES,
};

/** GitHub with one organisation, its REST API below `/github`. */
export class GitHubHost implements HostedService {
  readonly name = 'github';
  readonly #seed: ResolvedGitHubSeed;
  readonly #clock: EmulatorClock;
  readonly #routes: Routes;
  readonly #keys = new SealingKeys();
  #world: World;
  #limit: RateLimit;
  #requests = 0;

  constructor(seed: ResolvedGitHubSeed, clock: EmulatorClock) {
    this.#seed = seed;
    this.#clock = clock;
    this.#world = new World(seed, clock);
    this.#limit = new RateLimit(clock, seed.secondaryLimitAfter);
    this.#routes = new Routes(Object.fromEntries(Object.keys(ROUTES).map((key) => [key, this.#handlerOf(key)])));
  }

  answer(request: ArmRequest): Answer {
    this.#requests += 1;
    const answer = answerOf(() => this.#answer(request));
    const headers = {
      'x-github-request-id': `E0A0:${this.#requests.toString(16).toUpperCase().padStart(8, '0')}`,
      'x-github-media-type': 'github.v3; format=json',
      'x-github-api-version-selected': request.headers['x-github-api-version'] ?? '2022-11-28',
      ...this.#limit.headers(),
    };
    return { ...answer, headers: { ...headers, ...answer.headers } };
  }

  shapeOf(method: string, path: string): string {
    return this.#routes.shapeOf(method, path);
  }

  state(): JsonObject {
    return describeWorld(this.#world);
  }

  reset(): void {
    this.#world = new World(this.#seed, this.#clock);
    this.#limit = new RateLimit(this.#clock, this.#seed.secondaryLimitAfter);
  }

  #answer(request: ArmRequest): Answer {
    tokenOf(request.headers['authorization']);
    if (request.path !== '/rate_limit') this.#limit.count(request.method);
    else return { status: 200, body: this.#limit.overview() };
    const answer = this.#routes.answer(request);
    if (answer === undefined || 'allowed' in answer) throw notFound();
    return answer;
  }

  #handlerOf(key: string): Handler {
    const permission = appPermissionOf(key);
    return (call) => {
      const access = accessOf(tokenOf(call.request.headers['authorization']));
      const handler = ROUTES[key];
      if (!handler) throw notFound();
      return handler(
        new GitHubCall(call, { world: this.#world, access, keys: this.#keys, permission, limit: this.#limit }),
      );
    };
  }
}

/** Refusals are answers too, and so is a body that cannot be read. */
function answerOf(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    const fault = error instanceof SyntaxError ? gitHubFault(400, 'Problems parsing JSON') : error;
    if (!(fault instanceof HostFault)) throw fault;
    return { status: fault.status, body: fault.body, headers: fault.headers };
  }
}
