import { CodedError, type ErrorDefinition } from '@nx-apiops/plan';

/** Every error that this package throws. */
export const ERRORS = {
  SCM_ENDPOINT: {
    fault: 'user',
    summary: 'The address of GitHub or Azure DevOps may not be used: https, or http on a loopback address.',
  },
  SCM_REPOSITORY: { fault: 'user', summary: 'The repository on the host is not known, or not written as it must be.' },
  SCM_TOKEN_MISSING: { fault: 'user', summary: 'No token for GitHub or Azure DevOps was found.' },
  SCM_UNAUTHORIZED: { fault: 'user', summary: 'GitHub or Azure DevOps does not accept the token.' },
  SCM_FORBIDDEN: { fault: 'user', summary: 'The token lacks a permission.' },
  SCM_NOT_FOUND: {
    fault: 'user',
    summary: 'The organization, the repository or what belongs to it does not exist, or the token must not see it.',
  },
  SCM_NAME_UNKNOWN: { fault: 'user', summary: 'A team, a person or a group does not exist on the host.' },
  SCM_REJECTED: { fault: 'user', summary: 'The host refuses a value.' },
  SCM_BRANCH_CHANGED: {
    fault: 'user',
    summary: 'A branch of a rollout, or a file on it, was changed by somebody else, and is left as it is.',
  },
  SCM_PLAN_LIMIT: {
    fault: 'user',
    summary: 'The plan of the organization does not include what apiops.yaml asks for.',
  },
  SCM_RATE_LIMITED: {
    fault: 'service',
    summary: 'The host refuses requests for their number, for longer than we wait.',
  },
  SCM_UNREACHABLE: { fault: 'service', summary: 'The host does not answer.' },
  SCM_REQUEST: { fault: 'service', summary: 'The host answered a request with an error.' },
} as const satisfies Readonly<Record<string, ErrorDefinition>>;

export type ScmErrorCode = keyof typeof ERRORS;

/** Thrown by every function of this package; `code` is a key of `ERRORS`. */
export class ScmError extends CodedError {
  declare readonly code: ScmErrorCode;

  constructor(code: ScmErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super({ code, fault: ERRORS[code].fault }, message, options);
  }
}
