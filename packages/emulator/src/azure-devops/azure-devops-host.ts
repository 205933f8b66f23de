import type { Json, JsonObject } from '@nx-apiops/plan';
import { HostFault } from '../hosts/host-fault.js';
import type { HostedService } from '../hosts/hosted-service.js';
import { Routes, type Handler as RouteHandler, type HostCall } from '../hosts/routes.js';
import type { Answer, ArmRequest } from '../http/exchange.js';
import type { LimitedRequests } from '../http/request-statistics.js';
import type { EmulatorClock } from '../options.js';
import {
  handlerOf,
  listAnswer,
  methodsOf,
  patternsOf,
  type ApiCall,
  type ApiResource,
  type RoutePattern,
} from './api-resource.js';
import { API_RESOURCES } from './api-resources.js';
import { checkVersion, NEVER_RELEASED, RELEASED_VERSION } from './api-version.js';
import { invalidArgument, missingArgument, projectMissing, unauthorized } from './azure-devops-fault.js';
import type { ResolvedAzureDevOps } from './azure-devops-seed.js';
import { callerOf, type Caller } from './credential.js';
import { describeOrganization } from './describe-organization.js';
import { showLocation } from './locations.js';
import { createOrganization, type OrganizationState } from './organization-state.js';
import { checkProject } from './projects.js';
import { UsageLimit } from './usage-limit.js';
import { methodUnsupported, nothingThere, RETRY_AFTER_SECONDS, writeForbidden } from './unverified.js';

/** An emulated Azure DevOps: one organization with one project, under `/azure-devops/<organization>`. */
export class AzureDevOpsHost implements HostedService {
  readonly name = 'azure-devops';
  readonly #seed: ResolvedAzureDevOps;
  readonly #clock: EmulatorClock;
  readonly #routes: Routes;
  #organization: OrganizationState;
  #limit: UsageLimit;
  #answered = 0;

  constructor(seed: ResolvedAzureDevOps, clock: EmulatorClock) {
    this.#seed = seed;
    this.#clock = clock;
    this.#organization = createOrganization(seed, clock);
    this.#limit = this.#newLimit();
    this.#routes = new Routes(this.#routeTable());
  }

  answer(request: ArmRequest): Answer {
    const caller = callerOf(request.headers['authorization']);
    if (!caller) throw unauthorized();
    const [organization = ''] = request.path.split('/').slice(1);
    if (organization.toLowerCase() !== this.#organization.name.toLowerCase()) throw nothingThere(request.path);
    this.#checkWrite(request, caller);
    const pause = this.#limit.take(isWrite(request));
    const answer = this.#routes.answer(request);
    if (!answer) throw nothingThere(request.path);
    if (!('status' in answer)) throw methodUnsupported(request.method);
    return this.#withRetryAfter({ ...answer, headers: { ...pause, ...answer.headers } });
  }

  shapeOf(method: string, path: string): string {
    return this.#routes.shapeOf(method, path);
  }

  limited(): LimitedRequests {
    const { refused, delayed } = this.#limit.counts();
    return { refused, slowed: delayed };
  }

  state(): JsonObject {
    return { ...describeOrganization(this.#organization), limited: this.#limit.counts() };
  }

  reset(): void {
    this.#organization = createOrganization(this.#seed, this.#clock);
    this.#limit = this.#newLimit();
    this.#answered = 0;
  }

  #newLimit(): UsageLimit {
    const { limits, clockSpeed: speed } = this.#seed;
    return new UsageLimit({ clock: this.#clock, isEnforced: limits === 'azure-devops', speed });
  }

  #checkWrite(request: ArmRequest, caller: Caller): void {
    if (isWrite(request) && !caller.canWrite) throw writeForbidden(this.#organization.caller.providerDisplayName);
  }

  #withRetryAfter(answer: Answer): Answer {
    const every = this.#seed.retryAfterOnOk;
    this.#answered += 1;
    if (every === undefined || this.#answered % every !== 0 || answer.status !== 200) return answer;
    return { ...answer, headers: { ...answer.headers, 'Retry-After': String(RETRY_AFTER_SECONDS) } };
  }

  #routeTable(): Readonly<Record<string, RouteHandler>> {
    const table: Record<string, RouteHandler> = {
      'OPTIONS /{organization}/_apis': () => listAnswer(API_RESOURCES.map(showLocation)),
      'OPTIONS /{organization}/_apis/{area}': ({ param }) => {
        const area = param('area').toLowerCase();
        return listAnswer(API_RESOURCES.filter((one) => one.area.toLowerCase() === area).map(showLocation));
      },
    };
    for (const resource of API_RESOURCES) {
      for (const pattern of patternsOf(resource)) {
        for (const method of methodsOf(resource)) {
          table[`${method} ${pattern.path}`] ??= (call) => this.#serve(resource, pattern, call);
        }
      }
    }
    return table;
  }

  #serve(resource: ApiResource, { isItem, hasProject }: RoutePattern, host: HostCall): Answer {
    const { request } = host;
    const caller = callerOf(request.headers['authorization']);
    if (!caller?.canSeeProjects && resource.area !== 'Location') return withoutProjects(resource, host);
    if (hasProject) checkProject(this.#organization, host.param('project'));
    const handler = handlerOf(resource, request.method, isItem);
    if (!handler) throw methodUnsupported(request.method);
    checkVersion(request, resource.isPreview ? NEVER_RELEASED : RELEASED_VERSION);
    return handler(toApiCall(host, this.#organization, hasProject));
  }
}

/** Batches of items and contents are asked for with POST, and change nothing. */
function isWrite({ method, path }: ArmRequest): boolean {
  return method !== 'GET' && method !== 'OPTIONS' && !/\/(?:itemsbatch|blobs)$/i.test(path);
}

/** What somebody without access to any project is told: lists of projects are empty, everything else is not there. */
function withoutProjects(resource: ApiResource, { param }: HostCall): Answer {
  const wanted = param('project') || param('projectId');
  if (resource.area === 'core' && wanted === '') return listAnswer([]);
  throw projectMissing(wanted);
}

function toApiCall({ request, param, json }: HostCall, organization: OrganizationState, hasProject: boolean): ApiCall {
  const optional = (name: string): string | undefined => param(name) || undefined;
  return {
    organization,
    hasProject,
    param: optional,
    required: (name) => {
      const value = optional(name);
      if (value === undefined) throw missingArgument(name);
      return value;
    },
    query: (name) => {
      const found = [...request.query].find(([key]) => key.toLowerCase() === name.toLowerCase());
      return found?.[1] === '' ? undefined : found?.[1];
    },
    json: () => readable(json),
    body: () => readable(() => JSON.parse(request.body) as Json),
    accept: request.headers['accept'] ?? '',
    url: `${request.origin}/${organization.name}`,
  };
}

function readable<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof HostFault) throw error;
    throw invalidArgument('The body of the request is not the JSON that is expected.');
  }
}
