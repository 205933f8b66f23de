import { isJsonObject } from '@nx-apiops/plan';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { pipelinesSyncGenerator } from '../pipelines-sync/generator.js';
import { expectWellFormed, filesOf, readFiles, treeWith } from '../testing/golden.js';
import { derivePipelinesMigration } from './derive-pipelines.js';

const stored = (name: string) => readFiles(fileURLToPath(new URL(`fixtures/${name}`, import.meta.url)));

describe.each([
  ['0.1.0-github-minimal', '.github/workflows/publish-environment.yml', '.github/workflows/apiops-publish.yml'],
  ['0.1.0-azure-devops-full', '.azure-pipelines/jobs/publish.yml', '.azure-pipelines/templates/publish.yml'],
])('a repository of version %s', (name, before, after) => {
  it('is carried to derived pipelines that nx sync keeps in step', async () => {
    const tree = treeWith(stored(name));
    expect(tree.exists(before)).toBe(true);
    await derivePipelinesMigration(tree);
    expect([tree.exists(before), tree.exists(after)]).toEqual([false, true]);
    expectWellFormed(filesOf(tree));
    expect(await pipelinesSyncGenerator(tree)).toBeUndefined();
    const nxJson: unknown = JSON.parse(tree.read('nx.json', 'utf8') ?? '');
    const former: unknown = JSON.parse(stored(name)['nx.json'] ?? '');
    expect(nxJson).toEqual({
      ...(isJsonObject(former) ? former : {}),
      sync: { globalGenerators: ['nx-apiops:pipelines-sync'] },
    });
  });

  it('is left as it is the second time, with what the user added', async () => {
    const tree = treeWith({ ...stored(name), [before]: '# ours\n' });
    await derivePipelinesMigration(tree);
    expect(tree.read(before, 'utf8')).toBe('# ours\n');
    const first = filesOf(tree);
    await derivePipelinesMigration(tree);
    expect(filesOf(tree)).toEqual(first);
  });
});

it('every migration is found under its name, with a version', () => {
  const file = new URL('../../migrations.json', import.meta.url);
  const { generators } = JSON.parse(readFileSync(file, 'utf8')) as { readonly generators: Record<string, unknown> };
  for (const [name, migration] of Object.entries(generators)) {
    const implementation = isJsonObject(migration) ? String(migration['implementation']) : '';
    expect(implementation).toMatch(new RegExp(`^\\./dist/migrations/${name}\\.js#\\w+$`));
    expect(existsSync(new URL(`${name}.ts`, import.meta.url))).toBe(true);
    expect(migration).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      description: expect.stringMatching(/\.$/),
    });
  }
});
