import type { JsonObject } from '@nx-apiops/plan';
import type { Answer, ArmRequest } from '../http/exchange.js';
import { HostFault } from '../hosts/host-fault.js';
import type { HostedService } from '../hosts/hosted-service.js';
import { Routes, type Handler } from '../hosts/routes.js';
import type { LimitedRequests } from '../http/request-statistics.js';
import type { EmulatorClock } from '../options.js';
import { ACCOUNT_ROUTES } from './account-routes.js';
import { ACTIONS_ROUTES } from './actions-routes.js';
import { BRANCH_ROUTES } from './branch-routes.js';
import { appPermissionOf } from './app-permissions.js';
import { APP_ROUTES } from './app-routes.js';
import { accessOf, tokenOf, type Access } from './caller.js';
import { CHECK_ROUTES } from './check-routes.js';
import { COMPARE_ROUTES } from './compare-routes.js';
import { CONTENT_ROUTES } from './content-routes.js';
import { describeWorld } from './describe-world.js';
import { ENVIRONMENT_ROUTES } from './environment-routes.js';
import { GIT_ROUTES } from './git-routes.js';
import { GitHubCall, type GitHubRoutes } from './github-call.js';
import { gitHubFault, notFound } from './github-fault.js';
import type { ResolvedGitHubSeed } from './github-seed.js';
import { GRAPHQL_ROUTES } from './graphql/graphql-routes.js';
import { PULL_REQUEST_ROUTES } from './pull-request-routes.js';
import { LISTING_ROUTES } from './listing-routes.js';
import { RateLimit, type RateResource } from './rate-limit.js';
import { REPOSITORY_ROUTES } from './repository-routes.js';
import { RULESET_ROUTES } from './ruleset-routes.js';
import { SealingKeys } from './sealing-keys.js';
import { SECRET_ROUTES } from './secret-routes.js';
import { CREATES_CONTENT, rateAccount } from './unverified.js';
import { VARIABLE_ROUTES } from './variable-routes.js';
import { WORKFLOW_ROUTES } from './workflow-routes.js';
import { World } from './world.js';

const ROUTES: GitHubRoutes = {
  ...APP_ROUTES,
  ...ACCOUNT_ROUTES,
  ...LISTING_ROUTES,
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
  ...COMPARE_ROUTES,
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
    this.#limit = this.#newLimit();
    this.#routes = new Routes(Object.fromEntries(Object.keys(ROUTES).map((key) => [key, this.#handlerOf(key)])));
  }

  enter(): () => void {
    return this.#limit.enter();
  }

  answer(request: ArmRequest): Answer {
    this.#requests += 1;
    const resource = resourceOf(request.path);
    const answer = answerOf(() => this.#answer(request, resource));
    const headers = {
      'x-github-request-id': `E0A0:${this.#requests.toString(16).toUpperCase().padStart(8, '0')}`,
      'x-github-media-type': 'github.v3; format=json',
      'x-github-api-version-selected': request.headers['x-github-api-version'] ?? '2022-11-28',
      ...this.#limit.headers(this.#accountOf(request), resource),
    };
    return { ...answer, headers: { ...headers, ...answer.headers } };
  }

  shapeOf(method: string, path: string): string {
    return this.#routes.shapeOf(method, path);
  }

  limited(): LimitedRequests {
    const refused = Object.values(this.#limit.refused()).reduce((sum, count) => sum + count, 0);
    return { refused, slowed: 0 };
  }

  state(): JsonObject {
    return { ...describeWorld(this.#world), refused: this.#limit.refused() };
  }

  reset(): void {
    this.#world = new World(this.#seed, this.#clock);
    this.#limit = this.#newLimit();
  }

  #newLimit(): RateLimit {
    const { secondaryLimitAfter: refuseAfter, limits, clockSpeed: speed } = this.#seed;
    return new RateLimit({ clock: this.#clock, refuseAfter, isEnforced: limits === 'github', speed });
  }

  #answer(request: ArmRequest, resource: RateResource): Answer {
    this.#accessOf(request);
    const account = this.#accountOf(request);
    if (request.path === '/rate_limit') return { status: 200, body: this.#limit.overview(account) };
    // A query is counted once it is known what it costs.
    if (resource !== 'graphql') {
      const createsContent = CREATES_CONTENT.test(this.#routes.keyOf(request.method, request.path) ?? '');
      this.#limit.takeRequest(account, { resource, isRead: request.method === 'GET', createsContent });
    }
    const answer = this.#routes.answer(request);
    if (answer === undefined || 'allowed' in answer) throw notFound();
    return answer;
  }

  #handlerOf(key: string): Handler {
    const permission = appPermissionOf(key);
    return (call) => {
      const handler = ROUTES[key];
      if (!handler) throw notFound();
      const access = this.#accessOf(call.request);
      const context = { world: this.#world, access, keys: this.#keys, permission, limit: this.#limit };
      return handler(new GitHubCall(call, context));
    };
  }

  /** Throws a 401 for tokens that are over. */
  #accessOf({ headers }: ArmRequest): Access {
    const token = tokenOf(headers['authorization']);
    const installation = this.#world.tokens.get(token);
    if (installation && installation.expiresAtMs <= this.#clock.now()) throw gitHubFault(401, 'Bad credentials');
    return accessOf(token, installation);
  }

  #accountOf({ headers }: ArmRequest): string {
    const token = headers['authorization']?.split(' ').at(-1) ?? '';
    return rateAccount(this.#world.tokens.get(token)?.installationId, this.#world.owner.id);
  }
}

function resourceOf(path: string): RateResource {
  if (/^\/(?:api\/)?graphql$/.test(path)) return 'graphql';
  return path.startsWith('/search/') ? 'search' : 'core';
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
