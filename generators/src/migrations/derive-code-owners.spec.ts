import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { codeOwnersSyncGenerator } from '../code-owners-sync/generator.js';
import { filesOf, readFiles, treeWith, type Files } from '../testing/golden.js';
import { deriveCodeOwnersMigration } from './derive-code-owners.js';

const stored = (name: string): Files => readFiles(fileURLToPath(new URL(`fixtures/${name}`, import.meta.url)));
const HEAD =
  '# Who has to approve what. The last line that matches counts. `nx g nx-apiops:api` adds the lines of the APIs.';

it.each([
  ['0.1.0-github-minimal', '.github/CODEOWNERS', '.github'],
  ['0.1.0-azure-devops-full', 'CODEOWNERS', '.azure-pipelines'],
])('the lines of %s become a block, and no line of the user gets lost', async (name, file, pipelines) => {
  const lines = [
    HEAD,
    '* @acme/platform',
    '*.md @acme/docs',
    '/apim-artifacts/apis/billing/ @acme/money # since May',
    '/apim-artifacts/apis/orders/ @acme/orders',
    '/apim-artifacts/apis/pets/ @jo',
  ];
  const entry = (owner: string): string => `kind: API\nspec: { owner: ${owner} }\n`;
  const tree = treeWith({
    ...stored(name),
    [file]: `${lines.join('\n')}\n`,
    'apim-artifacts/apis/billing/catalog-info.yaml': entry('billing'),
    'apim-artifacts/apis/orders/catalog-info.yaml': entry('orders'),
    // As 0.1 wrote it for --owner @jo.
    'apim-artifacts/apis/pets/catalog-info.yaml': entry('jo'),
  });
  await deriveCodeOwnersMigration(tree);
  expect(tree.read(file, 'utf8')?.trimEnd().split('\n')).toEqual([
    ...lines.slice(0, 3),
    '# >>> derived from the owners in catalog-info.yaml. Change them there, then run: npx nx sync',
    '/apim-artifacts/ @acme/platform',
    `/${pipelines}/ @acme/platform`,
    '/apiops.yaml @acme/platform',
    '/configuration*.yaml @acme/platform',
    `/${file} @acme/platform`,
    '/apim-artifacts/apis/billing/ @acme/billing',
    '/apim-artifacts/apis/orders/ @acme/orders',
    '/apim-artifacts/apis/pets/ @acme/jo',
    '# <<< derived',
    '/apim-artifacts/apis/billing/ @acme/money # since May',
    '/apim-artifacts/apis/pets/ @jo',
  ]);
  expect(JSON.parse(tree.read('nx.json', 'utf8') ?? '')).toMatchObject({
    sync: { globalGenerators: ['nx-apiops:code-owners-sync'] },
  });
  expect(await codeOwnersSyncGenerator(tree)).toBeUndefined();
  const first = filesOf(tree);
  await deriveCodeOwnersMigration(tree);
  expect(filesOf(tree)).toEqual(first);
});
