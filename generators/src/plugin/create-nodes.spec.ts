import type { ProjectConfiguration } from '@nx/devkit';
import { flushChanges, FsTree } from 'nx/src/generators/tree.js';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { presetGenerator } from '../preset/generator.js';
import type { PresetSchema } from '../preset/schema.js';
import { readFiles, type Files } from '../testing/golden.js';
import { createNodes } from './create-nodes.js';

const temporary: string[] = [];
afterEach(() => {
  for (const folder of temporary.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A repository on disk with these files in the artifact folder. */
async function repository(
  files: Files,
  preset: PresetSchema = { org: 'acme', environments: ['dev', 'prod'] },
): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'nx-apiops-plugin-'));
  temporary.push(root);
  const tree = new FsTree(root, false);
  await presetGenerator(tree, preset);
  flushChanges(root, tree.listChanges());
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, 'apim-artifacts', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return root;
}

/** The projects by root, inferred as Nx would: from the files that match the pattern. */
async function infer(root: string): Promise<Readonly<Record<string, ProjectConfiguration>>> {
  const files = Object.keys(readFiles(root)).filter(
    (path) => path === 'apiops.yaml' || /(^|\/)apis\/[^/]+\/apiInformation\.json$/.test(path),
  );
  const results = await createNodes[1](files, undefined, { workspaceRoot: root, nxJsonConfiguration: {} });
  return Object.assign({}, ...results.map(([, { projects }]) => projects));
}

const api = (properties: object = {}): string =>
  JSON.stringify({ properties: { displayName: 'x', path: 'x', ...properties } });
const inbound = (content: string): string => `<policies><inbound><base />${content}</inbound></policies>`;

describe('the root project', () => {
  it('has each environment as a configuration of each target, none of them cached', async () => {
    const { '.': root } = await infer(await repository({}));
    expect(root).toMatchObject({ name: 'apim', root: '.' });
    expect(Object.keys(root?.targets ?? {})).toEqual(['extract', 'plan', 'publish', 'drift']);
    for (const [name, target] of Object.entries(root?.targets ?? {})) {
      expect(target).toMatchObject({
        cache: false,
        options: { command: `nx-apiops ${name}` },
        configurations: {
          dev: { command: `nx-apiops ${name} --env dev` },
          prod: { command: `nx-apiops ${name} --env prod` },
        },
      });
    }
  });

  it('takes no other environment for one that is misspelt, but for what apiops.yaml extracts from', async () => {
    const { '.': root } = await infer(await repository({}));
    for (const verb of ['plan', 'publish', 'drift'])
      expect(root?.targets?.[verb]).not.toHaveProperty('defaultConfiguration');
    expect(root?.targets?.['extract']?.defaultConfiguration).toBe('dev');
  });
});

