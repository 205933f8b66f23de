import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmulatorProcess } from '../tools/emulator-process.mjs';
import { mustRun } from '../tools/run-command.mjs';
import { measuredCommand, rounded } from './measured-command.mjs';
import { writeSyntheticRepository } from './synthetic-repository.mjs';

const SERVICE = 'apim-bench';

/**
 * @typedef {object} InstanceContext
 * @property {string} repository folder to prepare
 * @property {number} apis
 * @property {{ subscriptionId: string, resourceGroup: string, serviceName: string }} target
 * @property {(args: readonly string[]) => Promise<unknown>} command runs nx-apiops in the repository
 *
 * @typedef {object} InstanceBenchmark
 * @property {boolean} [seeded] the instance is full at the start
 * @property {(context: InstanceContext) => Promise<void>} prepare
 * @property {readonly string[]} command what is measured
 */

/** @param {InstanceContext} context */
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

/** @param {InstanceContext} context */
async function publishOnce(context) {
  await writeAndCommit(context);
  await context.command(PUBLISH);
}

/** @param {InstanceContext} context */
async function emptyRepository({ repository, target }) {
  mkdirSync(repository, { recursive: true });
  writeSyntheticRepository(repository, { apis: 0, target });
  await mustRun(process.execPath, ['-e', "fs.rmSync('apim-artifacts', { recursive: true })"], { cwd: repository });
}

const PUBLISH = ['publish', '--env', 'dev'];
const EXTRACT = ['extract', '--env', 'dev'];

/** @type {Readonly<Record<string, InstanceBenchmark>>} */
const COMMANDS = {
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

/** Of one API Management instance. @type {Readonly<Record<string, import('./main.mjs').Benchmark>>} */
export const INSTANCE_BENCHMARKS = Object.fromEntries(
  Object.entries(COMMANDS).map(([name, benchmark]) => [name, (options) => measure(benchmark, options)]),
);

/**
 * @param {InstanceBenchmark} benchmark
 * @param {import('./main.mjs').BenchmarkOptions} options
 */
async function measure(benchmark, { folder, apis, latencyMs, throttle }) {
  const emulator = await startEmulatorProcess([
    ...['--service', SERVICE, '--empty', '--latency-ms', String(latencyMs)],
    ...(throttle ? ['--throttle', throttle] : []),
    ...(benchmark.seeded ? ['--seed-apis', String(apis), '--ops', '10'] : []),
  ]);
  try {
    const repository = join(folder, 'repository');
    const place = { folder, cwd: repository, env: { NX_APIOPS_ARM_ENDPOINT: emulator.url } };
    /** @param {readonly string[]} args */
    const command = (args) => measuredCommand(args, place);
    const { subscriptionId, resourceGroup } = emulator;
    await benchmark.prepare({
      repository,
      apis,
      target: { subscriptionId, resourceGroup, serviceName: SERVICE },
      command,
    });
    await emulator.resetStats();
    const { seconds, peakMemoryMb } = await command(benchmark.command);
    const { requests, downloads, peakConcurrency, throttled } = await emulator.stats();
    return {
      apis,
      latencyMs,
      seconds,
      requests: requests.byMethod,
      requestsPerApi: rounded(requests.total / apis),
      downloads,
      peakConcurrency,
      throttled,
      peakMemoryMb,
      shapes: requests.byShape,
    };
  } finally {
    await emulator.stop();
  }
}
