import { ArmFault } from '../arm/arm-fault.js';
import { INTERNAL_ERROR, throttled } from '../arm/known-texts.js';
import type { Answer, ArmRequest } from './exchange.js';

/** What happens to one request. `isAfter`: the request has its effect, and only the answer suffers. */
export type Fault =
  | { readonly kind: 'answer'; readonly isAfter: boolean; readonly answer: Answer }
  | { readonly kind: 'reset'; readonly isAfter: boolean }
  /** The answer breaks off in the middle of its body. */
  | { readonly kind: 'truncate'; readonly isAfter: boolean }
  | { readonly kind: 'delay'; readonly isAfter: boolean; readonly delayMs: number };

type Target = Pick<ArmRequest, 'method' | 'path' | 'origin' | 'query'>;

const ERROR_BODY = { error: { code: 'InternalServerError', message: INTERNAL_ERROR } };
const PAGE = { content: '<!DOCTYPE html><html><title>Sign in</title></html>', contentType: 'text/html' };
/** Well framed, and still no JSON. */
const BROKEN_JSON = { content: '{"id": "/subscriptions/', contentType: 'application/json' };

const before = (answer: Answer): Fault => ({ kind: 'answer', isAfter: false, answer });
const after = (answer: Answer): Fault => ({ kind: 'answer', isAfter: true, answer });

/**
 * Every way in which one request can go wrong, by name. `-lost` means that the request had no effect, `-done` that it
 * had. The kinds from `error-body-lost` to `operation-lost` claim success.
 */
export const FAULTS = {
  throttled: () => before(answerOf(tooManyRequests())),
  unauthorized: () => before(answerOf(new ArmFault(401, 'ExpiredAuthenticationToken', 'The access token expired.'))),
  'internal-error-lost': () => before(answerOf(internalError())),
  'internal-error-done': () => after(answerOf(internalError())),
  'unavailable-lost': () => before(answerOf(new ArmFault(503, 'ServiceUnavailable', 'The service is unavailable.'))),
  'not-found': () => before(answerOf(new ArmFault(404, 'ResourceNotFound', 'Resource not found.'))),
  'page-not-found': () => before({ status: 404, text: PAGE }),
  'reset-lost': () => ({ kind: 'reset', isAfter: false }),
  'reset-done': () => ({ kind: 'reset', isAfter: true }),
  truncated: () => ({ kind: 'truncate', isAfter: true }),
  'error-body-lost': () => before({ status: 200, body: ERROR_BODY }),
  'error-body-done': () => after({ status: 200, body: ERROR_BODY }),
  'page-lost': () => before({ status: 200, text: PAGE }),
  'page-done': () => after({ status: 200, text: PAGE }),
  'broken-json-lost': () => before({ status: 200, text: BROKEN_JSON }),
  'broken-json-done': () => after({ status: 200, text: BROKEN_JSON }),
  'empty-lost': () => before({ status: 200 }),
  'empty-done': () => after({ status: 200 }),
  'no-content-lost': () => before({ status: 204 }),
  'no-content-done': () => after({ status: 204 }),
  'operation-lost': (target) => before(accepted(target, 'lost')),
  'operation-failed': (target) => before(accepted(target, 'failed')),
  'operation-endless': (target) => before(accepted(target, 'endless')),
} as const satisfies Readonly<Record<string, (target: Target) => Fault>>;

export type FaultKind = keyof typeof FAULTS;

/** Names of all kinds of fault. */
export const FAULT_KINDS = Object.keys(FAULTS) as readonly FaultKind[];

const OPERATIONS: Readonly<Record<string, () => Answer>> = {
  lost: () => ({ status: 200, body: { status: 'Succeeded' } }),
  failed: () => answerOf(new ArmFault(400, 'InternalServerError', INTERNAL_ERROR)),
  endless: () => ({ status: 202 }),
};

const MARK = 'faulty-';

/** The answer to a poll of an operation that a fault has begun; undefined for every other request. */
export function pollOfFault({ query, method }: Target): Answer | undefined {
  const id = query.get('asyncId') ?? '';
  return method === 'GET' && id.startsWith(MARK) ? OPERATIONS[id.slice(MARK.length)]?.() : undefined;
}

function accepted({ origin, path, query }: Target, outcome: string): Answer {
  const version = query.get('api-version') ?? '';
  return {
    status: 202,
    headers: { Location: `${origin}${path}?api-version=${version}&asyncId=${MARK}${outcome}&asyncCode=200` },
  };
}

/** An error as the service sends it. */
export function answerOf({ status, headers, body }: ArmFault): Answer {
  return { status, headers, body };
}

export function internalError(): ArmFault {
  return new ArmFault(500, 'InternalServerError', INTERNAL_ERROR);
}

export function tooManyRequests(): ArmFault {
  return new ArmFault(429, 'SubscriptionRequestsThrottled', {
    message: throttled('write', 'emulator:faults', 1),
    from: 'resource-manager',
    headers: { 'Retry-After': '1' },
  });
}
