import type { Clock } from '@nx-apiops/plan';
import { noAnswerFailure, type NoAnswer } from './arm-failure.js';
import type { HttpMethod } from './arm-request-error.js';
import { isSuccess, requestKind, type ArmAnswer, type ArmRequest } from './arm-request.js';
import { ConcurrencyGate } from './concurrency-gate.js';
import { readNoAnswer } from './no-answer.js';
import type { RequestBudget, RequestKind } from './request-budget.js';
import { RequestCounter, type SenderStatistics } from './request-statistics.js';
import { attemptLimit, retryReason, type FailedAttempt, type RetryReason } from './retry-decision.js';
import { backoffMs, BUSY_BACKOFF, FAILURE_BACKOFF, retryAfterMs } from './retry-delay.js';
import { parseServiceError } from './service-error.js';
import { stoppableSleep } from './stoppable-sleep.js';
import type { Transport } from './transport.js';

/** One attempt, as it is reported while a run goes on. */
export interface RequestEvent {
  readonly method: HttpMethod;
  readonly path: string;
  readonly shape: string;
  /** 1 is the first. */
  readonly attempt: number;
  /** Absent when there was no answer. */
  readonly status: number | undefined;
  readonly durationMs: number;
  /** Present when the request will be sent again. */
  readonly retry: { readonly reason: RetryReason; readonly delayMs: number } | undefined;
}

export interface RequestSenderOptions {
  readonly transport: Transport;
  readonly budget: RequestBudget;
  readonly clock: Clock;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  readonly maxConcurrency: number;
  readonly maxAttempts: number;
  readonly requestTimeoutMs: number;
  /** The longest wait that the service may ask for; beyond it the request fails instead. */
  readonly maxRetryAfterMs: number;
  readonly onRequest: ((event: RequestEvent) => void) | undefined;
  readonly signal: AbortSignal | undefined;
}

type Attempt =
  | { readonly kind: 'answer'; readonly answer: Omit<ArmAnswer, 'attempts'>; readonly durationMs: number }
  | ({ readonly kind: 'no-answer'; readonly durationMs: number } & NoAnswer);

interface Retry {
  readonly reason: RetryReason;
  readonly delayMs: number;
  /** All callers wait, not only this one. */
  readonly pausesAll: boolean;
}

const REMAINING_HEADER: Readonly<Record<RequestKind, string>> = {
  read: 'x-ms-ratelimit-remaining-subscription-reads',
  write: 'x-ms-ratelimit-remaining-subscription-writes',
  delete: 'x-ms-ratelimit-remaining-subscription-deletes',
};

/** Sends requests within budget and concurrency, and repeats those that are worth it. */
export class RequestSender {
  readonly #options: RequestSenderOptions;
  readonly #gate: ConcurrencyGate;
  /** Bounds how many hold a part of the budget while they wait, without one kind of request holding up another. */
  readonly #budgetGates: Readonly<Record<RequestKind, ConcurrencyGate>>;
  readonly #counter = new RequestCounter();

  constructor(options: RequestSenderOptions) {
    this.#options = options;
    const gate = (): ConcurrencyGate => new ConcurrencyGate(options.maxConcurrency);
    this.#gate = gate();
    this.#budgetGates = { read: gate(), write: gate(), delete: gate() };
  }

  statistics(): SenderStatistics {
    return this.#counter.snapshot(this.#gate.peak);
  }

  /**
   * The last answer, be it a success or not. Throws `ARM_TIMEOUT` or `ARM_UNREACHABLE` when there is none,
   * `ARM_UNAUTHORIZED` without a token, and the signal's reason once it aborts.
   */
  async send(request: ArmRequest): Promise<ArmAnswer> {
    const failures = new Map<RetryReason, number>();
    for (let attempts = 1; ; attempts++) {
      const attempt = await this.#attempt(request);
      const retry = this.#planRetry(attempt, request, failures);
      this.#options.onRequest?.(toEvent(request, attempts, { outcome: attempt, retry }));
      if (retry) await this.#wait(retry, requestKind(request.method));
      else if (attempt.kind === 'answer') return { ...attempt.answer, attempts };
      else throw noAnswerFailure(request, attempt, attempts);
    }
  }

