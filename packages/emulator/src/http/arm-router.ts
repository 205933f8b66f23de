import { readAnyApiVersion, readApiVersion } from '../arm/api-version.js';
import { MethodNotAllowed } from '../arm/arm-fault.js';
import { describeService, describeSubscription } from '../arm/describe-service.js';
import * as faults from '../arm/resource-manager-faults.js';
import { actionName } from '../azure/action-name.js';
import { decodeSegments, parseArmPath, splitAuthorization, type ArmPath } from '../azure/arm-path.js';
import { authorizationFailed, namespaceUnknown, typeUnknown } from '../azure/azure-faults.js';
import { refuseOutsideTier } from '../arm/tiers.js';
import type { AzureRouter } from '../azure/azure-router.js';
import { requireGroup } from '../azure/resource-groups.js';
import { CALLER } from '../azure/unverified.js';
import type { ResolvedOptions } from '../options.js';
import { requestShape } from '../model/request-shape.js';
import { answerServiceRequest } from '../service/answer-service-request.js';
import type { ServiceInstance } from '../service/service-instance.js';
import { isUuid } from '../uuid.js';
import { accessOf, isRead, readBearerToken, type Access } from './bearer-token.js';
import type { Downloads } from './downloads.js';
import type { Answer, ArmRequest } from './exchange.js';

const NAMESPACE = 'microsoft.apimanagement';
const SERVICE = 'service';
/** Namespaces that exist, but not every type of which does. */
const OTHER_NAMESPACES = ['microsoft.keyvault', 'microsoft.managedidentity'];

export interface ArmRouterParts {
  readonly options: ResolvedOptions;
  readonly services: ReadonlyMap<string, ServiceInstance>;
  readonly downloads: Downloads;
  readonly azure: AzureRouter;
}

/** Answers for Resource Manager: who is asking, which subscription, group and service; the service does the rest. */
export class ArmRouter {
  readonly #parts: ArmRouterParts;

  constructor(parts: ArmRouterParts) {
    this.#parts = parts;
  }

  /** Name of the path for statistics. */
  shapeOf(path: string): string {
    const shape = this.#parts.azure.shapeOf(path);
    if (shape !== undefined) return shape;
    const parts = parseArmPath(decodeSegments(path) ?? []);
    if (!parts) return '(malformed)';
    const { namespace, below } = parts;
    if (namespace === undefined) return parts.subscription === undefined ? 'subscriptions' : 'subscriptions/{}';
    if (below.length < 2) return 'services';
    return below.length === 2 ? 'service' : requestShape(below.slice(2));
  }

  /** Throws `ArmFault` and `MethodNotAllowed`, which are answers, too. */
  answer(request: ArmRequest): Answer {
    const token = authenticate(request.headers['authorization']);
    const segments = decodeSegments(request.path);
    const apiVersion = request.query.get('api-version') ?? '';
    if (!segments) throw faults.unknownResourceType(request.path, apiVersion);
    const access = requireAccess(token, request, segments);
    const scope = splitAuthorization(segments)?.scope;
    const path = parseArmPath(scope ?? segments);
    if (!path && scope?.length !== 0) throw faults.unknownResourceType(request.path, apiVersion);
    if (path?.subscription !== undefined) this.#requireSubscription(path.subscription);
    const answer = this.#parts.azure.answer(request, access);
    if (answer) return answer;
    if (!path) throw faults.unknownResourceType(request.path, apiVersion);
    return path.namespace === undefined ? this.#aboveProviders(path, request) : this.#provided(path, request);
  }

  #requireSubscription(subscription: string): void {
    if (sameName(subscription, this.#parts.options.subscriptionId)) return;
    throw isUuid(subscription) ? faults.subscriptionNotFound(subscription) : faults.subscriptionMalformed(subscription);
  }

  #aboveProviders({ subscription, below }: ArmPath, { method, path, query }: ArmRequest): Answer {
    const version = readAnyApiVersion(query);
    if (below.length > 0) throw faults.unknownResourceType(path, version);
    if (!isRead(method)) throw new MethodNotAllowed(method, ['GET']);
    const { options, azure } = this.#parts;
    const shown = describeSubscription(options.subscriptionId, azure.state.directory.tenantId);
    const list = { value: [shown], count: { type: 'Total', value: 1 } };
    return { status: 200, body: subscription === undefined ? list : shown };
  }

  #provided(path: ArmPath, request: ArmRequest): Answer {
    const { resourceGroup, namespace = '', below } = path;
    const [type = '', name, ...segments] = below;
    const { azure, options, downloads } = this.#parts;
    const group = resourceGroup === undefined ? undefined : requireGroup(azure.state, resourceGroup).name;
    const isOurs = sameName(namespace, NAMESPACE) && sameName(type, SERVICE);
    if (!isOurs) throw unknownProvider(namespace, below, request);
    if (name === undefined) return this.#listServices(group, request.query);
    const service = this.#parts.services.get(name.toLowerCase());
    if (!service || (group !== undefined && !sameName(service.address.resourceGroup, group))) {
      throw faults.serviceNotFound(name, group ?? '');
    }
    const apiVersion = readApiVersion(request.query, options.minApiVersion);
    if (segments.length === 0) return { status: 200, body: this.#describe(service) };
    refuseOutsideTier(options.tier, segments);
    return answerServiceRequest({
      service,
      segments,
      request,
      apiVersion,
      operationOrigin: options.operationOrigin ?? request.origin,
      downloads,
    });
  }

  #listServices(group: string | undefined, query: URLSearchParams): Answer {
    readApiVersion(query, undefined);
    const services = [...this.#parts.services.values()].filter(
      ({ address }) => group === undefined || sameName(address.resourceGroup, group),
    );
    return { status: 200, body: { value: services.map((service) => this.#describe(service)) } };
  }

  #describe(service: ServiceInstance): ReturnType<typeof describeService> {
    const { options, azure } = this.#parts;
    return describeService(service, {
      minApiVersion: options.minApiVersion,
      tenantId: azure.state.directory.tenantId,
      principalId: azure.state.servicePrincipal(service.address.serviceName)?.id,
    });
  }
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function unknownProvider(namespace: string, below: readonly string[], { query }: ArmRequest): Error {
  const version = query.get('api-version') ?? '';
  if (sameName(namespace, NAMESPACE)) return faults.unknownResourceType(below.join('/'), version);
  return OTHER_NAMESPACES.includes(namespace.toLowerCase())
    ? typeUnknown(namespace, below.join('/'), version)
    : namespaceUnknown(namespace);
}

function authenticate(header: string | undefined): string {
  const read = readBearerToken(header);
  if ('problem' in read) throw faults.authenticationFailed(read.problem);
  return read.token;
}

/** Throws the 403 that a token gets which may not do what is asked. */
function requireAccess(token: string, { method }: ArmRequest, segments: readonly string[]): Access {
  const access = accessOf(token);
  if (access === 'full' || (access === 'read' && isRead(method))) return access;
  throw authorizationFailed({
    client: CALLER,
    action: actionName(method, segments),
    scope: `/${segments.join('/')}`,
  });
}
