import { logger, type Tree } from '@nx/devkit';
import { parseApiopsConfig } from '@nx-apiops/config';
import { flushChanges, FsTree } from 'nx/src/generators/tree.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { presetGenerator } from '../preset/generator.js';
import type { PresetSchema } from '../preset/schema.js';
import {
  changedFiles,
  expectGolden,
  expectWellFormed,
  filesOf,
  readFiles,
  treeWith,
  type Files,
} from '../testing/golden.js';
import { environmentGenerator } from './generator.js';
import type { EnvironmentSchema } from './schema.js';

const temporary: string[] = [];
beforeEach(() => {
  vi.spyOn(logger, 'info').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
  for (const folder of temporary.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function repository(preset: PresetSchema): Promise<Tree> {
  const tree = treeWith();
  await presetGenerator(tree, preset);
  return tree;
}

async function addEnvironment(tree: Tree, schema: EnvironmentSchema): Promise<Files> {
  const before = filesOf(tree);
  await environmentGenerator(tree, schema);
  return changedFiles(before, filesOf(tree));
}

const OVERRIDES = `# Ours.
apimServiceName: apim-acme-dev # the small one
backends:
  # Owned by the orders team.
  - name: orders
    properties:
      url: https://dev.orders.example.com
`;

const GITHUB: PresetSchema = { org: 'acme', environments: ['dev', 'prod'] };
const CASES: Readonly<Record<string, { readonly preset: PresetSchema; readonly environment: EnvironmentSchema }>> = {
  'github-between': { preset: GITHUB, environment: { name: 'qa', after: 'dev' } },
  'azure-devops-last': {
    preset: { org: 'acme', hosting: 'azure-devops', environments: ['dev'], service: ['dev=apim-small'] },
    environment: {
      name: 'us-gov',
      cloud: 'usgovernment',
      resourceGroup: 'production',
      subscriptionId: '11111111-2222-3333-4444-555555555555',
    },
  },
};

describe.each(Object.entries(CASES))('environment: %s', (name, { preset, environment }) => {
  it('writes the golden files', async () => {
    const tree = await repository(preset);
    tree.write('configuration.dev.yaml', OVERRIDES);
    const changed = await addEnvironment(tree, environment);
    expectGolden(changed, import.meta.url, name);
    expectWellFormed(changed);
  });

  it('changes nothing on a second run, and keeps what a user edited', async () => {
    const tree = await repository(preset);
    await addEnvironment(tree, environment);
    expect(await addEnvironment(tree, environment)).toEqual({});
    tree.write(`configuration.${environment.name}.yaml`, 'apimServiceName: ours\n');
    expect(await addEnvironment(tree, environment)).toEqual({});
  });
});

describe('environment', () => {
  it('keeps the comments of apiops.yaml', async () => {
    const tree = await repository(GITHUB);
    const text = (tree.read('apiops.yaml', 'utf8') ?? '').replace(
      '  - name: prod',
      '  # The one that earns money.\n  - name: prod',
    );
    tree.write('apiops.yaml', text);
    await addEnvironment(tree, { name: 'qa', after: 'dev' });
    const edited = tree.read('apiops.yaml', 'utf8') ?? '';
    expect(edited.split('\n').filter((line) => !text.split('\n').includes(line))).toEqual([
      '  - name: qa',
      '    resourceGroup: rg-apim-acme-qa',
      '    serviceName: apim-acme-qa',
    ]);
    const names = parseApiopsConfig(edited, 'apiops.yaml').environments.map(({ name }) => name);
    expect(names).toEqual(['dev', 'qa', 'prod']);
  });

  it('says after which environment it was put, and that a second run has nothing to do', async () => {
    const printed = (): string => vi.mocked(logger.info).mock.calls.splice(0).flat().join('\n');
    const tree = await repository(GITHUB);
    await addEnvironment(tree, { name: 'dr' });
    expect(printed()).toContain(
      'dr comes after prod, the last one until now; --after <environment> puts it elsewhere.\n',
    );
    await addEnvironment(tree, { name: 'qa', after: 'dev' });
    expect(printed()).toContain('qa comes after dev.\n');
    await addEnvironment(tree, { name: 'qa' });
    expect(printed()).toBe('qa is in apiops.yaml already. There is nothing to do.');
    tree.delete('configuration.qa.yaml');
    await addEnvironment(tree, { name: 'qa' });
    expect(printed()).toContain('qa is in apiops.yaml already. What it lacked is written.');
  });

  it('names where copied overrides come from once, however often they are copied', async () => {
    const tree = await repository(GITHUB);
    await addEnvironment(tree, { name: 'qa', after: 'dev' });
    await addEnvironment(tree, { name: 'stage', after: 'qa' });
    expect(tree.read('configuration.stage.yaml', 'utf8')?.match(/Copied from .*/g)).toEqual([
      'Copied from configuration.qa.yaml: look at each value, then remove this line.',
    ]);
  });

  it.each<[string, string, Omit<EnvironmentSchema, 'name'>, readonly unknown[]]>([
    ['those of the next one', 'protection: {}', { after: 'dev' }, [undefined, 'sre', 'sre']],
    ['those of the one before, as the last one', 'protection: {}', {}, [undefined, 'sre', 'sre']],
    ['those that are stated', '', { after: 'dev', reviewers: ['qa-team '] }, [undefined, 'qa-team', 'sre']],
    ['none, where the repository is not guarded', '', { after: 'dev' }, [undefined, undefined, 'sre']],
    ['none, where asked for', 'protection: {}', { after: 'dev', approval: false }, [undefined, undefined, 'sre']],
  ])('gets reviewers: %s', async (_, section, schema, expected) => {
    const tree = await repository(GITHUB);
    const approval = '    approval: { reviewers: [sre], selfReview: false }\n';
    const text = (tree.read('apiops.yaml', 'utf8') ?? '').replace(/(serviceName: apim-acme-prod\n)/, `$1${approval}`);
    tree.write('apiops.yaml', `${text}${section}\n`);
    const options = { name: 'qa', ...schema };
    await addEnvironment(tree, options);
    const { environments } = parseApiopsConfig(tree.read('apiops.yaml', 'utf8') ?? '', 'apiops.yaml');
    expect(environments.map((environment) => environment.approval?.reviewers?.[0])).toEqual(expected);
    for (const environment of environments) expect(environment.approval?.selfReview ?? false).toBe(false);
    expect(await addEnvironment(tree, options)).toEqual({});
  });

  it.each<[string, EnvironmentSchema, string]>([
    [
      'a taken name with other reviewers',
      { name: 'prod', reviewers: ['sre'] },
      'apiops.yaml has an environment prod already, with reviewers not set instead of sre.',
    ],
    [
      'options that contradict each other',
      { name: 'qa', approval: false, reviewers: ['sre'] },
      '--no-approval contradicts --reviewers.',
    ],
    [
      'a taken name with another instance',
      { name: 'prod', serviceName: 'other' },
      'apiops.yaml has an environment prod already, with serviceName apim-acme-prod instead of other.',
    ],
    [
      'a taken name in another place',
      { name: 'dev', after: 'prod' },
      'apiops.yaml has an environment dev already, with after not set instead of prod.',
    ],
    ['an unknown place', { name: 'qa', after: 'test' }, '"test" is no environment of apiops.yaml'],
    ['a name that is none', { name: 'QA' }, 'an environment is named by'],
    ['an instance that is none', { name: 'qa', serviceName: '1' }, 'an instance is named by'],
  ])('refuses %s and writes nothing', async (_, schema, message) => {
    const tree = await repository(GITHUB);
    const before = filesOf(tree);
    await expect(addEnvironment(tree, schema)).rejects.toThrow(message);
    expect(filesOf(tree)).toEqual(before);
  });

  it('writes nothing to the disk before its changes are flushed', async () => {
    const root = mkdtempSync(join(tmpdir(), 'nx-apiops-environment-'));
    temporary.push(root);
    const preset = new FsTree(root, false);
    await presetGenerator(preset, GITHUB);
    flushChanges(root, preset.listChanges());
    const before = readFiles(root);
    await environmentGenerator(new FsTree(root, false), { name: 'qa' });
    expect(readFiles(root)).toEqual(before);
  });
});
