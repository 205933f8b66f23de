import type { Clock, JsonObject } from '@nx-apiops/plan';
import { answerFailure, operationFailure, subject, unexpectedAnswer } from './arm-failure.js';
import { ArmRequestError } from './arm-request-error.js';
import type { ArmAnswer, ArmRequest } from './arm-request.js';
import type { ServiceAddress } from '../resource-id.js';
import { operationState, trackingOf, type Tracking } from './operation-state.js';
import { withoutQuery } from './request-url.js';
import { pollDelayMs, retryAfterMs, type PollSchedule } from './retry-delay.js';

export interface OperationOptions {
  readonly send: (request: ArmRequest) => Promise<ArmAnswer>;
  /** Waits unless the run is stopped. */
  readonly sleep: (delayMs: number) => Promise<void>;
  readonly clock: Clock;
  readonly origin: string;
  readonly service: ServiceAddress;
  readonly polling: PollSchedule;
  readonly operationTimeoutMs: number;
}

export interface Completion {
  /** The operation had to be waited for. */
  readonly wasLongRunning: boolean;
  /** The finished resource, or the result of a POST, when a poll brought it; it is never fetched for its own sake. */
  readonly result: JsonObject | undefined;
  /** The last answer, which says that the operation ended. */
  readonly last: ArmAnswer;
}

/**
 * Waits until the operation that `first` announces has ended; returns at once when there is none.
 *
 * Throws `ARM_OPERATION_FAILED`, `ARM_TIMEOUT`, and for a poll that is refused what that status means.
 */
export async function awaitCompletion(
  request: ArmRequest,
  first: ArmAnswer,
  options: OperationOptions,
): Promise<Completion> {
  let tracking = trackingOf(first, options.origin, request);
  if (!tracking) return { wasLongRunning: false, result: undefined, last: first };
  const initial = operationState({ by: 'result', url: request.url }, first, request.method);
  if (initial.kind === 'failed') throw operationFailure(request, first, initial.body);

  if (tracking.by === 'resource' && request.method === 'POST') {
    throw unexpectedAnswer(request, first, 'its result is on another host, where no credential may be sent');
  }

  const endsAtMs = options.clock.now() + options.operationTimeoutMs;
  let last = first;
  for (let poll = 0; ; poll++) {
    const delayMs = pollDelayMs(poll, retryAfterMs(last.header, Date.now()), options.polling);
    if (options.clock.now() + delayMs > endsAtMs) throw unfinished(request, options.operationTimeoutMs);
    await options.sleep(delayMs);

    last = await options.send(pollRequest(request, tracking));
    const state = operationState(tracking, last, request.method);
    if (state.kind === 'done') return { wasLongRunning: true, result: state.result, last };
    if (state.kind === 'failed') throw operationFailure(request, last, state.body);
    if (state.kind === 'refused') throw answerFailure(pollRequest(request, tracking), last, options.service);
    tracking =
      state.kind === 'lost' ? { by: 'resource', url: request.url } : movedTracking(tracking, last, options.origin);
  }
}

/** A service may move the address of a result while the operation runs. */
function movedTracking(tracking: Tracking, answer: ArmAnswer, origin: string): Tracking {
  if (tracking.by !== 'result' || answer.status !== 202) return tracking;
  const moved = trackingOf(answer, origin, { url: tracking.url, method: 'PUT' });
  return moved?.by === 'result' ? moved : tracking;
}

function pollRequest(request: ArmRequest, { url }: Tracking): ArmRequest {
  return {
    method: 'GET',
    url,
    path: request.path,
    shape: `${request.shape} (poll)`,
    isIdempotent: true,
    secrets: request.secrets,
    servesRequest: request,
  };
}

function unfinished(request: ArmRequest, operationTimeoutMs: number): ArmRequestError {
  const { method, path, url } = request;
  const seconds = Math.round(operationTimeoutMs / 1000);
  return new ArmRequestError(
    'ARM_TIMEOUT',
    `${subject(method, path)} was accepted, but did not end within ${seconds} s`,
    {
      method,
      url: withoutQuery(url),
      attempts: 1,
      hint: 'It may still end. Run again later: what is done then costs nothing.',
    },
  );
}
