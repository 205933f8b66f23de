import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createApimClient,
  folderSource,
  readArtifacts,
  resourceKey,
  withoutUntouchedSamples,
  type ApimClient,
  type Layout,
  type ServiceAddress,
  type State,
} from '@nx-apiops/apim';
import { startEmulator, type Emulator } from '@nx-apiops/emulator';
import { applyFiles, planFiles, readForExtraction } from '@nx-apiops/extractor';
import { applyPublish, checkState, findDrift, planPublish, readForDrift } from '@nx-apiops/publisher';
import { sampleState } from '../test-support/sample-resources.js';
import { NO_SHARED_DATA, sharedData } from '../test-support/shared-data.js';

const SERVICES = ['apim-first', 'apim-second', 'apim-third', 'apim-fourth', 'apim-sample'];

describe('artifacts on their way through an instance and back', () => {
  let emulator: Emulator;
  const folder = mkdtempSync(join(tmpdir(), 'round-trip-'));

  beforeAll(async () => {
    emulator = await startEmulator({ services: SERVICES });
  });
  afterAll(async () => {
    await emulator.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function address(serviceName: string): ServiceAddress {
    return { subscriptionId: emulator.subscriptionId, resourceGroup: emulator.resourceGroup, serviceName };
  }

  function connect(serviceName: string): ApimClient {
    return createApimClient({ service: address(serviceName), endpoint: emulator.url, initialPollDelayMs: 1 });
  }

  async function publish(desired: State, serviceName: string): Promise<void> {
    await checkState(desired, async () => false);
    const { plan, secrets } = planPublish({
      desired,
      actual: new Map(),
      owned: new Set(),
      service: address(serviceName),
      target: serviceName,
      resendSecrets: false,
    });
    const results = await applyPublish(plan, { client: connect(serviceName), secrets });
    expect(results.filter(({ status }) => status !== 'done')).toEqual([]);
  }

  async function extract(serviceName: string, into: string, layout: Layout): Promise<readonly string[]> {
    const existing =
      readdirIfAny(into).length > 0 ? (await readArtifacts(folderSource(into), layout)).state : new Map();
    const { live, inScope } = await readForExtraction({
      client: connect(serviceName),
      filter: undefined,
      existing,
      state: { completePolicyIndexes: [] },
      transitive: true,
    });
    const plan = planFiles({ live, existing, effective: existing, layout, inScope });
    await applyFiles(into, plan);
    return [...plan.writes.map(({ path }) => path), ...plan.deletes.map((path) => `delete ${path}`)];
  }

  function contents(of: string): Readonly<Record<string, string>> {
    return Object.fromEntries(filesBelow(of).map((path) => [path, readFileSync(join(of, path), 'utf8')]));
  }

  describe.each([
    ['apiops-cli', 'apim-first', 'apim-second'],
    ['toolkit', 'apim-third', 'apim-fourth'],
  ] as const)('in the %s layout', (layout, first, second) => {
    const authored = join(folder, `${layout}-authored`);
    const once = join(folder, `${layout}-once`);
    const twice = join(folder, `${layout}-twice`);

    it('publishes authored artifacts of every kind, and extracting over them rewrites nothing', async () => {
      await applyFiles(
        authored,
        planFiles({ live: sampleState(), existing: new Map(), effective: new Map(), layout, inScope: () => true }),
      );
      const { state } = await readArtifacts(folderSource(authored), layout);
      expect([...state.keys()].sort()).toEqual([...sampleState().keys()].sort());
      await publish(state, first);
      expect(await extract(first, authored, layout)).toEqual([]);
    }, 60_000);

    it('finds no drift after that', async () => {
      const { state: published } = await readArtifacts(folderSource(authored), layout);
      const live = await readForDrift(connect(first), published);
      expect(findDrift({ published, live, shared: false })).toEqual([]);
    }, 60_000);

    it('extracts, publishes into another instance and extracts the same files again', async () => {
      await extract(first, once, layout);
      const { state } = await readArtifacts(folderSource(once), layout);
      await publish(state, second);
      await extract(second, twice, layout);
      expect(contents(twice)).toEqual(contents(once));
    }, 60_000);
  });

  const sample = sharedData('toolkit-sample-artifacts');
  it.skipIf(!sample)(
    `publishes a real repository of the older toolkit ${sample ? '' : NO_SHARED_DATA}`,
    async () => {
      const { state: published, layout } = await readArtifacts(folderSource(sample ?? ''));
      await publish(published, 'apim-sample');
      const live = await readForDrift(connect('apim-sample'), published);
      expect(findDrift({ published, live, shared: false })).toEqual([]);
      const { state } = withoutUntouchedSamples(live, (id) => published.has(resourceKey(id)));
      const plan = planFiles({ live: state, existing: published, effective: published, layout, inScope: () => true });
      expect({ writes: plan.writes.map(({ path }) => path), deletes: plan.deletes }).toEqual({
        writes: [],
        deletes: [],
      });
    },
    60_000,
  );
});

function readdirIfAny(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}
