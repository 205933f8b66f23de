import { CodedError, type ErrorDefinition } from '@nx-apiops/plan';

/** Every error that this package throws. */
export const ERRORS = {
  USAGE: { fault: 'user', summary: 'The command line is not complete, or a value in it is not usable.' },
  TARGET_NOT_EMPTY: { fault: 'user', summary: 'The folder for the new repository exists and is not empty.' },
  TARGET_IN_REPOSITORY: { fault: 'user', summary: 'The folder for the new repository lies in another git repository.' },
  TARGET_UNWRITABLE: { fault: 'user', summary: 'The folder for the new repository cannot be made.' },
  PLATFORM_MISSING: {
    fault: 'user',
    summary: 'Packages can be vendored from a clone of the platform repository only.',
  },
  PLATFORM_NOT_BUILT: { fault: 'user', summary: 'A package of the platform repository has not been built.' },
  LOCK_UNUSABLE: { fault: 'user', summary: 'The package-lock.json of the platform repository cannot be used.' },
  LOCK_INCOMPLETE: { fault: 'user', summary: 'The package-lock.json of the platform repository lacks a package.' },
  COMMAND_FAILED: { fault: 'user', summary: 'A command of npm or git failed.' },
  INSTALL_FAILED: { fault: 'user', summary: 'The new repository is written, but npm could not install its packages.' },
  COMMIT_FAILED: { fault: 'user', summary: 'The new repository is written, but git could not make its first commit.' },
  INTERRUPTED: { fault: 'user', summary: 'The run was interrupted.' },
} as const satisfies Readonly<Record<string, ErrorDefinition>>;

export type CreateErrorCode = keyof typeof ERRORS;

/** Thrown by every function of this package; `code` is a key of `ERRORS`. */
export class CreateError extends CodedError {
  declare readonly code: CreateErrorCode;

  constructor(
    code: CreateErrorCode,
    message: string,
    options: { readonly hint?: string; readonly cause?: unknown } = {},
  ) {
    super({ code, fault: ERRORS[code].fault }, message, options);
  }
}
