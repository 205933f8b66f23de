import type { HttpMethod } from './arm-request-error.js';
import type { ServiceError } from './service-error.js';

/** How one attempt ended without success. */
export type FailedAttempt =
  | { readonly kind: 'answer'; readonly status: number; readonly error: ServiceError }
  | { readonly kind: 'no-answer'; readonly reason: 'timeout' | 'connection' | 'unreachable' };

/** Why an attempt is worth repeating. */
export type RetryReason = 'throttled' | 'busy' | 'failure' | 'internal' | 'unreachable';

export interface RepeatableRequest {
  readonly method: HttpMethod;
  /** Sending it twice has the effect of sending it once. */
  readonly isIdempotent: boolean;
  /** The caller depends on the version that it read: a changed resource is then an answer, not an accident. */
  readonly hasIfMatch: boolean;
}

const TRANSIENT_STATUS: ReadonlySet<number> = new Set([408, 500, 502, 503, 504]);

/**
 * Whether to send a request again. Throttled requests, and requests to a host that was not reached, were not executed
 * and are always repeatable; everything else only when repeating is harmless.
 *
 * `PessimisticConcurrencyConflict`, 412 without a condition and `ManagementApiRequestFailed` are how API Management
 * answers while another operation holds the resource: https://github.com/Azure/apiops/issues/497
 */
export function retryReason(attempt: FailedAttempt, request: RepeatableRequest): RetryReason | undefined {
  if (attempt.kind === 'no-answer') {
    if (attempt.reason === 'unreachable') return 'unreachable';
    return request.isIdempotent ? 'failure' : undefined;
  }
  if (attempt.status === 429) return 'throttled';
  if (!request.isIdempotent) return undefined;
  if (isInternalError(attempt, request.method)) return 'internal';
  if (TRANSIENT_STATUS.has(attempt.status)) return 'failure';
  return isWrite(request.method) && isBusy(attempt, request.hasIfMatch) ? 'busy' : undefined;
}

/** How many attempts may end for this reason before the request fails. */
export function attemptLimit(reason: RetryReason, maxAttempts: number): number {
  switch (reason) {
    case 'failure':
      return maxAttempts;
    // The service works and only asks to wait.
    case 'throttled':
    case 'busy':
      return maxAttempts * 2;
    // Also the permanent answer for some absent resources, so patience only costs requests.
    case 'internal':
    case 'unreachable':
      return Math.min(maxAttempts, 3);
  }
}

/** Whether an error means that another operation holds the resource. */
export function isBusy(
  answer: { readonly status: number; readonly error: ServiceError },
  hasIfMatch: boolean,
): boolean {
  const { status, error } = answer;
  if (error.code === 'PessimisticConcurrencyConflict') return true;
  if (status === 409 && error.message?.includes('Operation on the API is in progress')) return true;
  if (hasIfMatch) return false;
  return status === 412 || ((status === 409 || status === 422) && error.code === 'ManagementApiRequestFailed');
}

/** Answers to HEAD have no text to tell them by. */
function isInternalError(
  answer: { readonly status: number; readonly error: ServiceError },
  method: HttpMethod,
): boolean {
  if (answer.status !== 500) return false;
  return method === 'HEAD' || (answer.error.message ?? '').includes('failed due to internal error');
}

function isWrite(method: HttpMethod): boolean {
  return method === 'PUT' || method === 'POST' || method === 'DELETE';
}
