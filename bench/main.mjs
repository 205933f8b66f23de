/**
 * Benchmarks of the built command, as its own process, against an emulator in another. Prints one JSON line.
 * Usage: npm run bench -- <name> [--apis n] [--latency-ms n] [--throttle arm]
 *        npm run bench -- faults [--apis n]
 *        npm run bench -- rollout-<name> [--repos n] [--hosting github|azure-devops] [--latency-ms n] [--limits github]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FAULT_BENCHMARKS } from './fault-benchmark.mjs';
import { INSTANCE_BENCHMARKS } from './instance-benchmarks.mjs';
import { ROLLOUT_BENCHMARKS } from './rollout-benchmarks.mjs';

/**
 * @typedef {object} BenchmarkOptions
 * @property {string} folder empty, and removed afterwards
 * @property {number} apis
 * @property {number} repos
 * @property {string} hosting
 * @property {number} latencyMs
 * @property {string | undefined} throttle
 * @property {string | undefined} limits
 *
 * @typedef {(options: BenchmarkOptions) => Promise<object>} Benchmark The result is the line to print.
 */

/** @type {Readonly<Record<string, Benchmark>>} */
const BENCHMARKS = { ...INSTANCE_BENCHMARKS, ...ROLLOUT_BENCHMARKS, ...FAULT_BENCHMARKS };

/** How many APIs, where `--apis` does not say. */
const DEFAULT_APIS = { faults: 3, others: 50 };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    apis: { type: 'string' },
    repos: { type: 'string', default: '100' },
    hosting: { type: 'string', default: 'github' },
    'latency-ms': { type: 'string', default: '50' },
    throttle: { type: 'string' },
    limits: { type: 'string' },
  },
});
const [name = ''] = positionals;
const benchmark = BENCHMARKS[name];
if (!benchmark) {
  console.error(`There is no benchmark ${JSON.stringify(name)}. Known: ${Object.keys(BENCHMARKS).join(', ')}.`);
  process.exit(2);
}
const { hosting, throttle, limits } = values;
const folder = mkdtempSync(join(tmpdir(), 'nx-apiops-bench-'));
try {
  const figures = await benchmark({
    folder,
    apis: Number(values.apis ?? (name === 'faults' ? DEFAULT_APIS.faults : DEFAULT_APIS.others)),
    repos: Number(values.repos),
    hosting,
    latencyMs: Number(values['latency-ms']),
    throttle,
    limits,
  });
  console.log(JSON.stringify({ bench: name, ...figures }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
