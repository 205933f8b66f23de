import { CodedError, type ErrorDefinition } from '@nx-apiops/plan';

/** Every error that this package throws. */
export const ERRORS = {
  USAGE: { fault: 'user', summary: 'The command line does not say what is needed.' },
  TARGET: { fault: 'user', summary: 'The subscription, resource group or service of an environment is not known.' },
  FILE: { fault: 'user', summary: 'A file that was named on the command line cannot be read or written.' },
  INTERRUPTED: { fault: 'user', summary: 'The command was stopped.' },
} as const satisfies Readonly<Record<string, ErrorDefinition>>;

export type CliErrorCode = keyof typeof ERRORS;

/** Thrown by the commands; `code` is a key of `ERRORS`. */
export class CliError extends CodedError {
  declare readonly code: CliErrorCode;

  constructor(code: CliErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super({ code, fault: ERRORS[code].fault }, message, options);
  }
}
