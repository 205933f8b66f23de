import { logger, type Tree } from '@nx/devkit';
import { parseOverrides } from '@nx-apiops/config';
import { flushChanges, FsTree } from 'nx/src/generators/tree.js';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
import { apiGenerator } from './generator.js';
import type { ApiSchema } from './schema.js';

const FIXTURES = fileURLToPath(new URL('fixtures', import.meta.url));
const require = createRequire(import.meta.url);

const temporary: string[] = [];
beforeEach(() => {
  vi.spyOn(logger, 'info').mockImplementation(() => undefined);
  vi.spyOn(logger, 'warn').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
  for (const folder of temporary.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function repository(preset: PresetSchema = { org: 'acme', environments: ['dev', 'prod'] }): Promise<Tree> {
  const tree = treeWith();
  await presetGenerator(tree, preset);
  return tree;
}

/** Adds an API, with its description from a folder. */
async function addApi(tree: Tree, schema: ApiSchema, folder = FIXTURES): Promise<Files> {
  const before = filesOf(tree);
  await apiGenerator(tree, schema, { fetch: () => Promise.reject(new Error('offline')), folders: [folder] });
  return changedFiles(before, filesOf(tree));
}

/** A folder with one description that a test may change. */
function source(name: string, text: string): { readonly folder: string; readonly write: (text: string) => void } {
  const folder = mkdtempSync(join(tmpdir(), 'nx-apiops-spec-'));
  temporary.push(folder);
  const write = (content: string): void => writeFileSync(join(folder, name), content);
  write(text);
  return { folder, write };
}

const fixture = (name: string): string => readFileSync(join(FIXTURES, name), 'utf8');

const CASES: Readonly<Record<string, { readonly preset: PresetSchema; readonly api: ApiSchema }>> = {
  'openapi-full': {
    preset: { org: 'acme', environments: ['dev', 'prod'] },
    api: {
      name: 'orders',
      spec: 'orders.yaml',
      path: '/sales/orders/',
      product: 'partners',
      tags: ['sales', 'core'],
      owner: 'orders-team',
      lifecycle: 'production',
      businessGoal: 'Orders without phone calls',
      backendUrl: ['prod=https://orders.example.com/v1/'],
      policy: 'jwt',
    },
  },
  'graphql-toolkit': {
    preset: { org: 'acme', hosting: 'azure-devops', environments: ['dev'], layout: 'toolkit' },
    api: {
      name: 'catalogue',
      spec: 'catalogue.graphql',
      product: 'partners',
      tags: ['sales'],
      backendUrl: ['dev=https://catalogue.example.com/graphql'],
      policy: 'rate-limit',
    },
  },
  'wsdl-versioned': {
    preset: { org: 'acme', environments: ['dev'] },
    api: { name: 'billing-v2', spec: 'billing.wsdl', version: 'v2', versioning: 'header' },
  },
  'swagger-odd-names': {
    preset: { org: 'acme', environments: ['dev'] },
    api: { name: "Pet's Store (Zürich)", spec: 'pets.json', product: 'For Pets', tags: ['Small Animals'] },
  },
};

describe.each(Object.entries(CASES))('api: %s', (name, { preset, api }) => {
  it('writes the golden files', async () => {
    const tree = await repository(preset);
    const changed = await addApi(tree, api);
    expectGolden(changed, import.meta.url, name);
    expectWellFormed(changed);
  });

  it('changes nothing on a second run', async () => {
    const tree = await repository(preset);
    await addApi(tree, api);
    expect(await addApi(tree, api)).toEqual({});
  });

  it('writes overrides that the publisher accepts', async () => {
    const tree = await repository(preset);
    await addApi(tree, api);
    for (const environment of preset.environments ?? []) {
      const file = `configuration.${environment}.yaml`;
      const { entries } = parseOverrides(tree.read(file, 'utf8') ?? '', file, { tokens: () => undefined });
      expect(entries).toContainEqual(expect.objectContaining({ section: 'backends', name: api.name }));
    }
  });
});

describe('a second run', () => {
  it('keeps what a user edited, the specification included', async () => {
    const tree = await repository();
    const schema: ApiSchema = { name: 'orders', spec: 'orders.yaml', product: 'partners', tags: ['sales'] };
    const written = Object.keys(await addApi(tree, schema));
    for (const path of written) tree.write(path, `${tree.read(path, 'utf8')?.trimEnd()}  \n`);
    expect(await addApi(tree, schema)).toEqual({});
  });

  it('takes over a changed description, and changes nothing else', async () => {
    const tree = await repository();
    const { folder, write } = source('orders.yaml', fixture('orders.yaml'));
    const schema: ApiSchema = { name: 'orders', spec: 'orders.yaml' };
    await addApi(tree, schema, folder);
    tree.write('apim-artifacts/apis/orders/policy.xml', '<policies />\n');
    write(fixture('orders.yaml').replace('1.4.0', '1.5.0'));
    const changed = await addApi(tree, schema, folder);
    expect(Object.keys(changed)).toEqual([
      'apim-artifacts/apis/orders/catalog-info.yaml',
      'apim-artifacts/apis/orders/specification.yaml',
    ]);
    expect(changed['apim-artifacts/apis/orders/specification.yaml']).toContain('version: 1.5.0');
    expect(await addApi(tree, schema, folder)).toEqual({});
  });

  it('moves a description that is now JSON into a file of that kind', async () => {
    const tree = await repository();
    const json = fixture('pets.json');
    const yaml = source(
      'pets.yaml',
      'swagger: "2.0"\ninfo: { title: Pets, version: "2" }\nhost: pets.example.com\npaths: {}\n',
    );
    await addApi(tree, { name: 'pets', spec: 'pets.yaml' }, yaml.folder);
    await addApi(tree, { name: 'pets', spec: 'pets.json' }, source('pets.json', json).folder);
    const files = Object.keys(filesOf(tree)).filter((path) => path.includes('apis/pets/specification'));
    expect(files).toEqual(['apim-artifacts/apis/pets/specification.json']);
    expect(tree.read('apim-artifacts/apis/pets/catalog-info.yaml', 'utf8')).toContain('$text: ./specification.json');
  });

  it('refuses to choose between an edit here and a change at the source', async () => {
    const tree = await repository();
    const { folder, write } = source('orders.yaml', fixture('orders.yaml'));
    await addApi(tree, { name: 'orders', spec: 'orders.yaml' }, folder);
    const file = 'apim-artifacts/apis/orders/specification.yaml';
    tree.write(file, fixture('orders.yaml').replace('An order.', 'One order.'));
    write(fixture('orders.yaml').replace('1.4.0', '1.5.0'));
    const before = filesOf(tree);
    await expect(addApi(tree, { name: 'orders', spec: 'orders.yaml' }, folder)).rejects.toThrow(
      `${file} was edited since`,
    );
    expect(filesOf(tree)).toEqual(before);
  });

  it('does not put a description of another kind into the place of one with the same title', async () => {
    const tree = await repository({ org: 'acme', environments: ['dev'] });
    await addApi(tree, { name: 'catalogue', spec: 'catalogue.graphql', backendUrl: ['dev=https://x.example'] });
    const openApi = "openapi: 3.0.3\ninfo: { title: Catalogue, version: '1' }\npaths: {}\n";
    const { folder } = source('catalogue.yaml', openApi);
    const before = filesOf(tree);
    const again = addApi(tree, { name: 'catalogue', spec: 'catalogue.yaml' }, folder);
    await expect(again).rejects.toMatchObject({
      message: 'The name catalogue is taken: apim-artifacts/apis/catalogue is GraphQL, not OpenAPI.',
      hint: expect.stringContaining('remove apim-artifacts/apis/catalogue first'),
    });
    expect(filesOf(tree)).toEqual(before);
    tree.delete('apim-artifacts/apis/catalogue/specification.graphql');
    await expect(addApi(tree, { name: 'catalogue', spec: 'catalogue.yaml' }, folder)).rejects.toThrow(
      'is GraphQL, not',
    );
  });

  it('adds the product, tags and addresses that it is asked for', async () => {
    const tree = await repository();
    await addApi(tree, { name: 'orders', spec: 'orders.yaml' });
    const changed = await addApi(tree, { name: 'orders', spec: 'orders.yaml', product: 'partners', tags: ['sales'] });
    expect(Object.keys(changed)).toEqual([
      'apim-artifacts/apis/orders/tags/sales/tagInformation.json',
      'apim-artifacts/products/partners/apis.json',
      'apim-artifacts/products/partners/productInformation.json',
      'apim-artifacts/tags/sales/tagInformation.json',
    ]);
  });
});

describe('--backend-url', () => {
  const schema: ApiSchema = {
    name: 'orders',
    spec: 'orders.yaml',
    backendUrl: ['prod=https://orders.example.com/v1/'],
  };

  it('says nothing where the address is there already', async () => {
    const tree = await repository();
    await addApi(tree, schema);
    expect(await addApi(tree, schema)).toEqual({});
  });

  it('is refused where another address is there, naming the place', async () => {
    const tree = await repository();
    await addApi(tree, schema);
    const before = filesOf(tree);
    await expect(
      addApi(tree, { ...schema, tags: ['new'], backendUrl: ['prod=https://other.example.com'] }),
    ).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.stringMatching(
        /^--backend-url prod=https:\/\/other\.example\.com contradicts configuration\.prod\.yaml:\d+:\d+, where the backend orders has https:\/\/orders\.example\.com\/v1\.$/,
      ),
      hint: expect.stringContaining('Change the address there'),
    });
    expect(filesOf(tree)).toEqual(before);
  });

  it('is refused where the address is a token, and for a new API with such an override', async () => {
    const tree = await repository();
    const override = "backends:\n  - name: orders\n    properties: { url: '{#[ORDERS_URL]#}' }\n";
    tree.write('configuration.prod.yaml', override);
    await expect(addApi(tree, schema)).rejects.toThrow('where the backend orders has {#[ORDERS_URL]#}.');
    tree.write(
      'configuration.prod.yaml',
      override.replace('{#[ORDERS_URL]#}', 'https://u:p4ss@x.example/a?code=s3cret'),
    );
    await expect(addApi(tree, schema)).rejects.toThrow('where the backend orders has https://x.example/a.');
  });

  it('is refused for an API without a backend of its name', async () => {
    const tree = await repository();
    await addApi(tree, schema);
    tree.delete('apim-artifacts/backends/orders/backendInformation.json');
    await expect(addApi(tree, schema)).rejects.toThrow('The API orders is there, and no backend of its name is.');
  });
});

it('says which named values to fill in, and where', async () => {
  const tree = await repository();
  tree.write('configuration.prod.yaml', 'namedValues: [{ name: entra-tenant-id, properties: { value: contoso } }]\n');
  await addApi(tree, { name: 'orders', spec: 'orders.yaml', policy: 'jwt' });
  const printed = vi.mocked(logger.info).mock.calls.flat().join('\n');
  expect(printed.split('\n').filter((line) => line.startsWith('Fill in'))).toEqual([
    'Fill in the named values of configuration.dev.yaml that are all zeros: entra-tenant-id, orders-audience.',
    'Fill in the named values of configuration.prod.yaml that are all zeros: orders-audience.',
  ]);
});

describe('tags', () => {
  it('are separated by commas, in a repeated option too', async () => {
    const tree = await repository();
    await addApi(tree, { name: 'orders', spec: 'orders.yaml', tags: ['sales, core', 'core', 'b2b,'] });
    expect(tree.children('apim-artifacts/tags')).toEqual(['sales', 'core', 'b2b']);
  });
});

describe('versions', () => {
  it('puts a second version into the version set of the first', async () => {
    const tree = await repository();
    await addApi(tree, { name: 'orders-v1', spec: 'orders.yaml', versioning: 'segment' });
    const changed = await addApi(tree, { name: 'orders-v2', spec: 'orders.yaml', version: 'v2' });
    const read = (name: string): unknown =>
      JSON.parse(tree.read(`apim-artifacts/apis/${name}/apiInformation.json`, 'utf8') ?? '');
    expect(read('orders-v1')).toMatchObject({
      properties: { path: 'orders', apiVersion: 'v1', apiVersionSetId: '/apiVersionSets/orders' },
    });
    expect(read('orders-v2')).toMatchObject({
      properties: { path: 'orders', apiVersion: 'v2', apiVersionSetId: '/apiVersionSets/orders' },
    });
    expect(Object.keys(changed).filter((path) => path.includes('versionSets'))).toEqual([]);
  });

  it('takes the path of the other versions', async () => {
    const tree = await repository();
    await addApi(tree, { name: 'billing-v1', spec: 'billing.wsdl', path: 'Finance/Bills', version: 'v1' });
    await addApi(tree, { name: 'billing-v2', spec: 'billing.wsdl', version: 'v2' });
    const information = tree.read('apim-artifacts/apis/billing-v2/apiInformation.json', 'utf8') ?? '';
    expect(JSON.parse(information)).toMatchObject({
      properties: { path: 'Finance/Bills', apiVersionSetId: '/apiVersionSets/billing' },
    });
  });
});

const REFUSED: readonly (readonly [string, Partial<ApiSchema>, RegExp])[] = [
  ['a name with a slash', { name: 'a/b' }, /the name "a\/b" has a character/],
  ['a name that Windows cannot have', { name: 'aux' }, /"aux" makes no folder on Windows/],
  ['the name of a revision', { name: 'orders;rev=2' }, /is the name of a revision/],
  ['a path that is no path', { path: 'a b?c' }, /"a b\?c" is no path of an API/],
  [
    'a backend of an unknown environment',
    { backendUrl: ['test=https://x.example'] },
    /--backend-url test=.* names "test"/,
  ],
  [
    'a backend that is no address',
    { backendUrl: ['dev=x.example'] },
    /The backend of dev, x\.example, is no http or https address/,
  ],
  [
    'a backend with a password',
    { backendUrl: ['dev=https://u:p4ss@x.example'] },
    /The backend of dev, https:\/\/x\.example\/, has a user name/,
  ],
  ['an owner that is none', { owner: 'Team A!' }, /--owner "Team A!" can own nothing/],
  ['a missing description', { spec: 'nothing.yaml' }, /The specification nothing\.yaml does not exist/],
  ['a policy that does not exist', { policy: 'jwtt' }, /no policy template and no file "jwtt"/],
  [
    'a policy outside of the repository',
    { policy: '../policy.xml' },
    /no policy template and no file "\.\.\/policy\.xml"/,
  ],
  ['a policy that is not well formed', { policy: 'bad.xml' }, /The policy bad\.xml is not well formed/],
  ['a fragment as policy', { policy: 'fragment.xml' }, /The policy fragment\.xml begins with <fragment>/],
  [
    'a description without server',
    { spec: 'catalogue.graphql' },
    /names no server, so the backend is unknown in dev, prod/,
  ],
  [
    'a version set without a version to be told',
    { spec: 'billing.wsdl', versioning: 'query' },
    /The version of new cannot be told/,
  ],
  [
    'a taken name of another API',
    { name: 'orders', spec: 'pets.json' },
    /The name orders is taken: .*apis\/orders is "Orders & Returns", not "Pets"/,
  ],
  [
    'a description of another kind for an API that is there',
    { spec: 'catalogue.graphql', name: 'orders', backendUrl: ['dev=https://x.example'] },
    /The name orders is taken: .*apis\/orders is OpenAPI, not GraphQL/,
  ],
  ['a taken name in another spelling', { name: 'Orders' }, /The name Orders is taken: .* is spelled orders/],
  ['another path for an API that is there', { name: 'orders', path: 'other' }, /has the path "orders", not "other"/],
  ['a taken path', { path: '/Orders/' }, /The path "Orders" is that of the API orders already/],
  [
    'a taken path as a version',
    { path: 'orders', version: 'v2' },
    /The path "orders" is that of the API orders already/,
  ],
  [
    'a version that is there',
    { name: 'bills', spec: 'billing.wsdl', path: 'billing', version: 'V1' },
    /billing-v1 is version V1 of the APIs at billing already/,
  ],
  [
    'another path than that of the version set',
    { name: 'billing-v2', spec: 'billing.wsdl', path: 'bills', version: 'v2' },
    /The version set billing is that of the APIs at "billing", such as billing-v1, not at "bills"/,
  ],
  [
    'another scheme than that of the version set',
    { spec: 'billing.wsdl', path: 'billing', version: 'v2', versioning: 'query' },
    /contradicts the version set billing, which is by Segment/,
  ],
];

describe('api refuses', () => {
  it.each(REFUSED)('%s and writes nothing', async (_, schema, message) => {
    const tree = await repository();
    await addApi(tree, { name: 'orders', spec: 'orders.yaml' });
    await addApi(tree, { name: 'billing-v1', spec: 'billing.wsdl', path: 'billing', version: 'v1' });
    tree.write('bad.xml', '<policies><inbound></policies>\n');
    tree.write('fragment.xml', '<fragment><base /></fragment>\n');
    const before = filesOf(tree);
    await expect(addApi(tree, { name: 'new', spec: 'orders.yaml', ...schema })).rejects.toThrow(message);
    expect(filesOf(tree)).toEqual(before);
  });

  it('a folder that is no repository, and says what to do', async () => {
    await expect(addApi(treeWith(), { name: 'orders', spec: 'orders.yaml' })).rejects.toThrow(
      'There is no apiops.yaml',
    );
  });
});

describe('a policy of the repository', () => {
  it('is taken as it is, and missing named values are made with a place to set them', async () => {
    const tree = await repository();
    const policy =
      '<policies><inbound><base /><set-header name="x"><value>{{region}}</value></set-header></inbound></policies>\n';
    tree.write('policies/ours.xml', policy);
    await addApi(tree, { name: 'orders', spec: 'orders.yaml', policy: './policies/ours.xml' });
    expect(tree.read('apim-artifacts/apis/orders/policy.xml', 'utf8')).toBe(policy);
    expect(tree.exists('apim-artifacts/namedValues/region/namedValueInformation.json')).toBe(true);
    expect(tree.read('configuration.prod.yaml', 'utf8')).toMatch(/namedValues:\s+- name: region/);
  });

  it('uses a named value that is there under another name', async () => {
    const tree = await repository();
    const file = 'apim-artifacts/namedValues/abc123/namedValueInformation.json';
    tree.write(file, '{"properties":{"displayName":"Entra-Tenant-Id","value":"contoso"}}');
    const changed = await addApi(tree, { name: 'orders', spec: 'orders.yaml', policy: 'jwt' });
    const made = Object.keys(changed).filter((path) => path.includes('namedValues'));
    expect(made).toEqual(['apim-artifacts/namedValues/orders-audience/namedValueInformation.json']);
  });
});

describe('real descriptions', () => {
  it.each([
    ['figma', '@figma/rest-api-spec/openapi/openapi.yaml', 'Figma API', 'https://api.figma.com'],
    ['netlify', '@netlify/open-api/dist/swagger.json', "Netlify's API documentation", 'https://api.netlify.com/api/v1'],
  ])('%s is taken over as it is', async (name, file, displayName, url) => {
    const path = join(packageRoot(file), file.split('/').slice(2).join('/'));
    const tree = await repository();
    const changed = await addApi(tree, { name, spec: path });
    const folder = `apim-artifacts/apis/${name}`;
    expect(JSON.parse(changed[`${folder}/apiInformation.json`] ?? '')).toMatchObject({
      properties: { displayName, path: name },
    });
    expect(JSON.parse(changed[`apim-artifacts/backends/${name}/backendInformation.json`] ?? '')).toMatchObject({
      properties: { url },
    });
    const specification = Object.entries(changed).find(([written]) => written.startsWith(`${folder}/specification.`));
    expect(specification?.[1].trimEnd()).toBe(readFileSync(path, 'utf8').replaceAll('\r\n', '\n').trimEnd());
  });
});

/** Root of an installed package; `@scope/name/file` gives that of `@scope/name`. */
function packageRoot(file: string): string {
  const name = file.split('/').slice(0, 2).join('/');
  const folder = (require.resolve.paths(name) ?? [])
    .map((modules) => join(modules, name))
    .find((path) => {
      try {
        return readFileSync(join(path, 'package.json')).length > 0;
      } catch {
        return false;
      }
    });
  if (folder === undefined) throw new Error(`${name} is not installed; run npm ci`);
  return folder;
}

it('writes nothing to the disk before its changes are flushed', async () => {
  const root = mkdtempSync(join(tmpdir(), 'nx-apiops-api-'));
  temporary.push(root);
  const preset = new FsTree(root, false);
  await presetGenerator(preset, { org: 'acme', environments: ['dev'] });
  flushChanges(root, preset.listChanges());
  const before = readFiles(root);
  const tree = new FsTree(root, false);
  await addApi(tree, { name: 'orders', spec: 'orders.yaml' });
  expect(readFiles(root)).toEqual(before);
  flushChanges(root, tree.listChanges());
  expect(readFiles(root)).toHaveProperty(['apim-artifacts/apis/orders/specification.yaml']);
});
