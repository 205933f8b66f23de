import { describe, expect, it } from 'vitest';
import { presetGenerator } from '../preset/generator.js';
import { changedFiles, filesOf, treeWith } from '../testing/golden.js';
import { generate, pipelinesSyncGenerator } from './generator.js';

describe('pipelines-sync', () => {
  it('is registered in new repositories, and finds them in step', async () => {
    const tree = treeWith();
    await presetGenerator(tree, { org: 'acme' });
    expect(JSON.parse(tree.read('nx.json', 'utf8') ?? '')).toMatchObject({
      sync: { globalGenerators: expect.arrayContaining(['nx-apiops:pipelines-sync']) },
    });
    expect(await pipelinesSyncGenerator(tree)).toBeUndefined();
  });

  it('restores what was edited, and shows each line of the difference', async () => {
    const tree = treeWith();
    await presetGenerator(tree, { org: 'acme', environments: ['dev'] });
    const before = filesOf(tree);
    const path = '.github/workflows/apiops-publish.yml';
    tree.write(path, (before[path] ?? '').replace('timeout-minutes: 30', 'timeout-minutes: 90'));
    tree.delete('.github/workflows/drift.yml');
    tree.write('.github/workflows/older.yml', '# Derived from apiops.yaml.\nname: older\n');
    expect(await pipelinesSyncGenerator(tree)).toEqual({
      outOfSyncMessage: expect.stringContaining('apiops.yaml'),
      outOfSyncDetails: [
        `${path} (- as it is, + as it should be):`,
        '          runs-on: ubuntu-latest',
        '    -     timeout-minutes: 90',
        '    +     timeout-minutes: 30',
        '          permissions:',
        '.github/workflows/drift.yml is missing.',
        '.github/workflows/older.yml is not needed any more.',
      ],
    });
    expect(changedFiles(before, filesOf(tree))).toEqual({});
    expect(tree.exists('.github/workflows/older.yml')).toBe(false);
  });

  it('refuses lines of the user that do not fit, and says how they do', async () => {
    const tree = treeWith();
    await presetGenerator(tree, { org: 'acme', hosting: 'azure-devops' });
    const path = '.azure-pipelines/publish.yml';
    const text = tree.read(path, 'utf8') ?? '';
    tree.write(path, text.replace('    # <<<', 'afterPublish:\n  - script: npm run smoke\n    # <<<'));
    await expect(generate(tree, {})).rejects.toThrow(
      /^\.azure-pipelines\/publish\.yml:\d+ {2}this line of yours .* no spaces and must begin with 4, [^\n]+\nWrite keys with 4 spaces/,
    );
  });

  it('takes Windows line ends for what they are', async () => {
    const tree = treeWith();
    await presetGenerator(tree, { org: 'acme' });
    const path = '.github/workflows/publish.yml';
    tree.write(path, (tree.read(path, 'utf8') ?? '').replaceAll('\n', '\r\n'));
    expect(await pipelinesSyncGenerator(tree)).toBeUndefined();
  });
});
