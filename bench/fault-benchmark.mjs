import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createProgram } from '@nx-apiops/cli';
import { FAULT_KINDS, startEmulator } from '@nx-apiops/emulator';
import { mustRun } from '../tools/run-command.mjs';
import { fateOf, faultlessPublish, publishedContent } from './fault-sweep.mjs';
import { rounded } from './measured-command.mjs';
import { writeSyntheticRepository } from './synthetic-repository.mjs';

const SERVICE = 'apim-bench';
/** How many publishes run at the same time. */
const AT_ONCE = 4;

/**
 * Every kind of fault at every request of a publish, once and for good. The commands run in this process, on a clock
 * whose waits take no time. `lost` and `stuck` list what must not be; both are empty.
 *
 * @type {Readonly<Record<string, import('./main.mjs').Benchmark>>}
 */
export const FAULT_BENCHMARKS = {
  faults: async ({ folder, apis }) => {
    const startedAt = performance.now();
    const sweep = await createSweep(folder, apis);
    const { content, requests } = await faultlessPublish(sweep);
    const cases = FAULT_KINDS.flatMap((kind) =>
      Array.from({ length: requests }, (_, index) =>
        [false, true].map((forGood) => ({ kind, at: index + 1, forGood })),
      ),
    ).flat();
    /** @type {Record<import('./fault-sweep.mjs').Fate, import('@nx-apiops/emulator').SingleFaultOptions[]>} */
    const fates = { complete: [], repaired: [], lost: [], stuck: [] };
    const waiting = [...cases];
    const work = async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) fates[await fateOf(sweep, next, content)].push(next);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return {
      apis,
      requests,
      kinds: FAULT_KINDS.length,
      publishes: cases.length,
      complete: fates.complete.length,
      repaired: fates.repaired.length,
      lost: fates.lost,
      stuck: fates.stuck,
      seconds: rounded((performance.now() - startedAt) / 1000),
    };
  },
};

/**
 * @param {string} folder
 * @param {number} apis
 * @returns {Promise<import('./fault-sweep.mjs').Sweep>}
 */
async function createSweep(folder, apis) {
  const template = join(folder, 'template');
  const example = await startEmulator({ services: [SERVICE] });
  const { subscriptionId, resourceGroup } = example;
  await example.close();
  mkdirSync(template);
  writeSyntheticRepository(template, { apis, target: { subscriptionId, resourceGroup, serviceName: SERVICE } });
  await mustRun('git', ['init', '--quiet'], { cwd: template });
  await mustRun('git', ['add', '--all'], { cwd: template });
  const author = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', '-c', 'commit.gpgsign=false'];
  await mustRun('git', [...author, 'commit', '--quiet', '--message', 'state'], { cwd: template });
  let copies = 0;
  return {
    start: (single) => startEmulator({ services: [SERVICE], empty: true, ...(single && { faults: { single } }) }),
    open: async (emulator) => {
      const root = join(folder, `copy-${(copies += 1)}`);
      cpSync(template, root, { recursive: true });
      return {
        publish: () => publish(root, emulator.url),
        dispose: () => rmSync(root, { recursive: true, force: true }),
      };
    },
    contentOf: (emulator) => publishedContent(emulator, SERVICE),
  };
}

/**
 * @param {string} root
 * @param {string} url
 * @returns {Promise<number>} the exit code
 */
async function publish(root, url) {
  let code = 0;
  const nothing = () => undefined;
  const output = {
    isJson: true,
    isTerminal: false,
    color: false,
    width: 80,
    print: nothing,
    emit: nothing,
    emitLine: nothing,
    progress: nothing,
    note: nothing,
  };
  const context = {
    output,
    variables: { NX_APIOPS_ARM_ENDPOINT: url },
    signal: new AbortController().signal,
    clock: impatientClock(),
  };
  const program = createProgram(async (_, flags, run) => {
    try {
      code = await run(/** @type {never} */ (flags), context);
    } catch {
      code = 1;
    }
  });
  await program.parseAsync(['node', 'nx-apiops', 'publish', '--json', '--env', 'dev', '--root', root]);
  return code;
}

/** @returns {import('@nx-apiops/plan').Clock} */
function impatientClock() {
  let now = 0;
  return {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
