import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { ArmFault, MethodNotAllowed, notFound } from '../arm/arm-fault.js';
import { INTERNAL_ERROR } from '../arm/known-texts.js';
import { unknownResourceType, unreadableBody } from '../arm/resource-manager-faults.js';
import { resourceType } from '../arm/resource-type.js';
import type { Place, Verb } from '../behaviours/behaviour.js';
import { BEHAVIOURS } from '../behaviours/behaviour-table.js';
import { exportApi } from '../export/export-api.js';
import type { Downloads } from '../http/downloads.js';
import type { Answer, ArmRequest } from '../http/exchange.js';
import { objectAt } from '../json-members.js';
import { API_KIND } from '../model/emulator-kind.js';
import { existsInServiceScope, findRoute, type Route } from '../model/route-table.js';
import { keyOf, type StoredResource } from '../store/stored-resource.js';
import * as unverified from '../unverified.js';
import { VIEWS } from '../views/view-table.js';
import { deleteResource } from './delete-resource.js';
import { listResources } from './list-resources.js';
import { canonicalSegments, requireAncestors } from './locate.js';
import { acceptedAnswer, pollAnswer, type OperationUrls } from './long-running.js';
import { requireMatch } from './preconditions.js';
import { showResource } from './show-resource.js';
import type { ServiceInstance } from './service-instance.js';
import { writeResource } from './write-resource.js';

/** A request to something below a service. */
export interface ServiceRequest {
  readonly service: ServiceInstance;
  /** Decoded path below the service. */
  readonly segments: readonly string[];
  readonly request: ArmRequest;
  readonly apiVersion: string;
  readonly operationOrigin: string;
  readonly downloads: Downloads;
}

type ItemRoute = Extract<Route, { readonly form: 'item' | 'collection' }>;

/** Answers for one API Management service. Throws `ArmFault` and `MethodNotAllowed`, which are answers, too. */
export function answerServiceRequest(incoming: ServiceRequest): Answer {
  const { service, segments, request, apiVersion } = incoming;
  const { route, workspace } = findRoute(segments);
  if (workspace !== undefined && !service.exists(keyOf(segments.slice(0, 2)))) throw notFound('Workspace');
  if (!route) return request.method === 'POST' ? act(incoming) : refuseUnknown(incoming, workspace);
  if (route.form === 'view') {
    requireMethod(request.method, ['GET']);
    return VIEWS[route.view]({ service, segments, request, apiVersion });
  }
  const path = canonicalSegments(service, route, segments);
  requireAncestors(service, path);
  if (route.form === 'collection') {
    requireMethod(request.method, ['GET']);
    return listResources(service, path, { request, apiVersion });
  }
  return answerItem(incoming, route, { service, kind: route.kind, segments: path, key: keyOf(path) });
}

function refuseUnknown({ segments, apiVersion }: ServiceRequest, workspace: string | undefined): never {
  const parent = segments.slice(0, -1);
  const isInSingleton = SINGLETONS.some((name) => findRoute([...parent, name]).route?.form === 'item');
  // `policies/{other}`, where the service only knows `policies/policy`.
  if (isInSingleton) {
    throw new ArmFault(400, unverified.WRONG_SINGLETON_NAME.code, unverified.WRONG_SINGLETON_NAME.message);
  }
  // A workspace lacks some of the collections that the service has, and fails instead of saying so.
  if (workspace !== undefined && existsInServiceScope(segments))
    throw new ArmFault(500, 'InternalServerError', INTERNAL_ERROR);
  throw unknownResourceType(resourceType(segments).replace('Microsoft.ApiManagement/', ''), apiVersion);
}

const SINGLETONS = ['policy', 'default'];

function requireMethod(method: string, allowed: readonly string[]): void {
  if (!allowed.includes(method)) throw new MethodNotAllowed(method, allowed);
}

function answerItem(incoming: ServiceRequest, route: ItemRoute, place: Place): Answer {
  const { method } = incoming.request;
  const behaviour = BEHAVIOURS[place.kind];
  const verbs = route.scope === 'workspace' ? (behaviour.workspaceVerbs ?? behaviour.verbs) : behaviour.verbs;
  const verb = verbs.find((candidate) => candidate === method);
  if (verb === undefined) throw new MethodNotAllowed(method, verbs);
  return HANDLERS[verb](incoming, place);
}

const HANDLERS: Readonly<Record<Verb, (incoming: ServiceRequest, place: Place) => Answer>> = {
  GET: answerGet,
  HEAD: answerHead,
  PUT: (incoming, place) => answerWrite(incoming, place, 'PUT'),
  PATCH: (incoming, place) => answerWrite(incoming, place, 'PATCH'),
  DELETE: answerDelete,
};

function requireResource({ service, kind, key }: Place): StoredResource {
  const resource = service.store.get(key);
  if (resource) return resource;
  throw BEHAVIOURS[kind].missing?.() ?? notFound(BEHAVIOURS[kind].noun);
}

