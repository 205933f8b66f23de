import { CodedError, logText, visibleJson, visibleText, type ActionResult, type Json } from '@nx-apiops/plan';

/** Where a command's words go. With `--json` stdout holds one JSON document and nothing else. */
export interface Output {
  readonly isJson: boolean;
  readonly color: boolean;
  readonly width: number;
  /** Whether a person reads stdout. */
  readonly isTerminal: boolean;
  /** The answer, for people; silent with `--json`. */
  print(text: string): void;
  /** The answer, for machines; silent without `--json`. */
  emit(value: unknown): void;
  /** A JSON document on one line, with `--json` and without: for processes that wait for it. */
  emitLine(value: unknown): void;
  /** What is going on: one line that is replaced on a terminal, a line each elsewhere. Goes to stderr. */
  progress(text: string): void;
  /** A line on stderr that stays. */
  note(text: string): void;
}

export interface OutputStreams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const DEFAULT_WIDTH = 120;

/**
 * Follows NO_COLOR, FORCE_COLOR and whether the streams are terminals. Everything that the command writes goes through
 * here, and what it quotes from files and services can neither steer a terminal nor command a pipeline's agent.
 */
export function createOutput(isJson: boolean, { stdout, stderr, env }: OutputStreams): Output {
  const color = wantsColor(stdout, env);
  const isLive = stderr.isTTY === true && !env['CI'];
  const onStderr = (text: string): string => logText(text, { color });
  const clear = (): void => {
    if (isLive) stderr.write('\r\u001b[2K');
  };
  return {
    isJson,
    color,
    width: stdout.columns ?? DEFAULT_WIDTH,
    isTerminal: stdout.isTTY === true,
    print: (text) => {
      clear();
      if (!isJson) stdout.write(withLineEnd(logText(text, { color })));
    },
    emit: (value) => {
      clear();
      if (isJson) stdout.write(`${visibleJson(JSON.stringify(value, undefined, 2))}\n`);
    },
    emitLine: (value) => {
      stdout.write(`${visibleJson(JSON.stringify(value))}\n`);
    },
    progress: (text) => {
      if (isLive) stderr.write(`\r\u001b[2K${onStderr(text).slice(0, (stderr.columns ?? DEFAULT_WIDTH) - 1)}`);
      else stderr.write(`${onStderr(text)}\n`);
    },
    note: (text) => {
      clear();
      stderr.write(`${onStderr(text)}\n`);
    },
  };
}

function withLineEnd(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

function wantsColor(stdout: NodeJS.WriteStream, env: OutputStreams['env']): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] && env['FORCE_COLOR'] !== '0') return true;
  return stdout.isTTY === true;
}

/** `[ 7/12]` */
export function placeText(finished: number, total: number): string {
  return `[${String(finished).padStart(String(total).length)}/${total}]`;
}

/** `✓ create API orders` */
export function resultLine({ status, kind, type, name }: ActionResult, finished: number, total: number): string {
  const mark = { done: 'done   ', failed: 'FAILED ', skipped: 'skipped' }[status];
  return `${placeText(finished, total)} ${mark} ${kind} ${type} ${visibleText(name)}`;
}

/** An error as people read it: what, and what to do next. Stack traces only for our own mistakes. */
export function describeError(error: unknown): string {
  if (error instanceof CodedError) {
    const hint = error.hint === undefined ? '' : `\n  ${error.hint}`;
    const cause = error.cause instanceof CodedError ? `\n  Cause: ${error.cause.message}` : '';
    return `error ${error.code}: ${error.message}${cause}${hint}`;
  }
  return `error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

/** The same for `--json`. */
export function errorJson(error: unknown): Json {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof CodedError)) return { error: { code: 'UNEXPECTED', message } };
  return { error: { code: error.code, message, ...(error.hint !== undefined && { hint: error.hint }) } };
}
