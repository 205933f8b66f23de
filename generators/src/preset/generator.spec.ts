import { flushChanges, FsTree } from 'nx/src/generators/tree.js';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { loadApiopsConfig } from '@nx-apiops/config';
import { changedFiles, expectGolden, expectWellFormed, filesOf, treeWith } from '../testing/golden.js';
import { presetGenerator } from './generator.js';
import type { PresetSchema } from './schema.js';

const CASES: Readonly<Record<string, PresetSchema>> = {
  'github-minimal': { org: 'acme', environments: ['dev'] },
  'azure-devops-full': {
    name: 'Partner APIs',
    org: 'acme',
    hosting: 'azure-devops',
    project: 'My APIs',
    environments: ['dev', 'pre-prod', 'prod'],
    layout: 'toolkit',
    service: ['prod=apim-production'],
    resourceGroup: ['prod=production'],
    subscription: ['dev=11111111-2222-3333-4444-555555555555', 'prod=66666666-7777-8888-9999-000000000000'],
    platformTeam: 'integration',
  },
  // Names that YAML would read as something else, in the three usual environments.
  'github-odd-names': { org: '1e3', environments: ['dev', 'true', 'null'] },
};

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe.each(Object.entries(CASES))('preset: %s', (name, schema) => {
  it('writes the golden repository', async () => {
    const tree = treeWith();
    await presetGenerator(tree, schema);
    expectGolden(filesOf(tree), import.meta.url, name);
    expectWellFormed(filesOf(tree));
  });

  it('changes nothing on a second run', async () => {
    const tree = treeWith();
    await presetGenerator(tree, schema);
    const first = filesOf(tree);
    await presetGenerator(tree, schema);
    expect(filesOf(tree)).toEqual(first);
  });

  it('writes a configuration that loads, with every environment', async () => {
    const root = mkdtempSync(join(tmpdir(), 'nx-apiops-preset-'));
    folders.push(root);
    const tree = new FsTree(root, false);
    await presetGenerator(tree, schema);
    expect(readdirSync(root), 'nothing is written before the changes are flushed').toEqual([]);
    flushChanges(root, tree.listChanges());
    const config = loadApiopsConfig(root);
    expect(config.organization).toBe(schema.org);
    expect(config.environments.map((environment) => environment.name)).toEqual(schema.environments);
  });
});

describe('preset', () => {
  it('keeps what a user edited, but for the pipelines', async () => {
    const tree = treeWith();
    await presetGenerator(tree, { org: 'acme' });
    const edited = { 'README.md': '# Ours\n', 'configuration.dev.yaml': 'apimServiceName: ours\n', 'nx.json': '{}\n' };
    for (const [path, content] of Object.entries(edited)) tree.write(path, content);
    const before = filesOf(tree);
    await presetGenerator(tree, { org: 'acme' });
    expect(changedFiles(before, filesOf(tree))).toEqual({});
    tree.write('.github/workflows/publish.yml', 'name: ours\n');
    await presetGenerator(tree, { org: 'acme' });
    expect(changedFiles(before, filesOf(tree))).toEqual({});
  });

  it.each<[string, PresetSchema, string]>([
    ['an organization that is no name', { org: 'ac me' }, 'organization'],
    ['an environment that is no name', { org: 'acme', environments: ['Dev'] }, 'environments[0].name'],
    ['an environment named twice', { org: 'acme', environments: ['dev', 'dev'] }, '"dev" names an environment already'],
    [
      'a service of an unknown environment',
      { org: 'acme', service: ['test=apim'] },
      '--service test=apim names "test"',
    ],
    ['a subscription that is no id', { org: 'acme', subscription: ['dev=ours'] }, 'environments[0].subscriptionId'],
    ['a pair without value', { org: 'acme', resourceGroup: ['dev='] }, '--resource-group dev= is not of the form'],
  ])('refuses %s and writes nothing', async (_, schema, message) => {
    const tree = treeWith();
    await expect(presetGenerator(tree, schema)).rejects.toThrow(message);
    expect(filesOf(tree)).toEqual({});
  });
});
