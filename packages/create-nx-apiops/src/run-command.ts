import { spawn } from 'node:child_process';
import { CreateError } from './errors.js';

/** A program and its arguments. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/** How much of a failed command's output is shown, in lines. */
const SHOWN_LINES = 15;

/** Set by npm and git for the programs that they run; those that we run must not take them for their own. */
const INHERITED =
  /^(npm_config_(workspaces?|include_workspace_root|local_prefix)|npm_(package|lifecycle)_.*|GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX))$/i;

/** Runs a program to its end and gives its stdout. Throws `COMMAND_FAILED` with the last lines that it printed. */
export async function runCommand(
  { program, args }: Command,
  { cwd, env = process.env, signal }: RunOptions,
): Promise<string> {
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !INHERITED.test(name)));
  const child = spawn(program, args, {
    cwd,
    // A daemon of Nx would outlive us.
    env: { ...own, NX_DAEMON: 'false' },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    ...(signal && { signal }),
  });
  const stdout: string[] = [];
  const everything: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout.push(text);
    everything.push(text);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => everything.push(text));
  const shown = `${program.split(/[\\/]/).at(-1) ?? program} ${args.slice(0, 2).join(' ')}`;
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (cause) => {
      if (signal?.aborted) reject(signal.reason instanceof Error ? signal.reason : cause);
      else reject(new CreateError('COMMAND_FAILED', `${shown} could not be started: ${cause.message}`, { cause }));
    });
    child.on('close', resolve);
  });
  if (code === 0) return stdout.join('');
  const lines = everything.join('').trimEnd().split(/\r?\n/).slice(-SHOWN_LINES);
  throw new CreateError(
    'COMMAND_FAILED',
    `${shown} failed with exit code ${code ?? 'none'}:\n${lines.map((line) => `  ${line}`).join('\n')}`,
  );
}
