import { readAnyApiVersion, readApiVersion } from '../arm/api-version.js';
import { describeResourceGroup, describeService, describeSubscription } from '../arm/describe-service.js';
import * as faults from '../arm/resource-manager-faults.js';
import type { ResolvedOptions } from '../options.js';
import { requestShape } from '../model/request-shape.js';
import { answerServiceRequest } from '../service/answer-service-request.js';
import type { ServiceInstance } from '../service/service-instance.js';
import type { Downloads } from './downloads.js';
import type { Answer, ArmRequest } from './exchange.js';

const PROVIDER = ['providers', 'microsoft.apimanagement', 'service'];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The parts of a path under Resource Manager, names decoded. */
interface ArmPath {
  readonly subscription: string | undefined;
  readonly resourceGroup: string | undefined;
  readonly provider: readonly string[];
  readonly service: string | undefined;
  readonly below: readonly string[];
}

/** Answers for Resource Manager: who is asking, which subscription, group and service; the service does the rest. */
export class ArmRouter {
  readonly #options: ResolvedOptions;
  readonly #services: ReadonlyMap<string, ServiceInstance>;
  readonly #downloads: Downloads;

  constructor(options: ResolvedOptions, services: ReadonlyMap<string, ServiceInstance>, downloads: Downloads) {
    this.#options = options;
    this.#services = services;
    this.#downloads = downloads;
  }

  /** Name of the path for statistics. */
  shapeOf(path: string): string {
    const parts = parsePath(path);
    if (!parts) return '(malformed)';
    if (parts.service !== undefined) return parts.below.length === 0 ? 'service' : requestShape(parts.below);
    if (parts.provider.length > 0) return 'services';
    if (parts.resourceGroup !== undefined) return 'resourceGroups/{}';
    return parts.subscription === undefined ? 'subscriptions' : 'subscriptions/{}';
  }

  /** Throws `ArmFault` and `MethodNotAllowed`, which are answers, too. */
  answer(request: ArmRequest): Answer {
    authenticate(request.headers['authorization']);
    const parts = parsePath(request.path);
    if (!parts) throw faults.unknownResourceType(request.path, request.query.get('api-version') ?? '');
    const service = this.#find(parts, request);
    if (!service) return this.#ownAnswer(parts, request);
    const apiVersion = readApiVersion(request.query, this.#options.minApiVersion);
    if (parts.below.length === 0) return { status: 200, body: describeService(service, this.#options.minApiVersion) };
    return answerServiceRequest({
      service,
      segments: parts.below,
      request,
      apiVersion,
      operationOrigin: this.#options.operationOrigin ?? request.origin,
      downloads: this.#downloads,
    });
  }

  /** The service that the path leads to, undefined for paths above services. Throws `ArmFault` for names that nothing has. */
  #find(parts: ArmPath, { query }: ArmRequest): ServiceInstance | undefined {
    const { subscriptionId, resourceGroup } = this.#options;
    const { subscription, service } = parts;
    if (subscription !== undefined && !sameName(subscription, subscriptionId)) {
      throw UUID.test(subscription)
        ? faults.subscriptionNotFound(subscription)
        : faults.subscriptionMalformed(subscription);
    }
    if (parts.resourceGroup !== undefined && !sameName(parts.resourceGroup, resourceGroup)) {
      throw faults.resourceGroupNotFound(parts.resourceGroup);
    }
    if (parts.provider.length > 0 && !PROVIDER.every((word, index) => sameName(parts.provider[index] ?? '', word))) {
      throw faults.unknownResourceType(parts.provider.slice(1).join('/'), query.get('api-version') ?? '');
    }
    if (service === undefined) return undefined;
    const found = this.#services.get(service.toLowerCase());
    if (!found) throw faults.serviceNotFound(service, parts.resourceGroup ?? '');
    return found;
  }

  #ownAnswer(parts: ArmPath, { query }: ArmRequest): Answer {
    const { subscriptionId, resourceGroup, minApiVersion } = this.#options;
    if (parts.provider.length > 0) {
      readApiVersion(query, undefined);
      return {
        status: 200,
        body: { value: [...this.#services.values()].map((service) => describeService(service, minApiVersion)) },
      };
    }
    readAnyApiVersion(query);
    if (parts.resourceGroup !== undefined)
      return { status: 200, body: describeResourceGroup(subscriptionId, resourceGroup) };
    const subscription = describeSubscription(subscriptionId);
    return {
      status: 200,
      body:
        parts.subscription === undefined ? { value: [subscription], count: { type: 'Total', value: 1 } } : subscription,
    };
  }
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function authenticate(header: string | undefined): void {
  if (!header) throw faults.authenticationFailed('missing');
  if (!/^Bearer \S+$/i.test(header.trim())) throw faults.authenticationFailed('malformed');
}

/** `/subscriptions/{s}[/resourceGroups/{g}][/providers/Microsoft.ApiManagement/service[/{name}/…]]`. */
function parsePath(path: string): ArmPath | undefined {
  const segments = decodeSegments(path);
  if (segments?.[0]?.toLowerCase() !== 'subscriptions') return undefined;
  const [, subscription, ...rest] = segments;
  const hasGroup = rest[0]?.toLowerCase() === 'resourcegroups';
  const resourceGroup = hasGroup ? rest[1] : undefined;
  const afterGroup = hasGroup ? rest.slice(2) : rest;
  if (hasGroup && resourceGroup === undefined) return undefined;
  const provider = afterGroup.slice(0, PROVIDER.length);
  const [service, ...below] = afterGroup.slice(PROVIDER.length);
  return { subscription, resourceGroup, provider, service, below };
}

function decodeSegments(path: string): readonly string[] | undefined {
  try {
    return path
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
