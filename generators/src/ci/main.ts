import { CodedError, logText } from '@nx-apiops/plan';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { GeneratorError } from '../errors.js';
import { azureDevOpsHost } from './azure-devops-host.js';
import { githubHost } from './github-host.js';
import type { Host } from './host.js';
import type { Git } from './propose-changes.js';
import { runCi } from './run-ci.js';

/** 0 done, 1 something failed, 2 unusable input. */
export type ExitCode = 0 | 1 | 2;

/** Runs one step of a pipeline on this machine. Never throws. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  try {
    const repository = process.env['GITHUB_REPOSITORY'] ?? process.env['BUILD_REPOSITORY_NAME'] ?? 'this repository';
    const result = await runCi(args, { host: hostOf(process.env), git: GIT, read, repository });
    process.stdout.write(`${logText(result)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof CodedError)) {
      say(`error: ${error instanceof Error ? error.message : String(error)}`);
      return 1;
    }
    say(`error ${error.code}: ${error.message}${error.hint === undefined ? '' : `\n  ${error.hint}`}`);
    return error.fault === 'user' ? 2 : 1;
  }
}

/** A line on stderr. */
function say(text: string): void {
  process.stderr.write(`${logText(text)}\n`);
}

/** Where the pipeline runs. Throws `HOST_UNKNOWN`. */
export function hostOf(variables: Readonly<Record<string, string | undefined>>): Host {
  const ports = {
    variables,
    fetch,
    sleep: async (delayMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs)),
  };
  if (variables['GITHUB_ACTIONS'] === 'true') return githubHost(ports);
  if (/^true$/i.test(variables['TF_BUILD'] ?? '')) return azureDevOpsHost(ports);
  throw new GeneratorError('HOST_UNKNOWN', 'This runs neither in GitHub Actions nor in Azure Pipelines.', {
    hint: 'The derived pipelines run it; there is no use for it elsewhere.',
  });
}

const execute = promisify(execFile);

const GIT: Git = {
  run: async (...args) => (await execute('git', [...args], { maxBuffer: 64 * 1024 * 1024 })).stdout,
  succeeds: async (...args) =>
    execute('git', [...args]).then(
      () => true,
      () => false,
    ),
};

async function read(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
