import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_SHARED_DATA, sharedData } from '../../../test-support/shared-data.js';
import { folderSource, type ArtifactSource } from './artifact-source.js';
import { readArtifacts } from './read-artifacts.js';

function source(files: Readonly<Record<string, string>>): ArtifactSource {
  return {
    name: 'artifacts',
    list: async () => Object.keys(files),
    read: async (path) => files[path] ?? '',
  };
}

const OPENAPI = 'openapi: 3.0.1\ninfo: { title: Orders, version: "1" }\npaths: {}\n';

describe('readArtifacts', () => {
  it('puts an API, its specification and what lives below it together', async () => {
    const { state, layout, otherFiles } = await readArtifacts(
      source({
        'namedValues/host/namedValueInformation.json':
          '\uFEFF{ "properties": { "displayName": "host", "value": "h" } }\r\n',
        'apis/orders/apiInformation.json': '{ "id": "ignored", "properties": { "path": "orders", "unknown": [1] } }',
        'apis/orders/specification.yaml': OPENAPI,
        'apis/orders/policy.xml': '<policies />',
        'apis/orders/operations/get/policy.xml': '<policies />',
        'apis/orders/tags/red/tagInformation.json': '{}',
        'apis/orders/catalog-info.yaml': 'kind: API',
        'products/gold/apis.json': '[{ "name": "orders" }, "billing"]',
      }),
    );
    expect(layout).toBe('apiops-cli');
    expect(otherFiles).toEqual(['apis/orders/catalog-info.yaml']);
    expect([...state.keys()]).toEqual([
      'apis/orders',
      'apis/orders/operations/get/policies/policy',
      'apis/orders/policies/policy',
      'apis/orders/tags/red',
      'namedvalues/host',
      'products/gold/apis/billing',
      'products/gold/apis/orders',
    ]);
    expect(state.get('apis/orders')).toMatchObject({
      properties: { path: 'orders', unknown: [1] },
      specification: { format: 'openapi-yaml', text: OPENAPI },
      files: ['apis/orders/apiInformation.json', 'apis/orders/specification.yaml'],
    });
  });

  it('reads fragments of the toolkit layout from two files', async () => {
    const { state } = await readArtifacts(
      source({
        'policy fragments/auth/policyFragmentInformation.json': '{ "properties": { "description": "d" } }',
        'policy fragments/auth/policy.xml': '<fragment />',
        'tags/red/apis/orders/tagApiInformation.json': '{}',
      }),
    );
    expect(state.get('policyfragments/auth')?.properties).toEqual({
      description: 'd',
      format: 'rawxml',
      value: '<fragment />',
    });
    expect(state.has('apis/orders/tags/red')).toBe(true);
  });

  it('reads fragments of the layout of apiops-cli from JSON, from XML, or from both', async () => {
    const { state } = await readArtifacts(
      source({
        'policyFragments/a/policyFragmentInformation.json': '{ "properties": { "value": "<fragment />" } }',
        'policyFragments/b/policy.xml': '<fragment />',
        'policyFragments/c/policyFragmentInformation.json': '{ "properties": { "description": "d" } }',
        'policyFragments/c/policy.xml': '<fragment />',
      }),
    );
    const raw = { format: 'rawxml', value: '<fragment />' };
    expect([...state.values()].map(({ properties }) => properties)).toEqual([raw, raw, { ...raw, description: 'd' }]);
  });

  it('refuses a fragment whose two files disagree', async () => {
    const reading = readArtifacts(
      source({
        'policyFragments/a/policyFragmentInformation.json': '{ "properties": { "value": "<fragment>a</fragment>" } }',
        'policyFragments/a/policy.xml': '<fragment />',
      }),
    );
    await expect(reading).rejects.toThrow(
      'policyFragments/a/policyFragmentInformation.json and policyFragments/a/policy.xml hold different values of policy fragment a.',
    );
  });

  it('lists every problem of every file', async () => {
    const reading = readArtifacts(
      source({
        'tags/a/tagInformation.json': '{',
        'tags/b/tagInformation.json': '[]',
        'apis/c/specification.yaml': OPENAPI,
        'apis/d/apiInformation.json': '{ "properties": { "path": "d" } }',
        'apis/d/specification.yaml': OPENAPI,
        'apis/d/specification.json': '{ "openapi": "3.0.1", "info": {}, "paths": {} }',
        'products/p/apis.json': '[{ "nme": "x" }]',
        'tags/f/tagInformation.json': '{ "properties": { "displayName": "a", "displayName": "b" } }',
        'tags/E/tagInformation.json': '{}',
        'tags/e/tagInformation.json': '{}',
      }),
    );
    await expect(reading).rejects.toThrow(/artifacts has 7 problems:/);
    await expect(reading).rejects.toThrow(/tags\/a\/tagInformation\.json:1:2: Expected property name/);
    await expect(reading).rejects.toThrow(/tags\/f\/tagInformation\.json:1:40: duplicated/);
    await expect(reading).rejects.toThrow(/tags\/b\/tagInformation\.json: is not an object/);
    await expect(reading).rejects.toThrow(/apis\/c\/specification\.yaml: the information file of API c is missing/);
    await expect(reading).rejects.toThrow(/apis\/d\/specification\.json: the API has more than one specification file/);
    await expect(reading).rejects.toThrow(/products\/p\/apis\.json: has the item \{"nme":"x"\} without a name/);
    await expect(reading).rejects.toThrow(
      /tags\/e\/tagInformation\.json: tag E stands in tags\/E\/tagInformation\.json already/,
    );
  });

  const sample = sharedData('toolkit-sample-artifacts');
  it.skipIf(!sample)(`reads a real repository of the older toolkit ${sample ? '' : NO_SHARED_DATA}`, async () => {
    const { layout, state, otherFiles } = await readArtifacts(folderSource(sample ?? ''));
    expect({ layout, otherFiles }).toEqual({ layout: 'toolkit', otherFiles: [] });
    expect(state.get('apis/revisioned-api;rev=2')?.specification?.format).toBe('openapi-yaml');
    expect(state.get('apis/graphql-api')?.specification?.format).toBe('graphql');
    expect(state.get('apis/wadl-api')?.specification?.format).toBe('wadl');
    expect(state.has('products/product1/apis/basic-api')).toBe(true);
    expect(state.has('products/product1/tags/tag1')).toBe(true);
  });
});

describe('folderSource', () => {
  let folder: string;
  const write = (path: string, text = ''): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'artifacts-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('lists files with forward slashes, without hidden ones', async () => {
    write('a/apis/x/apiInformation.json', '{}');
    write('a/.git/config');
    write('a/.hidden');
    expect(await folderSource(join(folder, 'a')).list()).toEqual(['apis/x/apiInformation.json']);
  });

  it('names a folder that is missing and says what to do', async () => {
    await expect(folderSource(join(folder, 'none'), 'none').list()).rejects.toThrow(
      /artifact folder none does not exist/,
    );
  });

  it.skipIf(process.platform === 'win32')('refuses links that lead out, to folders, or nowhere', async () => {
    write('outside/secret.json', '{}');
    for (const [name, target] of [
      ['out.json', join(folder, 'outside/secret.json')],
      ['dir', join(folder, 'a/apis')],
      ['lost', join(folder, 'nowhere')],
    ] as const) {
      write('a/apis/x.json', '{}');
      symlinkSync(target, join(folder, 'a', name));
      await expect(folderSource(join(folder, 'a')).list()).rejects.toThrow(`${name} is a symbolic link`);
      rmSync(join(folder, 'a', name));
    }
  });
});
