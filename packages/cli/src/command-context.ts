import type { Clock } from '@nx-apiops/plan';
import type { Output } from './output.js';

/** What every command gets from outside, so that it reads no globals. */
export interface CommandContext {
  readonly output: Output;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Aborts when the user presses Ctrl-C or the process is told to end. */
  readonly signal: AbortSignal;
  /** Default: the system's. Tests wait for nothing. */
  readonly clock?: Clock;
}
