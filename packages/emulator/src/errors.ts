import { CodedError, type ErrorDefinition } from '@nx-apiops/plan';

/** Every error that this package throws. What the emulated service answers is no error of ours: see `ArmFault`. */
export const ERRORS = {
  EMULATOR_OPTION: { fault: 'user', summary: 'An option of the emulator has a value that it cannot work with.' },
  EMULATOR_SEED: { fault: 'user', summary: 'The file that says what the emulator begins with has mistakes.' },
  EMULATOR_PORT: { fault: 'user', summary: 'The emulator cannot listen on the port or address.' },
  EMULATOR_STATE_FILE: { fault: 'user', summary: 'The state file of the emulator cannot be read or written.' },
  EMULATOR_SERVICE: { fault: 'user', summary: 'The emulator has no service of that name.' },
} as const satisfies Readonly<Record<string, ErrorDefinition>>;

export type EmulatorErrorCode = keyof typeof ERRORS;

/** Thrown by every function of this package; `code` is a key of `ERRORS`. */
export class EmulatorError extends CodedError {
  declare readonly code: EmulatorErrorCode;

  constructor(code: EmulatorErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super({ code, fault: ERRORS[code].fault }, message, options);
  }
}
