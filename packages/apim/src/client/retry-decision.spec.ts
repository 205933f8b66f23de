import { describe, expect, it } from 'vitest';
import { attemptLimit, retryReason, type FailedAttempt, type RepeatableRequest } from './retry-decision.js';

const get: RepeatableRequest = { method: 'GET', isIdempotent: true, hasIfMatch: false };
const head: RepeatableRequest = { ...get, method: 'HEAD' };
const put: RepeatableRequest = { ...get, method: 'PUT' };
const conditionalPut: RepeatableRequest = { ...put, hasIfMatch: true };
const remove: RepeatableRequest = { ...get, method: 'DELETE' };
const action: RepeatableRequest = { method: 'POST', isIdempotent: false, hasIfMatch: false };
const listAction: RepeatableRequest = { ...action, isIdempotent: true };

const answer = (status: number, code?: string, message?: string): FailedAttempt => ({
  kind: 'answer',
  status,
  error: { code, message, details: [] },
});
const silence = (reason: 'timeout' | 'connection' | 'unreachable'): FailedAttempt => ({ kind: 'no-answer', reason });

describe('retryReason', () => {
  it.each([
    ['429', answer(429), get, 'throttled'],
    ['429 to an action', answer(429), action, 'throttled'],
    ['408', answer(408), get, 'failure'],
    ['500', answer(500), put, 'failure'],
    ['502', answer(502), remove, 'failure'],
    ['503', answer(503), get, 'failure'],
    ['504', answer(504), listAction, 'failure'],
    ['500 to an action', answer(500), action, undefined],
    ['501', answer(501), get, undefined],
    ['the internal error', answer(500, undefined, 'Request processing failed due to internal error'), get, 'internal'],
    ['500 to HEAD, which has no text', answer(500), head, 'internal'],
    ['400', answer(400, 'ValidationError'), put, undefined],
    ['401', answer(401), get, undefined],
    ['403', answer(403), put, undefined],
    ['404', answer(404, 'ResourceNotFound'), get, undefined],
    ['a lock', answer(409, 'ScopeLocked'), put, undefined],
    ['a busy API', answer(409, 'PessimisticConcurrencyConflict'), put, 'busy'],
    ['a busy API by its text', answer(409, 'Conflict', 'Operation on the API is in progress'), remove, 'busy'],
    ['a busy API, conditionally', answer(409, 'PessimisticConcurrencyConflict'), conditionalPut, 'busy'],
    ['409 ManagementApiRequestFailed', answer(409, 'ManagementApiRequestFailed'), put, 'busy'],
    ['422 ManagementApiRequestFailed', answer(422, 'ManagementApiRequestFailed'), put, 'busy'],
    ['422 otherwise', answer(422, 'ValidationError'), put, undefined],
    [
      '422 ManagementApiRequestFailed, conditionally',
      answer(422, 'ManagementApiRequestFailed'),
      conditionalPut,
      undefined,
    ],
    ['412', answer(412), put, 'busy'],
    ['412, conditionally', answer(412), conditionalPut, undefined],
    ['412 to a read', answer(412), get, undefined],
    ['a reset', silence('connection'), put, 'failure'],
    ['a reset of an action', silence('connection'), action, undefined],
    ['a timeout', silence('timeout'), get, 'failure'],
    ['an unreachable host', silence('unreachable'), action, 'unreachable'],
  ] as const)('%s', (...[, attempt, request, expected]) => {
    expect(retryReason(attempt, request)).toBe(expected);
  });
});

describe('attemptLimit', () => {
  it('is patient when the service asks to wait, and short when the answer is probably permanent', () => {
    const limits = (['failure', 'throttled', 'busy', 'internal', 'unreachable'] as const).map((reason) =>
      attemptLimit(reason, 6),
    );
    expect(limits).toEqual([6, 12, 12, 3, 3]);
  });

  it('never exceeds what the caller allows for failures', () => {
    expect([attemptLimit('failure', 1), attemptLimit('internal', 1), attemptLimit('unreachable', 1)]).toEqual([
      1, 1, 1,
    ]);
  });
});
