import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmulator, type Emulator } from '../src/index.js';
import { ArmTestClient } from './arm-test-client.js';

const require = createRequire(import.meta.url);
const METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);

/** Descriptions that nobody here wrote, as their publishers ship them. */
const DOCUMENTS = [
  {
    title: 'Figma, OpenAPI 3.1',
    name: 'figma',
    read: () => readFileSync(require.resolve('@figma/rest-api-spec/openapi/openapi.yaml'), 'utf8'),
    format: 'openapi',
  },
  {
    title: 'Netlify, Swagger 2',
    name: 'netlify',
    read: () => readFileSync(require.resolve('@netlify/open-api/dist/swagger.json'), 'utf8'),
    format: 'swagger-json',
  },
];

function signaturesOf(document: Json | undefined): readonly string[] {
  const paths = isJsonObject(document) && isJsonObject(document['paths']) ? document['paths'] : {};
  return Object.entries(paths)
    .flatMap(([path, item]) =>
      Object.keys(isJsonObject(item) ? item : {})
        .filter((method) => METHODS.has(method))
        .map((method) => `${method} ${path}`),
    )
    .sort();
}

/** Every `$ref` below a value. */
function referencesIn(value: Json | undefined): readonly string[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(referencesIn);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === '$ref' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  );
}

function isDefined(document: JsonObject, reference: string): boolean {
  let value: Json | undefined = document;
  for (const step of reference.slice(2).split('/')) {
    value = isJsonObject(value) ? value[step.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  }
  return value !== undefined;
}

describe('real descriptions', () => {
  let emulator: Emulator;
  let client: ArmTestClient;

  beforeAll(async () => {
    emulator = await startEmulator({ empty: true });
    client = new ArmTestClient({
      baseUrl: emulator.url,
      token: 'development',
      subscriptionId: emulator.subscriptionId,
      resourceGroup: emulator.resourceGroup,
      service: 'apim-dev',
    });
  });

  afterAll(async () => {
    await emulator.close();
  });

  const download = async (name: string, format: string): Promise<string> => {
    const { json } = await client.get(`apis/${name}`, { query: { export: 'true', format } });
    const { value } = json;
    return (await fetch(isJsonObject(value) ? String(value['link']) : '')).text();
  };

  it.each(DOCUMENTS)('$title: all operations arrive, and the export has them all', async ({ name, read, format }) => {
    const text = read();
    const original = load(text) as Json;
    const imported = await client.putAndWait(`apis/${name}`, { path: name, format, value: text });
    expect([imported.status, imported.text]).toEqual([201, expect.stringContaining(name)]);
    const { items } = await client.list(`apis/${name}/operations`);
    expect(items).toHaveLength(signaturesOf(original).length);
    for (const exportFormat of ['openapi-link', 'openapi+json-link', 'swagger-link']) {
      const exported = load(await download(name, exportFormat)) as Json;
      expect(signaturesOf(exported)).toEqual(signaturesOf(original));
      if (!isJsonObject(exported)) throw new Error('The export is no object.');
      const dangling = referencesIn(exported).filter((reference) => !isDefined(exported, reference));
      expect(dangling).toEqual([]);
    }
  });

  it.each(DOCUMENTS)('$title: importing the export changes no operation', async ({ name, read, format }) => {
    await client.putAndWait(`apis/${name}`, { path: name, format, value: read() });
    const operations = () =>
      emulator
        .state()
        .resources.filter(({ path }) => path.startsWith(`apis/${name}/operations/`) && !path.includes('/tags/'));
    const before = operations().map(({ path, properties }) => [
      path,
      properties['urlTemplate'],
      properties['displayName'],
    ]);
    const exported = await download(name, 'openapi-link');
    const again = await client.putAndWait(`apis/${name}`, { path: name, format: 'openapi', value: exported });
    expect(again.status).toBe(200);
    expect(
      operations().map(({ path, properties }) => [path, properties['urlTemplate'], properties['displayName']]),
    ).toEqual(before);
  });

  it('may have ten megabytes', async () => {
    const text = 'x'.repeat(4000);
    const schemas = Array.from({ length: 2600 }, (_, index): [string, Json] => [
      `Type${index}`,
      {
        type: 'object',
        description: text,
        properties: { next: { $ref: `#/components/schemas/Type${(index + 1) % 2600}` } },
      },
    ]);
    const paths = Array.from({ length: 1000 }, (_, index): [string, Json] => [
      `/things/${index}`,
      {
        get: {
          operationId: `get${index}`,
          responses: {
            '200': {
              description: 'Thing',
              content: { 'application/json': { schema: { $ref: `#/components/schemas/Type${index}` } } },
            },
          },
        },
      },
    ]);
    const value = JSON.stringify({
      openapi: '3.0.3',
      info: { title: 'Large', version: '1' },
      paths: Object.fromEntries(paths),
      components: { schemas: Object.fromEntries(schemas) },
    });
    expect(value.length).toBeGreaterThan(10_000_000);
    const imported = await client.putAndWait('apis/large', { path: 'large', format: 'openapi+json', value });
    expect(imported.status).toBe(201);
    expect((await client.list('apis/large/operations')).items).toHaveLength(1000);
    expect((await download('large', 'openapi+json-link')).length).toBeGreaterThan(10_000_000);
  });

  it('has names for all operations that the package lists', async () => {
    const text = DOCUMENTS[0]?.read() ?? '';
    await client.putAndWait('apis/figma', { path: 'figma', format: 'openapi', value: text });
    const { items } = await client.list('apis/figma/operations');
    const names = new Set(items.map(({ name }) => name));
    const ids = [...text.matchAll(/^\s+operationId: (\S+)$/gm)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(40);
    expect(ids.filter((id) => !names.has(id))).toEqual([]);
  });
});