describe('the project of an API', () => {
  it('says in its tags whose it is and how far', async () => {
    const catalog =
      'metadata: { title: Orders, description: Takes orders. }\nspec: { owner: orders-team, lifecycle: production, system: sales }\n';
    const projects = await infer(
      await repository({ 'apis/orders/apiInformation.json': api(), 'apis/orders/catalog-info.yaml': catalog }),
    );
    expect(projects['apim-artifacts/apis/orders']).toMatchObject({
      name: 'orders',
      tags: ['type:api', 'owner:orders-team', 'lifecycle:production', 'system:sales'],
      metadata: { description: 'Orders: Takes orders.' },
    });
  });

  it('is there without a catalogue entry, or with one that cannot be read', async () => {
    const projects = await infer(
      await repository({
        'apis/a/apiInformation.json': api(),
        'apis/b/apiInformation.json': api(),
        'apis/b/catalog-info.yaml': ': [',
      }),
    );
    expect(projects['apim-artifacts/apis/a']?.tags).toEqual(['type:api']);
    expect(projects['apim-artifacts/apis/b']?.tags).toEqual(['type:api']);
  });

  it('has the revisions of the API among its inputs', async () => {
    const projects = await infer(
      await repository({ 'apis/orders/apiInformation.json': api(), 'apis/orders;rev=2/apiInformation.json': api() }),
    );
    expect(Object.keys(projects)).toEqual(['.', 'apim-artifacts/apis/orders']);
    expect(projects['apim-artifacts/apis/orders']?.namedInputs?.['shared']).toEqual([
      '{workspaceRoot}/apim-artifacts/apis/orders;rev=2/**/*',
    ]);
  });

  it('has what its policies use among its inputs, also by way of fragments, and nothing else', async () => {
    const shared = (root: Readonly<Record<string, ProjectConfiguration>>, name: string): unknown =>
      root[`apim-artifacts/apis/${name}`]?.namedInputs?.['shared'];
    const projects = await infer(
      await repository({
        'backends/orders/backendInformation.json': '{}',
        'backends/billing/backendInformation.json': '{}',
        'namedValues/abc123/namedValueInformation.json': JSON.stringify({ properties: { displayName: 'Region' } }),
        'namedValues/limit/namedValueInformation.json': '{}',
        'policyFragments/Common/policyFragmentInformation.json': JSON.stringify({
          properties: {
            value:
              '<fragment><set-variable name="limit" value="{{limit}}" /><include-fragment fragment-id="common" /></fragment>',
          },
        }),
        'versionSets/orders/versionSetInformation.json': '{}',
        'apis/orders/apiInformation.json': api({ apiVersionSetId: '/apiVersionSets/orders' }),
        'apis/orders/policy.xml': inbound(
          '<set-backend-service backend-id="orders" /><include-fragment fragment-id="common" />',
        ),
        'apis/orders/operations/get/policy.xml': inbound('<set-header name="r"><value>{{region}}</value></set-header>'),
        'apis/plain/apiInformation.json': api(),
        'apis/plain/policy.xml': '<policies><inbound></policies>',
      }),
    );
    expect(shared(projects, 'orders')).toEqual(
      [
        'backends/orders',
        'namedValues/abc123',
        'namedValues/limit',
        'policyFragments/Common',
        'versionSets/orders',
      ].map((path) => `{workspaceRoot}/apim-artifacts/${path}/**/*`),
    );
    expect(shared(projects, 'plain')).toEqual([]);
  });

  it('has the overrides of what it uses among its inputs, and those of others not', async () => {
    const root = await repository({
      'backends/shop/backendInformation.json': '{}',
      'apis/orders/apiInformation.json': api(),
      'apis/orders/policy.xml': inbound('<set-backend-service backend-id="shop" />'),
      'apis/billing/apiInformation.json': api(),
    });
    writeFileSync(join(root, 'configuration.dev.yaml'), 'backends:\n  - { name: Shop, properties: { url: x } }\n');
    writeFileSync(join(root, 'configuration.prod.yaml'), 'apis:\n  - { name: billing }\n');
    const projects = await infer(root);
    expect(projects['apim-artifacts/apis/orders']?.namedInputs?.['overrides']).toEqual([
      '{workspaceRoot}/configuration.dev.yaml',
    ]);
    expect(projects['apim-artifacts/apis/billing']?.namedInputs?.['overrides']).toEqual([
      '{workspaceRoot}/configuration.prod.yaml',
    ]);
    writeFileSync(join(root, 'configuration.prod.yaml'), 'apis: [');
    expect((await infer(root))['apim-artifacts/apis/orders']?.namedInputs?.['overrides']).toHaveLength(2);
  });

  it('has a cacheable target for its checks, with all that it uses as inputs', async () => {
    const projects = await infer(await repository({ 'apis/orders/apiInformation.json': api() }));
    expect(projects['apim-artifacts/apis/orders']?.targets?.['check']).toMatchObject({
      executor: 'nx:noop',
      cache: true,
      inputs: ['default', 'shared', 'overrides'],
    });
  });

  it('finds fragments and named values in the layout of the older toolkit', async () => {
    const root = await repository(
      {
        'named values/region/namedValueInformation.json': '{}',
        'policy fragments/common/policyFragmentInformation.json': '{}',
        'policy fragments/common/policy.xml': '<fragment><set-variable name="r" value="{{region}}" /></fragment>',
        'apis/orders/apiInformation.json': api(),
        'apis/orders/policy.xml': inbound('<include-fragment fragment-id="common" />'),
      },
      { org: 'acme', layout: 'toolkit' },
    );
    expect((await infer(root))['apim-artifacts/apis/orders']?.namedInputs?.['shared']).toEqual([
      '{workspaceRoot}/apim-artifacts/named values/region/**/*',
      '{workspaceRoot}/apim-artifacts/policy fragments/common/**/*',
    ]);
  });

  it('has a name that no other project has', async () => {
    const projects = await infer(
      await repository({
        'apis/apim/apiInformation.json': api(),
        'apis/orders/apiInformation.json': api(),
        'workspaces/sales/apis/orders/apiInformation.json': api(),
      }),
    );
    expect(Object.values(projects).map(({ name }) => name)).toEqual(['apim', 'apis/apim', 'orders', 'sales/orders']);
  });
});

describe('createNodes', () => {
  it('leaves folders outside of the artifacts alone', async () => {
    const root = await repository({});
    mkdirSync(join(root, 'examples/apis/orders'), { recursive: true });
    writeFileSync(join(root, 'examples/apis/orders/apiInformation.json'), api());
    expect(Object.keys(await infer(root))).toEqual(['.']);
  });

  it('infers nothing in a workspace that is no APIOps repository', async () => {
    expect(
      await createNodes[1](['apis/orders/apiInformation.json'], undefined, {
        workspaceRoot: tmpdir(),
        nxJsonConfiguration: {},
      }),
    ).toEqual([]);
  });

  it('names file and line of a configuration that is not valid', async () => {
    const root = await repository({});
    writeFileSync(join(root, 'apiops.yaml'), 'version: 1\norganization: acme\nhosting: gitlab\n');
    await expect(infer(root)).rejects.toThrow(/apiops\.yaml:3:\d+ +hosting/);
  });
});
