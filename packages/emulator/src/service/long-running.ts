import type { JsonObject } from '@nx-apiops/plan';
import { hasNewerOperationForm } from '../arm/api-version.js';
import { ArmFault } from '../arm/arm-fault.js';
import type { Answer } from '../http/exchange.js';
import * as unverified from '../unverified.js';
import type { LongRunningOperation } from './operation-registry.js';
import type { ServiceInstance } from './service-instance.js';

/** Where the URLs of long-running operations point. */
export interface OperationUrls {
  readonly origin: string;
  readonly apiVersion: string;
}

/** An operation that has begun, and what to say about it. */
export interface AcceptedOperation {
  readonly service: ServiceInstance;
  /** Public path of the resource. */
  readonly segments: readonly string[];
  readonly operation: LongRunningOperation;
  readonly urls: OperationUrls;
  /** Body at newer api-versions; without one the answer is 202 at these, too. */
  readonly body: JsonObject | undefined;
}

/** Poll of the operation itself, the newer way. */
function operationUrl(service: ServiceInstance, operation: LongRunningOperation, urls: OperationUrls): string {
  return `${urls.origin}${service.armId}/tenant/operationResults/${operation.id}?api-version=${urls.apiVersion}`;
}

/** Poll of the resource, which both forms have. */
function locationUrl({ service, segments, operation, urls }: AcceptedOperation): string {
  const path = segments
    .map((segment) => encodeURIComponent(segment).replaceAll('%3B', ';').replaceAll('%3D', '='))
    .join('/');
  const query = `api-version=${urls.apiVersion}&asyncId=${operation.id}&asyncCode=${operation.code}`;
  return `${urls.origin}${service.armId}/${path}?${query}`;
}

/**
 * The first answer to a long-running request. Older api-versions: 202 with nothing but `Location`. Newer ones: the
 * status of the outcome, a body that says that the resource is in progress, and both headers.
 */
export function acceptedAnswer(accepted: AcceptedOperation): Answer {
  const { service, operation, urls, body } = accepted;
  const location = locationUrl(accepted);
  if (!hasNewerOperationForm(urls.apiVersion)) return { status: 202, headers: { Location: location } };
  const headers = { Location: location, 'Azure-AsyncOperation': operationUrl(service, operation, urls) };
  return body ? { status: operation.code, headers, body, isPretty: true } : { status: 202, headers };
}

/** Answer to a poll of `Location`: pending, the error, or undefined where the resource itself is the answer. */
export function pollAnswer(
  service: ServiceInstance,
  query: URLSearchParams,
  self: string,
): { readonly answer: Answer } | { readonly code: number } | undefined {
  const operation = service.operations.get(query.get('asyncId') ?? '');
  if (!operation) return undefined;
  if (!service.operations.isDone(operation)) return { answer: { status: 202, headers: { Location: self } } };
  if (operation.failure) {
    throw new ArmFault(unverified.FAILED_POLL_STATUS, operation.failure.code, {
      message: operation.failure.message,
      ...(operation.failure.details && { details: operation.failure.details }),
    });
  }
  return { code: operation.code };
}

/** Answer to a poll of `Azure-AsyncOperation`. Throws `ArmFault` for an id that is not known. */
export function operationResultAnswer(service: ServiceInstance, id: string): Answer {
  const operation = service.operations.get(id);
  if (!operation) throw new ArmFault(404, 'ResourceNotFound', 'Operation result not found.');
  if (!service.operations.isDone(operation)) return { status: 200, body: { status: 'InProgress' } };
  if (!operation.failure) return { status: 200, body: { status: 'Succeeded' } };
  return { status: 200, body: { status: 'Failed', ...operation.failure.body } };
}
