import type { JsonObject } from '@nx-apiops/plan';
import type { ServiceAddress } from '../resource-id.js';
import { ArmRequestError, type HttpMethod } from './arm-request-error.js';
import type { ArmAnswer, ArmRequest } from './arm-request.js';
import { classifyFailure } from './failure-class.js';
import { withoutQuery } from './request-url.js';
import { retryAfterMs } from './retry-delay.js';
import { describeServiceError, redactServiceError, serviceErrorOf, type ServiceError } from './service-error.js';

/** Why there was no answer to a request. */
export interface NoAnswer {
  readonly reason: 'timeout' | 'connection' | 'unreachable' | 'untrusted';
  /** For people, such as `connect ECONNREFUSED 127.0.0.1:4300`. */
  readonly description: string;
}

/** The error for an answer that is no success. `service` is the instance that the request was about. */
export function answerFailure(
  request: ArmRequest,
  answer: ArmAnswer,
  service: ServiceAddress | undefined,
): ArmRequestError {
  const { method, path, url, secrets } = request.servesRequest ?? request;
  const error = answer.error ?? { code: undefined, message: undefined, details: [] };
  const { code, hint } = classifyFailure({ status: answer.status, error }, { method, path, service });
  const shown = redactServiceError(error, secrets ?? []);
  const askedMs = answer.status === 429 || answer.status === 503 ? retryAfterMs(answer.header, Date.now()) : undefined;
  const waiting = askedMs === undefined ? '' : `; the service asks to wait ${Math.ceil(askedMs / 1000)} s`;
  const attempts = answer.attempts > 1 ? ` after ${answer.attempts} attempts` : '';
  const said = describeServiceError(shown);
  const status = said === '' ? `${answer.status}` : `${answer.status} ${said}`;
  return new ArmRequestError(code, `${subject(method, path)} failed${attempts} with ${status}${waiting}`, {
    method,
    url: withoutQuery(url),
    status: answer.status,
    serviceCode: shown.code,
    details: shown.details,
    correlationId: correlationId(answer),
    attempts: answer.attempts,
    hint,
  });
}

/** The error for a request that was sent but never answered. */
export function noAnswerFailure(
  request: ArmRequest,
  { reason, description }: NoAnswer,
  attempts: number,
): ArmRequestError {
  const { method, path, url } = request.servesRequest ?? request;
  const { origin, hostname } = new URL(url);
  const tries = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
  const message = `${subject(method, path)} got no answer from ${origin} after ${tries}: ${description}`;
  return new ArmRequestError(reason === 'timeout' ? 'ARM_TIMEOUT' : 'ARM_UNREACHABLE', message, {
    method,
    url: withoutQuery(url),
    attempts,
    hint: noAnswerHint(reason, hostname),
  });
}

/** The error for a long-running operation that ended as failed, although its polls were answered with success. */
export function operationFailure(request: ArmRequest, answer: ArmAnswer, body: JsonObject): ArmRequestError {
  const { method, path, url, secrets } = request;
  const error = operationError(body);
  const shown = redactServiceError(error, secrets ?? []);
  const said = describeServiceError(shown);
  const message = `${subject(method, path)} was accepted, but the operation failed${said === '' ? '' : ` with ${said}`}`;
  return new ArmRequestError('ARM_OPERATION_FAILED', message, {
    method,
    url: withoutQuery(url),
    status: answer.status,
    serviceCode: shown.code,
    details: shown.details,
    correlationId: correlationId(answer),
    attempts: answer.attempts,
  });
}

/** The error for an answer that cannot be what the service meant to send. */
export function unexpectedAnswer(request: ArmRequest, answer: ArmAnswer, problem: string): ArmRequestError {
  return doubtfulAnswer(request.servesRequest ?? request, answer, {
    code: 'ARM_REQUEST',
    problem,
    hint: 'Check that the endpoint is Azure Resource Manager, and that no proxy answers in its place.',
  });
}

/** The error for a change that was answered with success although nothing shows that it was made. */
export function unconfirmedChange(request: ArmRequest, answer: ArmAnswer, problem: string): ArmRequestError {
  return doubtfulAnswer(request, answer, {
    code: 'ARM_UNCONFIRMED',
    problem,
    hint: 'Nothing is recorded as published, so the next run sends it again. If it stays so, check whether a proxy answers in place of Azure Resource Manager.',
  });
}

function doubtfulAnswer(
  { method, path, url }: Pick<ArmRequest, 'method' | 'path' | 'url'>,
  answer: ArmAnswer,
  {
    code,
    problem,
    hint,
  }: { readonly code: 'ARM_REQUEST' | 'ARM_UNCONFIRMED'; readonly problem: string; readonly hint: string },
): ArmRequestError {
  return new ArmRequestError(code, `${subject(method, path)} was answered with ${answer.status}, but ${problem}`, {
    method,
    url: withoutQuery(url),
    status: answer.status,
    correlationId: correlationId(answer),
    attempts: answer.attempts,
    hint,
  });
}

/** `PUT apis/orders`, or `GET (the service)` for the empty path. */
export function subject(method: HttpMethod, path: string): string {
  return `${method} ${path === '' ? '(the service)' : path}`;
}

function operationError(body: JsonObject): ServiceError {
  const error = serviceErrorOf(body);
  const isEmpty = error.code === undefined && error.message === undefined && error.details.length === 0;
  return isEmpty && typeof body.status === 'string' ? { ...error, message: `status ${body.status}` } : error;
}

function correlationId({ header }: ArmAnswer): string | undefined {
  return header('x-ms-correlation-request-id') ?? header('x-ms-request-id');
}

function noAnswerHint(reason: NoAnswer['reason'], hostname: string): string {
  if (reason === 'timeout') return 'Run again; if it stays so, look at the health of the service in the Azure portal.';
  if (reason === 'untrusted') {
    return 'The certificate is not trusted. Behind an inspecting proxy, set NODE_EXTRA_CA_CERTS to its certificate.';
  }
  if (hostname === 'localhost' || hostname.startsWith('127.') || hostname === '[::1]') {
    return "Nothing answers there. Start the emulator with 'nx-apiops emulator', or unset NX_APIOPS_ARM_ENDPOINT.";
  }
  return 'Check the network, the proxy (HTTPS_PROXY, NO_PROXY) and NX_APIOPS_ARM_ENDPOINT.';
}
