import { CodedError, type ErrorDefinition } from '@nx-apiops/plan';

/** Every error that this package throws. */
export const ERRORS = {
  FILTER: {
    fault: 'user',
    summary: 'configuration.extractor.yaml names a section or resources that do not exist; all are listed.',
  },
  WRITE: { fault: 'user', summary: 'An artifact file cannot be written or removed.' },
} as const satisfies Readonly<Record<string, ErrorDefinition>>;

export type ExtractorErrorCode = keyof typeof ERRORS;

/** Thrown by every function of this package; `code` is a key of `ERRORS`. */
export class ExtractorError extends CodedError {
  declare readonly code: ExtractorErrorCode;

  constructor(code: ExtractorErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super({ code, fault: ERRORS[code].fault }, message, options);
  }
}
