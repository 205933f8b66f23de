import type { HttpMethod } from './arm-request-error.js';
import type { RequestKind } from './request-budget.js';
import type { HeaderReader } from './retry-delay.js';
import type { ServiceError } from './service-error.js';

/** One request to Azure Resource Manager, before it is sent the first time. */
export interface ArmRequest {
  readonly method: HttpMethod;
  readonly url: string;
  /** Path below the service, for messages. */
  readonly path: string;
  /** Path with names replaced by `{}`, for statistics. */
  readonly shape: string;
  /** JSON, when not given. */
  readonly accept?: string;
  readonly body?: string | undefined;
  readonly ifMatch?: string | undefined;
  /** The caller depends on the version that it read. */
  readonly isConditional?: boolean;
  /** Sending it twice has the effect of sending it once. */
  readonly isIdempotent: boolean;
  /** Values that no message may show. */
  readonly secrets?: readonly string[] | undefined;
  /** The request that this one serves; failures are told of that one. */
  readonly servesRequest?: ArmRequest;
}

/** The last answer to a request, be it a success or not. */
export interface ArmAnswer {
  readonly status: number;
  readonly header: HeaderReader;
  readonly body: string;
  /** How often the request was sent. */
  readonly attempts: number;
  /** What the service says went wrong; absent for a success. */
  readonly error: ServiceError | undefined;
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

export function requestKind(method: HttpMethod): RequestKind {
  if (method === 'DELETE') return 'delete';
  return method === 'GET' || method === 'HEAD' ? 'read' : 'write';
}
