import { beforeAll, describe, expect, it } from 'vitest';
import { FAULT_KINDS, startEmulator, type Emulator, type SingleFaultOptions as SingleFault } from '@nx-apiops/emulator';
import { planFiles } from '@nx-apiops/extractor';
import { fateOf, faultlessPublish, publishedContent } from '../bench/fault-sweep.mjs';
import { sampleState } from '../test-support/sample-resources.js';
import { TestRepository, type CliResult } from '../test-support/test-repository.js';

const SERVICE = 'apim-dev';
/** Runs until everything is there; each one starts where the one before stopped. */
const MAX_RUNS = 8;

function sampleRepository(emulator: Emulator): TestRepository {
  const repository = new TestRepository(emulator, { name: 'acme-apis', service: SERVICE });
  const nothing = new Map<never, never>();
  const { writes } = planFiles({
    live: sampleState(),
    existing: nothing,
    effective: nothing,
    layout: 'apiops-cli',
    inScope: () => true,
  });
  repository.write(Object.fromEntries(writes.map(({ path, text }) => [`apim-artifacts/${path}`, text])));
  repository.commit('sample');
  return repository;
}

function contentOf(emulator: Emulator): string {
  return publishedContent(emulator, SERVICE);
}

describe('a publish under faults', () => {
  let expected: string;
  beforeAll(async () => {
    const emulator = await startEmulator({ services: [SERVICE] });
    const repository = sampleRepository(emulator);
    expect(await repository.run(['publish', '--json'])).toMatchObject({ code: 0 });
    expected = contentOf(emulator);
    repository.dispose();
    await emulator.close();
  });

  describe.each([
    { rate: 0.1, seeds: [1, 2, 3, 4] },
    { rate: 0.5, seeds: [5, 6, 7, 8, 9, 10] },
  ])('on $rate of the requests', ({ rate, seeds }) => {
    it.each(seeds)(
      'ends complete, or says what is missing and completes it later (seed %i)',
      async (seed) => {
        const emulator = await startEmulator({ services: [SERVICE], faults: { rate, seed, delayMs: 5 } });
        const repository = sampleRepository(emulator);
        const runs: CliResult[] = [];
        do {
          runs.push(await repository.run(['publish', '--json']));
        } while (runs.at(-1)?.code !== 0 && runs.length < MAX_RUNS);
        expect(runs.map(({ code, message }) => `${code} ${message}`).at(-1)).toBe('0 ');
        expect(contentOf(emulator)).toBe(expected);
        repository.dispose();
        await emulator.close();
      },
      60_000,
    );
  });
});

describe('a publish with one fault', () => {
  /** Kinds of fault that are hit at each of so many requests, spread over the publish. */
  const POSITIONS = 3;
  const sweep = {
    start: (single: SingleFault | undefined) =>
      startEmulator({ services: [SERVICE], empty: true, ...(single && { faults: { single } }) }),
    open: (emulator: Emulator) => {
      const repository = sampleRepository(emulator);
      const publish = async (): Promise<number> => (await repository.run(['publish', '--json'])).code;
      return Promise.resolve({ publish, dispose: () => repository.dispose() });
    },
    contentOf,
  };
  let faultless: { readonly content: string; readonly requests: number };
  beforeAll(async () => {
    faultless = await faultlessPublish(sweep);
  });

  it('is compared with one that reads no resource back: its answers prove it', async () => {
    const emulator = await sweep.start(undefined);
    const { publish, dispose } = await sweep.open(emulator);
    await publish();
    const reads = Object.keys(emulator.stats().requests.byShape).filter((shape) => /^(GET|HEAD) .*\{\}$/.test(shape));
    expect(reads).toEqual([]);
    dispose();
    await emulator.close();
  });

  it.each(FAULT_KINDS.map((kind, index) => ({ kind, index })))(
    '$kind: loses nothing without a word, and the next run repairs it',
    async ({ kind, index }) => {
      for (let position = 0; position < POSITIONS; position += 1) {
        // Another place for each kind, so that together they cover the publish.
        const share = (position + index / FAULT_KINDS.length) / POSITIONS;
        const fault = { kind, at: 1 + Math.floor(share * faultless.requests), forGood: position % 2 === 1 };
        const fate = await fateOf(sweep, fault, faultless.content);
        expect({ fault, fate: fate === 'complete' ? 'repaired' : fate }).toEqual({ fault, fate: 'repaired' });
      }
    },
    120_000,
  );
});
