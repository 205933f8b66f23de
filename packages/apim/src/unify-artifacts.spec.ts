import { describe, expect, it } from 'vitest';
import type { ArtifactSource } from './artifact-source.js';
import { readArtifacts } from './read-artifacts.js';

const api = (revision: string, more: object = {}): string =>
  JSON.stringify({ properties: { displayName: 'Orders', path: 'orders', apiRevision: revision, ...more } });
const diagnostic = (verbosity: string): string =>
  JSON.stringify({ properties: { loggerId: '/loggers/monitor', verbosity } });

const OPENAPI = `openapi: 3.0.1
info: { title: Orders, version: '1' }
paths:
  /orders:
    post:
      operationId: create
      responses: { '200': { description: ok } }
`;

async function read(files: Readonly<Record<string, string>>) {
  const source: ArtifactSource = {
    name: 'artifacts',
    list: async () => Object.keys(files),
    read: async (path) => files[path] ?? '',
  };
  return readArtifacts(source);
}

describe('what belongs to an API as a whole, below the folder of a revision', () => {
  const files = {
    'apis/orders/apiInformation.json': api('2'),
    'apis/orders;rev=1/apiInformation.json': api('1'),
  };

  it('is one resource with the file of the API where both say the same', async () => {
    const { state, notes } = await read({
      ...files,
      'apis/orders/diagnostics/monitor/diagnosticInformation.json': diagnostic('error'),
      'apis/orders;rev=1/diagnostics/monitor/diagnosticInformation.json': diagnostic('error'),
      'apis/orders/tags/red/tagInformation.json': '{}',
      'apis/orders;rev=1/tags/red/tagInformation.json': '{}',
    });
    expect([...state.keys()]).toEqual([
      'apis/orders',
      'apis/orders/diagnostics/monitor',
      'apis/orders/tags/red',
      'apis/orders;rev=1',
    ]);
    expect(state.get('apis/orders/diagnostics/monitor')).toMatchObject({
      files: ['apis/orders/diagnostics/monitor/diagnosticInformation.json'],
      redundantFiles: ['apis/orders;rev=1/diagnostics/monitor/diagnosticInformation.json'],
    });
    expect(notes).toEqual([
      'These files repeat others and can be removed: apis/orders;rev=1/diagnostics/monitor/diagnosticInformation.json, apis/orders;rev=1/tags/red/tagInformation.json.',
    ]);
  });

  it('is refused where both differ, naming both files and what differs', async () => {
    const reading = read({
      ...files,
      'apis/orders/diagnostics/monitor/diagnosticInformation.json': diagnostic('error'),
      'apis/orders;rev=1/diagnostics/monitor/diagnosticInformation.json': diagnostic('information'),
    });
    await expect(reading).rejects.toThrow(
      'apis/orders;rev=1/diagnostics/monitor/diagnosticInformation.json: API diagnostic orders/monitor is in apis/orders/diagnostics/monitor/diagnosticInformation.json too, and differs in properties.verbosity.',
    );
  });

  it('belongs to the API where only the revision has it', async () => {
    const { state, notes } = await read({
      ...files,
      'apis/orders;rev=1/diagnostics/monitor/diagnosticInformation.json': diagnostic('error'),
      'products/gold/apis.json': '[{ "name": "orders;rev=1" }]',
    });
    expect([...state.keys()]).toContain('apis/orders/diagnostics/monitor');
    expect([...state.keys()]).toContain('products/gold/apis/orders');
    expect(notes).toEqual([]);
  });
});

describe('the folder of the revision that is current', () => {
  it('is taken for that of the API where it says nothing else', async () => {
    const { state, notes } = await read({
      'apis/orders/apiInformation.json': api('2', { description: 'd' }),
      'apis/orders;rev=2/apiInformation.json': api('2', { isCurrent: true }),
    });
    expect([...state.keys()]).toEqual(['apis/orders']);
    expect(notes).toEqual(['These files repeat others and can be removed: apis/orders;rev=2/apiInformation.json.']);
  });

  it('is refused where it says something else, or has something that the API has not', async () => {
    const main = { 'apis/orders/apiInformation.json': api('2') };
    await expect(
      read({ ...main, 'apis/orders;rev=2/apiInformation.json': api('2', { serviceUrl: 'https://b' }) }),
    ).rejects.toThrow(
      /apis\/orders;rev=2\/apiInformation\.json: API orders is in .* differs in properties\.serviceUrl/,
    );
    await expect(
      read({
        ...main,
        'apis/orders;rev=2/apiInformation.json': api('2'),
        'apis/orders;rev=2/policy.xml': '<policies />',
      }),
    ).rejects.toThrow('apis/orders;rev=2/policy.xml: this revision is the current one');
  });
});

describe('what an import makes, beside a specification', () => {
  const generated = '65f0aa11bb22cc33dd44ee55';
  const operation = (name: string): string =>
    JSON.stringify({
      properties: {
        displayName: name,
        method: 'POST',
        urlTemplate: '/orders',
        responses: [{ statusCode: 200, representations: [{ contentType: 'a/b', schemaId: generated, typeName: 'T' }] }],
      },
    });
  const files = {
    'apis/orders/apiInformation.json': api('1'),
    'apis/orders/operations/create/operationInformation.json': operation('create'),
    'apis/orders/operations/other/operationInformation.json': operation('other'),
    [`apis/orders/schemas/${generated}/schemaInformation.json`]: '{ "properties": { "contentType": "a/b" } }',
    'apis/orders/schemas/own/schemaInformation.json': '{ "properties": { "contentType": "a/b" } }',
  };

  it('leaves schemas with generated names out, and takes files of operations as amendments', async () => {
    const { state, notes } = await read({ ...files, 'apis/orders/specification.yaml': OPENAPI });
    expect([...state.keys()]).toEqual([
      'apis/orders',
      'apis/orders/operations/create',
      'apis/orders/operations/other',
      'apis/orders/schemas/own',
    ]);
    const create = state.get('apis/orders/operations/create');
    expect(create?.amendsImport).toBe(true);
    expect(create?.properties['responses']).toEqual([{ statusCode: 200, representations: [{ contentType: 'a/b' }] }]);
    expect(state.get('apis/orders/operations/other')?.amendsImport).toBeUndefined();
    expect(state.get('apis/orders')?.redundantFiles).toEqual([
      `apis/orders/schemas/${generated}/schemaInformation.json`,
    ]);
    expect(notes).toEqual([
      `Importing the specification makes these resources, so they are not sent: apis/orders/schemas/${generated}/schemaInformation.json.`,
    ]);
  });

  it('keeps everything of an API without a specification', async () => {
    const { state } = await read(files);
    expect(state.has(`apis/orders/schemas/${generated}`)).toBe(true);
    expect(state.get('apis/orders/operations/create')?.amendsImport).toBeUndefined();
  });
});
