import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from '../tools/run-command.mjs';
import { writeSyntheticRepository } from './synthetic-repository.mjs';

/**
 * @typedef {object} BenchmarkContext
 * @property {string} repository folder to prepare
 * @property {number} apis
 * @property {{ subscriptionId: string, resourceGroup: string, serviceName: string }} target
 * @property {(args: readonly string[]) => Promise<unknown>} command runs nx-apiops in the repository
 *
 * @typedef {object} Benchmark
 * @property {boolean} [seeded] the instance is full at the start
 * @property {(context: BenchmarkContext) => Promise<void>} prepare
 * @property {readonly string[]} command what is measured
 */

/** @param {BenchmarkContext} context */
async function writeAndCommit({ repository, apis, target }) {
  writeSyntheticRepository(repository, { apis, target });
  await mustRun('git', ['init', '--quiet'], { cwd: repository });
  await commitAll(repository);
}

/** @param {string} repository */
async function commitAll(repository) {
  await mustRun('git', ['add', '--all'], { cwd: repository });
  const author = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', '-c', 'commit.gpgsign=false'];
  await mustRun('git', [...author, 'commit', '--quiet', '--message', 'state'], { cwd: repository });
}

/** @param {BenchmarkContext} context */
async function publishOnce(context) {
  await writeAndCommit(context);
  await context.command(PUBLISH);
}

/** @param {BenchmarkContext} context */
async function emptyRepository({ repository, target }) {
  mkdirSync(repository, { recursive: true });
  writeSyntheticRepository(repository, { apis: 0, target });
  await mustRun(process.execPath, ['-e', "fs.rmSync('apim-artifacts', { recursive: true })"], { cwd: repository });
}

const PUBLISH = ['publish', '--env', 'dev'];
const EXTRACT = ['extract', '--env', 'dev'];

/** @type {Readonly<Record<string, Benchmark>>} */
export const BENCHMARKS = {
  publish: { prepare: writeAndCommit, command: PUBLISH },
  'publish-again': { prepare: publishOnce, command: PUBLISH },
  'publish-one': {
    prepare: async (context) => {
      await publishOnce(context);
      const file = join(context.repository, 'apim-artifacts/apis/api-00000/policy.xml');
      writeFileSync(file, readFileSync(file, 'utf8').replace('override', 'skip'));
      await commitAll(context.repository);
    },
    command: PUBLISH,
  },
  'plan-full': { prepare: publishOnce, command: ['plan', '--env', 'dev', '--full'] },
  extract: { seeded: true, prepare: emptyRepository, command: EXTRACT },
  'extract-again': {
    seeded: true,
    prepare: async (context) => {
      await emptyRepository(context);
      await context.command(EXTRACT);
    },
    command: EXTRACT,
  },
};
