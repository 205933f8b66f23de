import { ApimError, type ApimErrorCode } from '../errors.js';
import type { ErrorDetail } from './service-error.js';

/** HTTP methods that the client sends. */
export type HttpMethod = 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';

/** Facts about a failed request; none of them holds a header, a request body or a query. */
export interface ArmRequestFailure {
  readonly method: HttpMethod;
  /** Without the query, which can hold a signature. */
  readonly url: string;
  /** Status of the last answer; absent when there was none. */
  readonly status?: number | undefined;
  /** The service's own error code, such as `ValidationError`. */
  readonly serviceCode?: string | undefined;
  readonly details?: readonly ErrorDetail[] | undefined;
  /** What Microsoft's support asks for. */
  readonly correlationId?: string | undefined;
  /** How often the request was sent. */
  readonly attempts: number;
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** A request to Azure, or the long-running operation that it started, did not succeed. */
export class ArmRequestError extends ApimError implements ArmRequestFailure {
  readonly method: HttpMethod;
  readonly url: string;
  readonly status: number | undefined;
  readonly serviceCode: string | undefined;
  readonly details: readonly ErrorDetail[];
  readonly correlationId: string | undefined;
  readonly attempts: number;

  constructor(code: ApimErrorCode, message: string, failure: ArmRequestFailure) {
    super(code, message, {
      ...(failure.hint !== undefined && { hint: failure.hint }),
      ...(failure.cause !== undefined && { cause: failure.cause }),
    });
    this.method = failure.method;
    this.url = failure.url;
    this.status = failure.status;
    this.serviceCode = failure.serviceCode;
    this.details = failure.details ?? [];
    this.correlationId = failure.correlationId;
    this.attempts = failure.attempts;
  }
}
