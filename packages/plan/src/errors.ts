import { CodedError, type ErrorDefinition } from './coded-error.js';

/** Every error code of this package; the documentation page of error codes is made from this table. */
export const ERRORS = {
  PLAN_DUPLICATE_ID: { fault: 'bug', summary: 'Two actions of a plan have the same id.' },
  PLAN_UNKNOWN_DEPENDENCY: { fault: 'bug', summary: 'An action depends on an id that is not in the plan.' },
  PLAN_CYCLE: { fault: 'user', summary: 'Actions depend on each other in a circle, so none of them can be first.' },
  CONCURRENCY_INVALID: {
    fault: 'user',
    summary: 'The number of actions to run at a time is not a whole number above 0.',
  },
  RATE_BUCKET_INVALID: {
    fault: 'bug',
    summary: 'A bucket of a rate budget holds less than one token or never refills.',
  },
  RATE_BUCKET_UNKNOWN: { fault: 'bug', summary: 'A request named a bucket that its rate budget does not have.' },
  SETTING_STALE: { fault: 'user', summary: 'A setting changed between the plan and its execution.' },
  SETTINGS_PLAN_INVALID: { fault: 'user', summary: 'A file is no saved plan of the command that it was given to.' },
  SETTING_UNKNOWN: { fault: 'bug', summary: 'A plan names a type of setting that nothing can read or write.' },
  INTERRUPTED: {
    fault: 'user',
    summary: 'The run was stopped while the action was under way; whether it took effect is unknown.',
  },
  UNEXPECTED: { fault: 'bug', summary: 'An action failed with an error that has no code of its own.' },
} satisfies Readonly<Record<string, ErrorDefinition>>;

export type PlanErrorCode = keyof typeof ERRORS;

/** An unusable plan, option or rate budget. */
export class PlanError extends CodedError {
  declare readonly code: PlanErrorCode;

  constructor(code: PlanErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super({ code, fault: ERRORS[code].fault }, message, options);
  }
}