function answerGet(incoming: ServiceRequest, place: Place): Answer {
  const { service, request, apiVersion } = incoming;
  const { query } = request;
  const poll = query.has('asyncId') ? pollAnswer(service, query, requestLocation(incoming)) : undefined;
  if (poll && 'answer' in poll) return poll.answer;
  if (poll && service.store.get(place.key) === undefined) return { status: poll.code };
  const resource = requireResource(place);
  if (place.kind === API_KIND && query.get('export')?.toLowerCase() === 'true') return answerExport(incoming, resource);
  const body = showResource(service, resource, { for: 'get', apiVersion, query, created: false });
  const headers = { ETag: resource.etag };
  const raw = rawPolicy(request, body);
  if (raw !== undefined) return { status: 200, headers, text: { content: raw, contentType: RAW_POLICY } };
  return { status: poll?.code ?? 200, headers, body, isPretty: true };
}

function requestLocation({ operationOrigin, request }: ServiceRequest): string {
  return `${operationOrigin}${request.path}?${request.query.toString()}`;
}

const RAW_POLICY = 'application/vnd.ms-azure-apim.policy.raw+xml';

/** Whoever accepts policy XML only gets the text without an envelope. */
function rawPolicy({ headers }: ArmRequest, body: JsonObject): string | undefined {
  const { value } = objectAt(body, 'properties');
  return headers['accept']?.includes('vnd.ms-azure-apim.policy') && typeof value === 'string' ? value : undefined;
}

function answerExport(incoming: ServiceRequest, api: StoredResource): Answer {
  const { service, request, downloads } = incoming;
  const format = request.query.get('format') ?? '';
  const { document, answeredAs } = exportApi(service, api, format);
  const value = { link: downloads.offer(document, request.origin) };
  const segments = service.publicSegments(api.segments);
  return {
    status: 200,
    headers: { ETag: api.etag },
    isPretty: true,
    // Both places that are known; which one a service uses depends on its tier and on the api-version.
    body: {
      id: service.fullId(segments.join('/')),
      type: resourceType(segments),
      name: segments.at(-1) ?? '',
      format: answeredAs,
      value,
      properties: { format, value },
    },
  };
}

function answerHead(_incoming: ServiceRequest, place: Place): Answer {
  const resource = requireResource(place);
  const { headStatus, hasEtag } = BEHAVIOURS[place.kind];
  return { status: headStatus ?? 200, ...(hasEtag !== false && { headers: { ETag: resource.etag } }) };
}

function answerWrite(incoming: ServiceRequest, place: Place, method: 'PUT' | 'PATCH'): Answer {
  const { service, request, apiVersion, downloads } = incoming;
  const existing = service.store.get(place.key);
  if (method === 'PATCH') requireResource(place);
  requireMatch(request.headers['if-match'], existing);
  const body = objectAt(readBody(request), 'properties');
  return writeResource(
    {
      ...place,
      method,
      body,
      query: request.query,
      apiVersion,
      existing,
      readLink: (url) => downloads.read(url, request.origin),
    },
    operationUrls(incoming),
  );
}

function operationUrls({ operationOrigin, apiVersion }: ServiceRequest): OperationUrls {
  return { origin: operationOrigin, apiVersion };
}

function readBody({ body }: ArmRequest): JsonObject {
  if (body.trim() === '') return {};
  try {
    const parsed: unknown = JSON.parse(body);
    if (isJsonObject(parsed)) return parsed;
  } catch (error) {
    throw unreadableBody(error instanceof Error ? error.message : String(error));
  }
  throw unreadableBody('The content is not an object.');
}

function answerDelete(incoming: ServiceRequest, place: Place): Answer {
  const { service, request } = incoming;
  const resource = service.store.get(place.key);
  if (!resource) return { status: 204 };
  requireMatch(request.headers['if-match'], resource);
  return deleteResource({ ...place, service, resource, query: request.query }, operationUrls(incoming));
}

/** POST to `<resource>/<action>`. */
function act(incoming: ServiceRequest): Answer {
  const { service, segments, request } = incoming;
  const name = segments.at(-1)?.toLowerCase() ?? '';
  const owner = segments.slice(0, -1);
  const { route, workspace } = findRoute(owner);
  const actions = route?.form === 'item' ? Object.entries(BEHAVIOURS[route.kind].actions ?? {}) : [];
  const action = actions.find(([candidate]) => candidate.toLowerCase() === name)?.[1];
  if (!action || route?.form !== 'item') return refuseUnknown(incoming, workspace);
  const path = canonicalSegments(service, route, owner);
  requireAncestors(service, path);
  const place: Place = { service, kind: route.kind, segments: path, key: keyOf(path) };
  const resource = requireResource(place);
  const { status, body, etag, isLongRunning } = action({ ...place, resource, body: readBody(request) });
  if (isLongRunning) return startAction(incoming, resource);
  return { status, ...(body && { body, isPretty: true }), ...(etag !== undefined && { headers: { ETag: etag } }) };
}

function startAction(incoming: ServiceRequest, resource: StoredResource): Answer {
  const { service } = incoming;
  const operation = service.operations.start({ key: resource.key, code: 200, failure: undefined });
  const segments = service.publicSegments(resource.segments);
  return acceptedAnswer({ service, segments, operation, urls: operationUrls(incoming), body: undefined });
}
