import { CodedError } from './coded-error.js';
import type { PlanErrorCode } from './errors.js';
import type { ActionResult } from './plan.js';

type Failure = NonNullable<ActionResult['error']>;

/** What a result says about an error that ended an action; `signal` tells a stopped run from a failure. */
export function failureOf(error: unknown, signal?: AbortSignal): Failure {
  if (error instanceof CodedError) {
    const { code, message, hint } = error;
    return hint === undefined ? { code, message } : { code, message, hint };
  }
  if (signal?.aborted === true && isAbort(error, signal)) {
    return coded('INTERRUPTED', 'The run was stopped while this was under way; it may have taken effect.', {
      hint: 'Run it again: what has taken effect is found as desired then.',
    });
  }
  return coded('UNEXPECTED', messageOf(error));
}

function coded(code: PlanErrorCode, message: string, extra: { readonly hint?: string } = {}): Failure {
  return { code, message, ...extra };
}

function isAbort(error: unknown, signal: AbortSignal): boolean {
  return error === signal.reason || (error instanceof Error && error.name === 'AbortError');
}

/** With the causes: the message of a failed `fetch` says only that it failed. */
function messageOf(error: unknown): string {
  const parts: string[] = [];
  let current = error;
  while (current instanceof Error && parts.length < 5) {
    parts.push(current.message === '' ? current.name : current.message);
    current = current.cause;
  }
  return parts.length === 0 ? String(error) : parts.join(': ');
}
