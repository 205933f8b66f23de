import { CodedError, type ActionResult } from '@nx-apiops/plan';

/** 0 done or nothing to do, 1 something failed, 2 unusable input and nothing started, 3 changes or drift found. */
export type ExitCode = 0 | 1 | 2 | 3;

/** Exit code of an error that ended a command before it changed anything. */
export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof CodedError && error.fault === 'user' ? 2 : 1;
}

export function exitCodeOfResults(results: readonly ActionResult[]): ExitCode {
  return results.every(({ status }) => status === 'done') ? 0 : 1;
}
