import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createProgram, type CommandContext, type Output } from '@nx-apiops/cli';
import type { Emulator } from '@nx-apiops/emulator';
import type { Clock } from '@nx-apiops/plan';

/** What a command answered. */
export interface CliResult {
  readonly code: number;
  /** What people would read on stdout. */
  readonly text: string;
  /** The document of `--json`. */
  readonly json: unknown;
  /** Code of the error that ended the command. */
  readonly error: string | undefined;
  readonly message: string;
}

/** Waits cost nothing, so that retries and pauses do not slow a test down. */
function impatientClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** An APIOps repository in a temporary folder, with git, whose commands run in this process. */
export class TestRepository {
  readonly folder: string;
  readonly #emulator: Pick<Emulator, 'url'>;

  constructor(
    emulator: Emulator,
    options: { readonly name: string; readonly service: string; readonly git?: boolean },
  ) {
    this.folder = mkdtempSync(join(tmpdir(), `${options.name}-`));
    this.#emulator = emulator;
    const { subscriptionId, resourceGroup } = emulator;
    this.write({
      'apiops.yaml': `version: 1\norganization: acme\nrepository: ${options.name}\nhosting: github\nenvironments:\n  - name: dev\n    subscriptionId: ${subscriptionId}\n    resourceGroup: ${resourceGroup}\n    serviceName: ${options.service}\n`,
    });
    if (options.git !== false) this.git('init', '--quiet');
  }

  /** Writes files by their path from the root; objects become information files. */
  write(files: Readonly<Record<string, string | object>>): void {
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, typeof content === 'string' ? content : `${JSON.stringify(content, undefined, 2)}\n`);
    }
  }

  remove(...paths: readonly string[]): void {
    for (const path of paths) rmSync(join(this.folder, path), { recursive: true });
  }

  /** Commits everything; returns the commit. */
  commit(message: string): string {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', message);
    return this.git('rev-parse', 'HEAD').trim();
  }

  git(...args: readonly string[]): string {
    const author = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...author, ...args], { cwd: this.folder, encoding: 'utf8' });
  }

  /** Runs `nx-apiops <args> --env dev` here. */
  async run(args: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<CliResult> {
    const result = {
      code: 0,
      text: '',
      json: undefined as unknown,
      error: undefined as string | undefined,
      message: '',
    };
    const output: Output = {
      isJson: args.includes('--json'),
      color: false,
      width: 120,
      isTerminal: false,
      print: (text) => (result.text += `${text}\n`),
      emit: (value) => (result.json = value),
      emitLine: () => undefined,
      progress: () => undefined,
      note: () => undefined,
    };
    const context: CommandContext = {
      output,
      variables: { NX_APIOPS_ARM_ENDPOINT: this.#emulator.url, ...variables },
      signal: new AbortController().signal,
      clock: impatientClock(),
    };
    const program = createProgram(async (_, flags, run) => {
      try {
        result.code = await run(flags as never, context);
      } catch (error) {
        result.code = -1;
        result.error =
          typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'UNEXPECTED';
        result.message = error instanceof Error ? error.message : String(error);
      }
    });
    await program.parseAsync(['node', 'nx-apiops', ...args, '--env', 'dev', '--root', this.folder]);
    return result;
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
