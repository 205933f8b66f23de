import { CodedError, type ErrorDefinition } from '@nx-apiops/plan';

/** Every error that this package throws. */
export const ERRORS = {
  OVERRIDE: {
    fault: 'user',
    summary: 'configuration.<env>.yaml says something that would have no effect; all such places are listed.',
  },
  PREFLIGHT: { fault: 'user', summary: 'The artifacts cannot be published as they are; all problems are listed.' },
  TOO_MANY_DELETES: { fault: 'user', summary: 'The plan deletes more resources than is allowed at once.' },
  BASELINE: { fault: 'service', summary: 'The record of what was published last cannot be read or written.' },
  OWNERSHIP: { fault: 'user', summary: 'Two repositories publish the same resource to one instance.' },
  PLAN_STALE: {
    fault: 'user',
    summary: 'The saved plan is not what would be done now: something changed since it was made.',
  },
  ROLLBACK: { fault: 'user', summary: 'There is nothing to roll back to.' },
  GIT: { fault: 'user', summary: 'The repository or a commit in it cannot be read.' },
  PLAN_FILE: { fault: 'user', summary: 'A saved plan cannot be used: it is no plan, or was made for another target.' },
} as const satisfies Readonly<Record<string, ErrorDefinition>>;

export type PublisherErrorCode = keyof typeof ERRORS;

/** Thrown by every function of this package; `code` is a key of `ERRORS`. */
export class PublisherError extends CodedError {
  declare readonly code: PublisherErrorCode;

  constructor(code: PublisherErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super({ code, fault: ERRORS[code].fault }, message, options);
  }
}
