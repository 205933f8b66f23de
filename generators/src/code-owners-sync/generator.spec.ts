import { logger, type Tree } from '@nx/devkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { presetGenerator } from '../preset/generator.js';
import type { PresetSchema } from '../preset/schema.js';
import { filesOf, treeWith } from '../testing/golden.js';
import { codeOwnersSyncGenerator } from './generator.js';

let warnings: readonly string[] = [];
beforeEach(() => {
  warnings = [];
  vi.spyOn(logger, 'warn').mockImplementation((message: string) => void (warnings = [...warnings, message]));
});
afterEach(() => void vi.restoreAllMocks());

async function repository(preset: Partial<PresetSchema> = {}): Promise<Tree> {
  const tree = treeWith();
  await presetGenerator(tree, { org: 'acme', environments: ['dev'], ...preset });
  return tree;
}

const catalogue = (owner: string): string => `kind: API\nspec: { owner: ${owner} }\n`;
const writeApi = (tree: Tree, folder: string, owner: string): void =>
  tree.write(`apim-artifacts/${folder}/catalog-info.yaml`, catalogue(owner));

/** The lines for folders of APIs after `nx sync`. */
async function apiLines(tree: Tree, file = '.github/CODEOWNERS'): Promise<readonly string[]> {
  await codeOwnersSyncGenerator(tree);
  const lines = (tree.read(file, 'utf8') ?? '').split('\n');
  return lines.filter((line) => line.includes('/apis/')).map((line) => line.replace('/apim-artifacts/', ''));
}

describe('code-owners-sync', () => {
  it.each(['github', 'azure-devops'] as const)(
    'is registered in new repositories of %s, and in step',
    async (hosting) => {
      const tree = await repository({ hosting });
      expect(JSON.parse(tree.read('nx.json', 'utf8') ?? '')).toMatchObject({
        sync: { globalGenerators: expect.arrayContaining(['nx-apiops:code-owners-sync']) },
      });
      expect(await codeOwnersSyncGenerator(tree)).toBeUndefined();
    },
  );

  it('follows the owner of an API, and shows each line of the difference', async () => {
    const tree = await repository();
    writeApi(tree, 'apis/orders', 'orders');
    await codeOwnersSyncGenerator(tree);
    writeApi(tree, 'apis/orders', 'group:default/sales');
    expect(await codeOwnersSyncGenerator(tree)).toEqual({
      outOfSyncMessage: '.github/CODEOWNERS is not what the catalog-info.yaml files of the APIs say.',
      outOfSyncDetails: [
        '.github/CODEOWNERS (- as it is, + as it should be):',
        '      /.github/CODEOWNERS @acme/api-platform',
        '    - /apim-artifacts/apis/orders/ @acme/orders',
        '    + /apim-artifacts/apis/orders/ @acme/sales',
        '      # <<< derived',
      ],
    });
    expect(await codeOwnersSyncGenerator(tree)).toBeUndefined();
  });

  it('sorts the APIs, those of workspaces too, and escapes their names', async () => {
    const tree = await repository();
    writeApi(tree, 'workspaces/sales/apis/pets', 'pets');
    writeApi(tree, 'apis/Pet Store #1 (Zürich)', 'user:jo');
    writeApi(tree, 'apis/a', 'jo@acme.example');
    expect(await apiLines(tree)).toEqual([
      'apis/Pet\\ Store\\ \\#1\\ (Zürich)/ @jo',
      'apis/a/ jo@acme.example',
      'workspaces/sales/apis/pets/ @acme/pets',
    ]);
  });

  it('leaves APIs without an owner to the platform team', async () => {
    const tree = await repository();
    for (const [name, text] of Object.entries({
      none: 'kind: API\n',
      empty: '',
      broken: 'spec: [',
      lost: 'kind: API\nspec: { owner: *who }\n',
      list: catalogue('[a, b]'),
    })) {
      tree.write(`apim-artifacts/apis/${name}/catalog-info.yaml`, text);
    }
    tree.write('apim-artifacts/apis/bare/apiInformation.json', '{}\n');
    expect(await apiLines(tree)).toEqual([]);
    expect(tree.read('.github/CODEOWNERS', 'utf8')).toContain('\n/apim-artifacts/ @acme/api-platform\n');
  });

  it('finds the API among other entries of a catalogue file', async () => {
    const tree = await repository();
    const text = `kind: System\nspec: { owner: systems }\n---\n${catalogue('orders')}`;
    tree.write('apim-artifacts/apis/orders/catalog-info.yaml', text);
    expect(await apiLines(tree)).toEqual(['apis/orders/ @acme/orders']);
  });

  it('lets no owner become a line of its own, and says whom it cannot name', async () => {
    const tree = await repository();
    writeApi(tree, 'apis/orders', JSON.stringify('x\n* @eve'));
    writeApi(tree, 'apis/pets', 'Pet keepers');
    expect(await apiLines(tree)).toEqual([]);
    expect(warnings).toEqual([
      expect.stringContaining('apis/orders/catalog-info.yaml" names the owner "x\\n* @eve", which .github/CODEOWNERS'),
      expect.stringContaining('apis/pets/catalog-info.yaml" names the owner "Pet keepers"'),
    ]);
  });

  it('derives no shared line where nobody owns everything else', async () => {
    const tree = await repository();
    tree.write('.github/CODEOWNERS', '*.md @acme/docs\n');
    writeApi(tree, 'apis/orders', 'orders');
    await codeOwnersSyncGenerator(tree);
    expect(tree.read('.github/CODEOWNERS', 'utf8')?.split('\n').slice(1)).toEqual([
      '/apim-artifacts/apis/orders/ @acme/orders',
      '# <<< derived',
      '*.md @acme/docs',
      '',
    ]);
  });

  it('writes where GitHub looks, and takes the owners along to Azure DevOps', async () => {
    const tree = await repository();
    tree.rename('.github/CODEOWNERS', 'docs/CODEOWNERS');
    expect(await codeOwnersSyncGenerator(tree)).toMatchObject({ outOfSyncMessage: expect.stringMatching(/^docs\//) });
    expect(filesOf(tree)['.github/CODEOWNERS']).toBeUndefined();
    tree.rename('docs/CODEOWNERS', '.github/CODEOWNERS');
    tree.write('apiops.yaml', (tree.read('apiops.yaml', 'utf8') ?? '').replace('github', 'azure-devops'));
    expect(await codeOwnersSyncGenerator(tree)).toMatchObject({ outOfSyncDetails: ['CODEOWNERS is missing.'] });
    expect(tree.read('CODEOWNERS', 'utf8')).toContain('\n/.azure-pipelines/ @acme/api-platform\n');
  });
});
