import type { Clock } from '@nx-apiops/plan';
import type { IHttpClientResponse } from 'azure-devops-node-api/interfaces/common/VsoBaseInterfaces.js';
import { ScmError } from '../errors.js';
import { azureDevOpsFailure, unreachable, type FailedRequest } from './azure-devops-failure.js';

/** Sends one request, again where that is safe, and gives an answer that is none of a failure. Throws `ScmError`. */
export type PacedRequest = (
  request: { readonly method: string; readonly url: string },
  send: () => Promise<IHttpClientResponse>,
) => Promise<IHttpClientResponse>;

/** A longer wait is an error: what is done stays done, and the command can be run again. */
const LONGEST_WAIT_S = 15 * 60;
const MOST_RETRIES = 3;
/** Where the service refuses and does not say for how long. */
const USUAL_WAIT_S = 10;
/** What failed for a moment is tried again after so long, then after twice as long. */
const RETRY_MS = 1000;

const TOO_MANY = 429;
/** The service, or what stands before it, did not get to the request or not through with it. */
const UNAVAILABLE = [502, 503, 504];

/**
 * Azure DevOps asks to wait by `Retry-After`, even on answers that succeeded: then the next request waits.
 *
 * Source: https://learn.microsoft.com/azure/devops/integrate/concepts/rate-limits
 */
export function createPacedRequest(options: {
  readonly onWait: ((text: string) => void) | undefined;
  readonly clock: Clock;
  /** Default: one second. */
  readonly retryMs?: number;
}): PacedRequest {
  const { onWait, clock, retryMs = RETRY_MS } = options;
  let notBeforeMs = 0;

  const waitForTurn = async (request: FailedRequest): Promise<void> => {
    const delayMs = notBeforeMs - clock.now();
    if (delayMs <= 0) return;
    onWait?.(`Azure DevOps asks to wait ${Math.ceil(delayMs / 1000)} s before ${request.method} ${request.path}`);
    await clock.sleep(delayMs);
  };
  const askedFor = (seconds: number, request: FailedRequest): void => {
    if (seconds > LONGEST_WAIT_S) {
      throw new ScmError(
        'SCM_RATE_LIMITED',
        `Azure DevOps asks to wait ${seconds} s after ${request.method} ${request.path}.`,
        { hint: 'Run the command again later; what is done stays done.' },
      );
    }
    notBeforeMs = Math.max(notBeforeMs, clock.now() + seconds * 1000);
  };

  return async ({ method, url }, send) => {
    const request = { method, path: decodeURIComponent(new URL(url).pathname) };
    for (let attempt = 0; ; attempt += 1) {
      await waitForTurn(request);
      const answer = await send().catch((error: unknown) => unreachable(error, request));
      const canRetry = attempt < MOST_RETRIES;
      if (answer instanceof ScmError) {
        if (!canRetry || method === 'POST') throw answer;
        await clock.sleep(retryMs * 2 ** attempt);
        continue;
      }
      const status = answer.message.statusCode ?? 0;
      const seconds = retryAfterSeconds(answer.message.headers['retry-after']);
      const isUnavailable = UNAVAILABLE.includes(status) && method !== 'POST';
      if ((status === TOO_MANY || isUnavailable) && canRetry) {
        await answer.readBody();
        // What the service asks for is for all requests; what it stumbled over, for this one.
        if (isUnavailable && seconds === undefined) await clock.sleep(retryMs * 2 ** attempt);
        else askedFor(seconds ?? USUAL_WAIT_S * 2 ** attempt, request);
        continue;
      }
      if (isAnswer(status, answer.message.headers['content-type'])) {
        if (seconds !== undefined) askedFor(Math.min(seconds, LONGEST_WAIT_S), request);
        return answer;
      }
      throw azureDevOpsFailure({ status, body: await answer.readBody() }, request);
    }
  };
}

/** Who is not signed in is answered with a page, at times under 203. */
function isAnswer(status: number, contentType = ''): boolean {
  return status >= 200 && status < 300 && status !== 203 && !contentType.startsWith('text/html');
}

/** Seconds, or a date. Undefined for what is neither. */
export function retryAfterSeconds(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+(?:\.\d+)?$/.test(header)) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1000));
}
