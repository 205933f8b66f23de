import { CodedError, type ErrorDefinition } from '@nx-apiops/plan';

/** Every error that this package throws. */
export const ERRORS = {
  MARKS_INVALID: { fault: 'user', summary: 'The marks between own and derived lines of a file do not go together.' },
  OWN_LINES_INVALID: { fault: 'user', summary: 'Own lines in a derived file do not fit where they stand.' },
  PLACE_LOST: { fault: 'user', summary: 'Own lines stand at a place that the file to be derived does not have.' },
  CAMPAIGN_INVALID: { fault: 'user', summary: 'A campaign file, or the flags of a campaign, are not usable.' },
  LEDGER_INVALID: { fault: 'user', summary: 'A file is no ledger of a rollout, or was damaged.' },
  LEDGER_FOREIGN: { fault: 'user', summary: 'A ledger is that of another campaign.' },
  LEDGER_BUSY: { fault: 'user', summary: 'Another process is writing the ledger.' },
  ROLLOUT_PLAN_INVALID: { fault: 'user', summary: 'A file is no saved plan of a rollout, or was damaged.' },
  TOOLS_OUTDATED: {
    fault: 'user',
    summary: 'A newer version derived the pipelines than the one that is installed, and they differ.',
  },
  SNAPSHOT_INCOMPLETE: { fault: 'bug', summary: 'A plan needs a file of a repository that was not read.' },
} as const satisfies Readonly<Record<string, ErrorDefinition>>;

export type RolloutErrorCode = keyof typeof ERRORS;

/** Thrown by every function of this package; `code` is a key of `ERRORS`. */
export class RolloutError extends CodedError {
  declare readonly code: RolloutErrorCode;

  constructor(code: RolloutErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super({ code, fault: ERRORS[code].fault }, message, options);
  }
}
