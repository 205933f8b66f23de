import { beforeAll, describe, expect, it } from 'vitest';
import { startEmulator, type Emulator } from '@nx-apiops/emulator';
import { planFiles } from '@nx-apiops/extractor';
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

/** What was published, without what the service makes by itself under names of its own. */
function contentOf(emulator: Emulator): string {
  const resources = emulator.state(SERVICE).resources.filter(({ path }) => !/[0-9a-f]{24}|nx-apiops-/.test(path));
  const text = JSON.stringify(resources, undefined, 1);
  return text
    .replaceAll(/"(primaryKey|secondaryKey|\w*[dD]ate\w*|timeStampUtc|thumbprint)": "[^"]*"/g, '"$1": "…"')
    .replaceAll(/[0-9a-f]{24}/g, '…');
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
