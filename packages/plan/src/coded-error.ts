import { logText } from './log-text.js';

/** Whose move it is: the person running the command, the service, or us. */
export type Fault = 'user' | 'service' | 'bug';

/** One row of a package's table of errors. */
export interface ErrorDefinition {
  readonly fault: Fault;
  /** One sentence for the generated documentation page. */
  readonly summary: string;
}

/**
 * Base of each package's own error class: a stable code, whose fault it is, and what to do next. Message and hint may
 * quote files and services: whoever prints them, nothing in them is obeyed by a terminal or by a pipeline's agent.
 */
export class CodedError extends Error {
  readonly code: string;
  readonly fault: Fault;
  readonly hint: string | undefined;

  constructor(
    { code, fault }: { readonly code: string; readonly fault: Fault },
    message: string,
    options: { hint?: string; cause?: unknown } = {},
  ) {
    super(logText(message), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.fault = fault;
    this.hint = options.hint === undefined ? undefined : logText(options.hint);
  }
}
