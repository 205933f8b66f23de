import { CodedError, type ActionResult } from '@nx-apiops/plan';

/** 0 done or nothing to do, 1 something failed, 2 unusable input and nothing started, 3 changes or drift found. */
export type ExitCode = 0 | 1 | 2 | 3;

/** Codes for which a service has answered. */
const SERVICE_REFUSED = /^(?:ARM|AZURE)_|^SCM_(?:UNAUTHORIZED|FORBIDDEN|NOT_FOUND)$/;

/** Exit code of an error that ended a command: 2 for input that nothing was started with, 1 once the service answered. */
export function exitCodeOf(error: unknown): ExitCode {
  const isInput = error instanceof CodedError && error.fault === 'user' && !SERVICE_REFUSED.test(error.code);
  return isInput ? 2 : 1;
}

export function exitCodeOfResults(results: readonly ActionResult[]): ExitCode {
  return results.every(({ status }) => status === 'done') ? 0 : 1;
}
