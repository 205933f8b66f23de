/**
 * Benchmarks of the built command, as its own process, against an emulator in another. Prints one JSON line.
 * Usage: npm run bench -- <name> [--apis n] [--latency-ms n] [--throttle arm]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL, fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { NX_APIOPS, startEmulatorProcess } from '../tools/emulator-process.mjs';
import { mustRun } from '../tools/run-command.mjs';
import { BENCHMARKS } from './benchmarks.mjs';

const SERVICE = 'apim-bench';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    apis: { type: 'string', default: '50' },
    'latency-ms': { type: 'string', default: '50' },
    throttle: { type: 'string' },
  },
});
const [name = ''] = positionals;
const benchmark = BENCHMARKS[name];
if (!benchmark) {
  console.error(`There is no benchmark ${JSON.stringify(name)}. Known: ${Object.keys(BENCHMARKS).join(', ')}.`);
  process.exit(2);
}
const apis = Number(values.apis);
const latencyMs = Number(values['latency-ms']);

const folder = mkdtempSync(join(tmpdir(), 'nx-apiops-bench-'));
const emulator = await startEmulatorProcess([
  '--service',
  SERVICE,
  '--empty',
  '--latency-ms',
  String(latencyMs),
  ...(values.throttle ? ['--throttle', values.throttle] : []),
  ...(benchmark.seeded ? ['--seed-apis', String(apis), '--ops', '10'] : []),
]);
try {
  const memoryFile = join(folder, 'memory');
  const repository = join(folder, 'repository');
  const hook = pathToFileURL(fileURLToPath(new URL('./report-memory.mjs', import.meta.url))).href;
  const env = { NX_APIOPS_ARM_ENDPOINT: emulator.url, BENCH_MEMORY_FILE: memoryFile, CI: 'true' };
  /** @param {readonly string[]} args */
  const command = (args) => mustRun(process.execPath, ['--import', hook, NX_APIOPS, ...args], { cwd: repository, env });
  const target = {
    subscriptionId: emulator.subscriptionId,
    resourceGroup: emulator.resourceGroup,
    serviceName: SERVICE,
  };
  await benchmark.prepare({ repository, apis, target, command });
  await emulator.resetStats();
  const { seconds } = await command(benchmark.command);
  const { requests, downloads, peakConcurrency, throttled } = await emulator.stats();
  console.log(
    JSON.stringify({
      bench: name,
      apis,
      latencyMs,
      seconds: Number(seconds.toFixed(2)),
      requests: requests.byMethod,
      requestsPerApi: Number((requests.total / apis).toFixed(2)),
      downloads,
      peakConcurrency,
      throttled,
      peakMemoryMb: Number(readFileSync(memoryFile, 'utf8')),
      shapes: requests.byShape,
    }),
  );
} finally {
  await emulator.stop();
  rmSync(folder, { recursive: true, force: true });
}