  #attempt(request: ArmRequest): Promise<Attempt> {
    const { signal, budget } = this.#options;
    const kind = requestKind(request.method);
    return this.#budgetGates[kind].run(async () => {
      signal?.throwIfAborted();
      await budget.acquire(kind, { signal });
      return this.#gate.run(async () => {
        signal?.throwIfAborted();
        this.#counter.request(request.method, request.shape);
        const startedAt = performance.now();
        const outcome = await this.#transmit(request);
        return { ...outcome, durationMs: performance.now() - startedAt };
      });
    });
  }

  async #transmit(
    request: ArmRequest,
  ): Promise<{ kind: 'answer'; answer: Omit<ArmAnswer, 'attempts'> } | ({ kind: 'no-answer' } & NoAnswer)> {
    const { signal, transport, requestTimeoutMs } = this.#options;
    const abort = new AbortController();
    const stop = (): void => abort.abort();
    const timer = setTimeout(stop, requestTimeoutMs);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const response = await transport.send({
        method: request.method,
        url: request.url,
        headers: headersOf(request),
        body: request.body,
        signal: abort.signal,
      });
      this.#observe(requestKind(request.method), response.header(REMAINING_HEADER[requestKind(request.method)]));
      if (response.status === 429) this.#counter.throttled();
      const error = isSuccess(response.status) ? undefined : parseServiceError(response.body);
      return { kind: 'answer', answer: { ...response, error } };
    } catch (error) {
      signal?.throwIfAborted();
      if (abort.signal.aborted) {
        return { kind: 'no-answer', reason: 'timeout', description: `no answer within ${requestTimeoutMs / 1000} s` };
      }
      const noAnswer = readNoAnswer(error);
      if (!noAnswer) throw error;
      return { kind: 'no-answer', ...noAnswer };
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
  }

  #observe(kind: RequestKind, remaining: string | undefined): void {
    const count = remaining === undefined ? Number.NaN : Number.parseInt(remaining, 10);
    if (!Number.isNaN(count)) this.#options.budget.observe?.(kind, count);
  }

  #planRetry(attempt: Attempt, request: ArmRequest, failures: Map<RetryReason, number>): Retry | undefined {
    const { maxAttempts, maxRetryAfterMs, random } = this.#options;
    const reason = reasonToRepeat(attempt, request);
    if (!reason) return undefined;
    const count = (failures.get(reason) ?? 0) + 1;
    failures.set(reason, count);
    const askedMs = attempt.kind === 'answer' ? retryAfterMs(attempt.answer.header, Date.now()) : undefined;
    if (count >= attemptLimit(reason, maxAttempts) || (askedMs ?? 0) > maxRetryAfterMs) return undefined;
    const backoff = reason === 'busy' ? BUSY_BACKOFF : FAILURE_BACKOFF;
    return {
      reason,
      delayMs: askedMs ?? backoffMs(count, random(), backoff),
      pausesAll: reason === 'throttled' || (isUnavailable(attempt) && askedMs !== undefined),
    };
  }

  async #wait({ delayMs, pausesAll }: Retry, kind: RequestKind): Promise<void> {
    if (pausesAll) this.#options.budget.pause(kind, delayMs);
    else await stoppableSleep(delayMs, this.#options);
  }
}

function toEvent(
  request: ArmRequest,
  attempt: number,
  { outcome, retry }: { readonly outcome: Attempt; readonly retry: Retry | undefined },
): RequestEvent {
  return {
    method: request.method,
    path: request.path,
    shape: request.shape,
    attempt,
    status: outcome.kind === 'answer' ? outcome.answer.status : undefined,
    durationMs: outcome.durationMs,
    retry: retry && { reason: retry.reason, delayMs: retry.delayMs },
  };
}

function isUnavailable(attempt: Attempt): boolean {
  return attempt.kind === 'answer' && attempt.answer.status === 503;
}

function reasonToRepeat(attempt: Attempt, request: ArmRequest): RetryReason | undefined {
  const failed = failedAttempt(attempt);
  return failed && retryReason(failed, { ...request, hasIfMatch: request.isConditional ?? false });
}

function failedAttempt(attempt: Attempt): FailedAttempt | undefined {
  if (attempt.kind === 'answer') {
    const { status, error } = attempt.answer;
    return error && { kind: 'answer', status, error };
  }
  // A connection that is not trusted now will not be trusted a second later.
  return attempt.reason === 'untrusted' ? undefined : { kind: 'no-answer', reason: attempt.reason };
}

function headersOf({ accept, body, ifMatch }: ArmRequest): Record<string, string> {
  return {
    Accept: accept ?? 'application/json',
    ...(body !== undefined && { 'Content-Type': 'application/json; charset=utf-8' }),
    ...(ifMatch !== undefined && { 'If-Match': ifMatch }),
  };
}
