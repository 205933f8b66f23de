import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { isSuccess, type ArmAnswer } from './arm-request.js';
import type { HttpMethod } from './arm-request-error.js';

/**
 * What a long-running operation is followed by: a status document (`Azure-AsyncOperation`), the address of its result
 * (`Location`), or the state of the resource itself.
 */
export interface Tracking {
  readonly by: 'status' | 'result' | 'resource';
  readonly url: string;
}

export type OperationState =
  | { readonly kind: 'pending' }
  | { readonly kind: 'done'; readonly result: JsonObject | undefined }
  | { readonly kind: 'failed'; readonly body: JsonObject }
  /** The answer itself is an error. */
  | { readonly kind: 'refused' }
  /** Nothing is known there any more. */
  | { readonly kind: 'lost' };

/** Every other word means that the operation has ended; services use many, so the open set is that of the ends. */
const UNFINISHED: ReadonlySet<string> = new Set([
  'accepted',
  'activating',
  'creating',
  'deleting',
  'inprogress',
  'pending',
  'provisioning',
  'running',
  'started',
  'terminating',
  'updating',
]);
const FAILED: ReadonlySet<string> = new Set(['canceled', 'cancelled', 'failed']);

/**
 * How to follow what a PUT, POST or DELETE has started; `undefined` when its answer is final. API Management answers
 * 202 with `Location` (api-versions before 2024), or 201 with both headers and `ProvisioningState: InProgress`.
 * `request.url` is what to watch where the service names no address of `origin`: a credential is sent to no other.
 *
 * A PUT is followed by `Location` where there is one, since its last answer is the resource itself: the status document
 * says that the operation ended, not that the resource is there. The service's own description of the API names
 * `location` as the final state.
 *
 * Source: https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations, and
 * `x-ms-long-running-operation-options` in Azure/azure-rest-api-specs, Microsoft.ApiManagement
 */
export function trackingOf(
  answer: ArmAnswer,
  origin: string,
  request: { readonly url: string; readonly method: HttpMethod },
): Tracking | undefined {
  const { url: resourceUrl, method } = request;
  const body = bodyObject(answer);
  const status = answer.header('azure-asyncoperation');
  const result = answer.header('location');
  const state = provisioningState(body);
  const isPending =
    answer.status === 202 || (state === undefined ? status !== undefined : UNFINISHED.has(state) || FAILED.has(state));
  if (!isPending) return undefined;
  const statusUrl = sameOrigin(status, origin, resourceUrl);
  const resultUrl = sameOrigin(result, origin, resourceUrl);
  if (resultUrl !== undefined && (method === 'PUT' || statusUrl === undefined)) return { by: 'result', url: resultUrl };
  if (statusUrl !== undefined) return { by: 'status', url: statusUrl };
  return { by: 'resource', url: resourceUrl };
}

/** What one poll says. */
export function operationState(tracking: Tracking, answer: ArmAnswer, method: HttpMethod): OperationState {
  if (answer.status === 404) return absentState(tracking, method);
  if (!isSuccess(answer.status)) return { kind: 'refused' };
  const body = bodyObject(answer) ?? {};
  const word = stateWord(tracking, body);
  if (FAILED.has(word)) return { kind: 'failed', body };
  // A resource that is still there is still being deleted.
  const isStillThere = tracking.by === 'resource' && method === 'DELETE';
  if (UNFINISHED.has(word) || answer.status === 202 || isStillThere) return { kind: 'pending' };
  return { kind: 'done', result: method === 'POST' || isResource(tracking, body) ? body : undefined };
}

/** The parsed body, when it is a JSON object. */
export function bodyObject({ body }: ArmAnswer): JsonObject | undefined {
  if (body.trim() === '') return undefined;
  try {
    const value: unknown = JSON.parse(body);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function absentState(tracking: Tracking, method: HttpMethod): OperationState {
  if (tracking.by === 'status' && method !== 'POST') return { kind: 'lost' };
  return method === 'DELETE' ? { kind: 'done', result: undefined } : { kind: 'refused' };
}

/** Empty when the answer does not speak of a state. */
function stateWord({ by }: Tracking, body: JsonObject): string {
  const nested = by === 'status' && isJsonObject(body.properties) ? lowerCase(body.properties.status) : undefined;
  return lowerCase(body.status) ?? nested ?? provisioningState(body) ?? '';
}

/** A status document can have an id and properties too. */
function isResource({ by }: Tracking, body: JsonObject): boolean {
  return by !== 'status' && typeof body.id === 'string' && isJsonObject(body.properties);
}

/** The new long-running form capitalises the member, the resource itself does not. */
function provisioningState(body: JsonObject | undefined): string | undefined {
  const properties = body?.properties;
  if (!isJsonObject(properties)) return undefined;
  return lowerCase(properties.provisioningState) ?? lowerCase(properties.ProvisioningState);
}

function lowerCase(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value.toLowerCase() : undefined;
}

function sameOrigin(address: string | undefined, origin: string, base: string): string | undefined {
  if (address === undefined || !URL.canParse(address, base)) return undefined;
  const url = new URL(address, base);
  return url.origin === origin ? url.href : undefined;
}
