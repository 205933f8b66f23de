import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ArmTestClient, detailsOf, errorOf } from '../test/arm-test-client.js';
import { startEmulator, type Emulator } from './emulator.js';
import type { EmulatorOptions } from './options.js';

const running: Emulator[] = [];
const folders: string[] = [];

async function start(
  options: EmulatorOptions = {},
): Promise<{ readonly emulator: Emulator; readonly client: ArmTestClient }> {
  const emulator = await startEmulator(options);
  running.push(emulator);
  return { emulator, client: clientOf(emulator) };
}

function clientOf(emulator: Emulator, service = emulator.services[0] ?? ''): ArmTestClient {
  const { url, subscriptionId, resourceGroup } = emulator;
  return new ArmTestClient({ baseUrl: url, token: 'development', subscriptionId, resourceGroup, service });
}

function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
  folders.push(folder);
  return join(folder, 'nested', 'state.json');
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((emulator) => emulator.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('startEmulator', () => {
  it('takes a free port on the loopback address', async () => {
    const { emulator } = await start();
    expect(emulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(emulator).toMatchObject({ resourceGroup: 'rg-apim', services: ['apim-dev'] });
  });

  it.each<[EmulatorOptions, string]>([
    [{ port: 70_000 }, 'port 70000'],
    [{ services: [] }, 'services'],
    [{ services: ['not a name'] }, '"not a name"'],
    [{ services: ['a', 'A'] }, 'a, A'],
    [{ subscriptionId: 'mine' }, '"mine"'],
    [{ seedApis: -1 }, 'seedApis -1'],
    [{ latencyMs: Number.NaN }, 'latencyMs NaN'],
    [{ faults: { rate: 2, seed: 1 } }, 'faults.rate 2'],
    [{ faults: { every: 0 } }, 'faults.every 0'],
    [{ faults: { every: 3, rate: 0.5 } }, 'faults.every 3'],
    [{ operationOrigin: 'nowhere' }, '"nowhere"'],
  ])('refuses %o, naming the value', async (options, value) => {
    await expect(startEmulator(options)).rejects.toMatchObject({
      code: 'EMULATOR_OPTION',
      message: expect.stringContaining(value),
      hint: expect.stringMatching(/^Expected: /),
    });
  });

  it('says that a port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(startEmulator({ port })).rejects.toMatchObject({
      code: 'EMULATOR_PORT',
      message: expect.stringContaining(String(port)),
    });
    await new Promise((resolve) => other.close(resolve));
  });

  it('has several services, each with a content of its own', async () => {
    const { emulator, client } = await start({ services: ['apim-dev', 'apim-prod'] });
    await client.put('tags/blue', { displayName: 'Blue' });
    expect((await clientOf(emulator, 'apim-prod').get('tags/blue')).status).toBe(404);
    expect((await clientOf(emulator, 'APIM-DEV').get('tags/blue')).status).toBe(200);
  });

  it('accepts nothing any more once it is closed', async () => {
    const emulator = await startEmulator();
    await fetch(`${emulator.url}/__emulator/stats`);
    await emulator.close();
    await expect(fetch(`${emulator.url}/__emulator/stats`)).rejects.toThrow();
  });
});

describe('the start content', () => {
  it('is that of a new instance', async () => {
    const { client } = await start();
    const names = async (path: string) => (await client.list(path)).items.map(({ name }) => name);
    expect(await names('apis')).toEqual(['echo-api']);
    expect(await names('products')).toEqual(['starter', 'unlimited']);
    expect(await names('groups')).toEqual(['administrators', 'developers', 'guests']);
    expect(await names('products/starter/groups')).toEqual(['administrators', 'developers', 'guests']);
    expect((await client.get('policies/policy')).properties['value']).toContain('<forward-request />');
    const { items } = await client.list('subscriptions');
    expect(items.find(({ name }) => name === 'master')).toMatchObject({
      properties: {
        displayName: 'Built-in all-access subscription',
        scope: `${client.armId}/`,
        state: 'active',
        allowTracing: false,
      },
    });
    expect(items.filter(({ name }) => /^[0-9a-f]{24}$/.test(String(name)))).toHaveLength(2);
  });

  it('lacks the samples on demand, but not what belongs to the system', async () => {
    const { emulator } = await start({ empty: true });
    expect(emulator.state().resources.map(({ path }) => path)).toEqual([
      'groups/administrators',
      'groups/developers',
      'groups/guests',
      'subscriptions/master',
      'users/1',
    ]);
  });

  it('has as many synthetic APIs as were asked for, each with policies, a tag and a product', async () => {
    const { emulator, client } = await start({ empty: true, seedApis: 3, operationsPerApi: 12 });
    const paths = emulator.state().resources.map(({ path }) => path);
    expect(paths.filter((path) => /^apis\/[^/]+$/.test(path))).toEqual([
      'apis/api-00001',
      'apis/api-00002',
      'apis/api-00003',
    ]);
    const ofOne = paths.filter((path) => path.startsWith('apis/api-00002/'));
    expect(ofOne.filter((path) => /\/operations\/[^/]+$/.test(path))).toHaveLength(12);
    expect(ofOne.filter((path) => path.endsWith('policies/policy'))).toHaveLength(2);
    expect(ofOne.filter((path) => path.includes('/tags/'))).toHaveLength(1);
    expect(paths).toContain('products/product-001/apis/api-00002');
    const answer = await client.put('apis/api-00002/operations/list-order', {
      displayName: 'List',
      method: 'GET',
      urlTemplate: '/orders',
    });
    expect(answer.status).toBe(200);
  });

  it('is the same each time', async () => {
    const [first, second] = [await start({ seedApis: 5 }), await start({ seedApis: 5 })];
    const withoutTimes = (emulator: Emulator) =>
      JSON.stringify(emulator.state()).replace(/"\d{4}-\d\d-\d\dT[^"]+"/g, '""');
    expect(withoutTimes(first.emulator)).toBe(withoutTimes(second.emulator));
  });
});

describe('the routes of the emulator', () => {
  const fetchJson = async (emulator: Emulator, method: string, path: string): Promise<unknown> =>
    (await fetch(`${emulator.url}/__emulator/${path}`, { method })).json();

  it('count requests to ARM by method, shape and status, and downloads apart', async () => {
    const { emulator, client } = await start();
    await client.get('apis/echo-api/operations/retrieve-resource-cached/policies/policy');
    await client.get('apis/absent');
    const exported = await client.get('apis/echo-api', { query: { export: 'true', format: 'openapi-link' } });
    const { value } = exported.json;
    await fetch(JSON.stringify(value).replace(/^.*"(http[^"]+)".*$/, '$1'));
    const waited = await client.putAndWait('namedValues/a', { displayName: 'a', value: 'b' });
    expect(waited.status).toBe(201);
    expect(await fetchJson(emulator, 'GET', 'stats')).toEqual({
      requests: {
        total: 5,
        byMethod: { GET: 4, PUT: 1 },
        byShape: {
          'GET apis/{}': 1,
          'GET apis/{}/operations/{}/policies/policy': 1,
          'GET apis/{}?export': 1,
          'GET namedValues/{}?asyncId': 1,
          'PUT namedValues/{}': 1,
        },
        byStatus: { '200': 2, '201': 2, '404': 1 },
        byHost: { arm: { total: 5, refused: 0, slowed: 0 } },
      },
      downloads: 1,
      peakConcurrency: 1,
      throttled: 0,
      faults: 0,
    });
    await fetchJson(emulator, 'POST', 'stats/reset');
    expect(emulator.stats().requests.total).toBe(0);
  });

  it('tell everything that a service has, secrets included, sorted', async () => {
    const { emulator, client } = await start({ services: ['one', 'two'], empty: true });
    await client.putAndWait('namedValues/b', { displayName: 'b', value: 'very secret', secret: true });
    await client.put('apiVersionSets/a', { displayName: 'a', versioningScheme: 'Segment' });
    await client.put('apis/c', { displayName: 'c', path: 'c', apiVersion: 'v1', apiVersionSetId: '/apiVersionSets/a' });
    const state = await fetchJson(emulator, 'GET', 'state?service=one');
    expect(state).toEqual(emulator.state('one'));
    expect(emulator.state('one').resources.slice(0, 2)).toMatchObject([
      { path: 'apiVersionSets/a' },
      { path: 'apis/c', properties: { apiVersionSetId: '/apiVersionSets/a', apiRevision: '1', isCurrent: true } },
    ]);
    expect(JSON.stringify(state)).toContain('very secret');
    expect(JSON.stringify(await fetchJson(emulator, 'GET', 'state?service=two'))).not.toContain('very secret');
    expect(() => emulator.state('three')).toThrow(/no service named "three"/);
    expect((await fetch(`${emulator.url}/__emulator/state?service=three`)).status).toBe(404);
  });

  it('bring the content of the start back, and set the counts to zero', async () => {
    const { emulator, client } = await start();
    const before = emulator.state().resources.map(({ path }) => path);
    await client.put('tags/blue', { displayName: 'Blue' });
    await client.deleteAndWait('apis/echo-api');
    await fetchJson(emulator, 'POST', 'reset');
    expect(emulator.state().resources.map(({ path }) => path)).toEqual(before);
    expect(emulator.stats().requests.total).toBe(0);
  });

  it('name each other where one does not exist', async () => {
    const { emulator } = await start();
    const response = await fetch(`${emulator.url}/__emulator/unknown`);
    expect([response.status, await response.text()]).toEqual([404, expect.stringContaining('POST /__emulator/reset')]);
  });
});

describe('slow and failing services', () => {
  it('answer later, but many requests at a time', async () => {
    const { emulator, client } = await start({ latencyMs: 200 });
    await Promise.all(Array.from({ length: 20 }, () => client.get('tags')));
    expect(emulator.stats().peakConcurrency).toBeGreaterThan(1);
  });

  it('refuse requests beyond the buckets of Resource Manager', async () => {
    let now = 1_700_000_000_000;
    const { emulator, client } = await start({ throttle: 'arm', clock: { now: () => now } });
    await Promise.all(Array.from({ length: 250 }, () => client.get('tags')));
    const refused = await client.get('tags');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    expect(errorOf(refused)).toMatchObject({ code: 'SubscriptionRequestsThrottled' });
    now += 1000;
    expect((await client.get('tags')).status).toBe(200);
    expect(emulator.stats()).toMatchObject({ throttled: 1, requests: { byStatus: { '200': 251, '429': 1 } } });
    expect(emulator.stats().requests.byHost).toEqual({ arm: { total: 252, refused: 1, slowed: 0 } });
  });

  it('fail as the seed says, before or after the effect', async () => {
    const { emulator, client } = await start({ empty: true, faults: { rate: 0.5, seed: 11, delayMs: 1 } });
    const outcomes: string[] = [];
    for (let number = 0; number < 60; number += 1) {
      const outcome = client.put(`tags/t${number}`, { displayName: `t${number}` }).then(
        ({ status }) => String(status),
        () => 'reset',
      );
      outcomes.push(await outcome);
    }
    expect(new Set(outcomes)).toEqual(new Set(['201', '429', '500', 'reset']));
    const written = new Set(emulator.state().resources.map(({ path }) => path));
    const failedAndWritten = outcomes.filter((outcome, number) => outcome !== '201' && written.has(`tags/t${number}`));
    const failedAndLost = outcomes.filter((outcome, number) => outcome !== '201' && !written.has(`tags/t${number}`));
    expect(failedAndWritten.length).toBeGreaterThan(0);
    expect(failedAndLost.length).toBeGreaterThan(0);
    expect(emulator.stats().faults).toBeGreaterThan(15);
  });

  it('take their time for long-running operations, and no other write to the API meanwhile', async () => {
    let now = 1_700_000_000_000;
    const { client } = await start({ operationDelayMs: 5000, clock: { now: () => now } });
    const value = JSON.stringify({
      openapi: '3.0.1',
      info: { title: 'Slow', version: '1' },
      paths: { '/a': { get: { responses: { '200': { description: 'ok' } } } } },
    });
    const started = await client.put('apis/slow', { path: 'slow', format: 'openapi+json', value });
    const location = started.headers.get('location') ?? '';
    const operation = started.headers.get('azure-asyncoperation') ?? '';
    expect((await client.follow(location)).status).toBe(202);
    expect((await client.follow(operation)).json).toEqual({ status: 'InProgress' });
    expect((await client.get('apis/slow')).properties['provisioningState']).toBe('InProgress');
    const busy = await client.put('apis/slow/operations/b', { displayName: 'b', method: 'GET', urlTemplate: '/b' });
    expect(busy.status).toBe(409);
    expect(errorOf(busy)).toEqual({
      code: 'PessimisticConcurrencyConflict',
      message: 'Operation on the API is in progress',
      details: null,
    });
    now += 5000;
    expect((await client.follow(location)).status).toBe(201);
    expect((await client.follow(operation)).json).toEqual({ status: 'Succeeded' });
    expect((await client.get('apis/slow')).properties['provisioningState']).toBe('Succeeded');
    expect((await client.delete('apis/slow/operations/get-a')).status).toBe(200);
  });
});

describe('other options', () => {
  it('let the URLs of operations point elsewhere', async () => {
    const { client } = await start({ operationOrigin: 'https://management.azure.com' });
    const answer = await client.put('namedValues/a', { displayName: 'a', value: 'b' });
    expect(answer.headers.get('location')).toMatch(/^https:\/\/management\.azure\.com\/subscriptions\//);
    expect(answer.headers.get('azure-asyncoperation')).toMatch(/^https:\/\/management\.azure\.com\/subscriptions\//);
  });

  it('do not matter to imports by link: the emulator reads its own downloads and nothing else', async () => {
    const { client } = await start();
    const exported = await client.get('apis/echo-api', { query: { export: 'true', format: 'openapi-link' } });
    const link = JSON.stringify(exported.json['value']).replace(/^.*"(http[^"]+)".*$/, '$1');
    const imported = await client.putAndWait('apis/copy', { path: 'copy', format: 'openapi-link', value: link });
    expect(imported.properties['displayName']).toBe('Echo API');
    expect((await client.list('apis/copy/operations')).items).toHaveLength(6);
    const foreign = await client.putAndWait('apis/other', {
      path: 'other',
      format: 'openapi-link',
      value: 'https://example.com/openapi.yaml',
    });
    expect(foreign.status).toBe(400);
  });

  it('refuse api-versions that are too old for the service', async () => {
    const { client } = await start({ minApiVersion: '2022-08-01' });
    const answer = await client.get('apis', { apiVersion: '2021-08-01' });
    expect([answer.status, errorOf(answer)['code']]).toEqual([400, 'MissingOrIncorrectVersionParameter']);
    expect((await client.get('apis', { apiVersion: '2022-08-01' })).status).toBe(200);
  });
});

describe('the state file', () => {
  it('brings everything back: revisions, secrets, ETags, references', async () => {
    const stateFile = temporaryFile();
    const first = await start({ empty: true, stateFile });
    const { client } = first;
    await client.putAndWait('namedValues/key', { displayName: 'key', value: 'secret', secret: true });
    await client.put('apis/a', { displayName: 'a', path: 'a' });
    await client.put('apis/a;rev=2', { path: 'a', sourceApiId: '/apis/a' });
    await client.put('apis/a/releases/r', { apiId: '/apis/a;rev=2' });
    await client.put('apis/a/policies/policy', {
      value: '<policies><inbound><set-variable name="x" value="{{key}}" /></inbound></policies>',
    });
    const before = first.emulator.state();
    const etag = (await client.get('apis/a')).headers.get('etag');
    await first.emulator.close();

    const second = await start({ stateFile });
    expect(second.emulator.state()).toEqual(before);
    const read = await second.client.get('apis/a');
    expect([read.properties['apiRevision'], read.headers.get('etag')]).toEqual(['2', etag]);
    expect((await second.client.delete('namedValues/key')).status).toBe(400);
    const other = await second.client.put('apis/b', { displayName: 'b', path: 'a' });
    expect(detailsOf(other).map(([target]) => target)).toEqual(['path']);
    expect((await second.client.put('apis/c', { displayName: 'c', path: 'c' })).headers.get('etag')).not.toBe(etag);
  });

  it('that nobody can use is refused, naming it', async () => {
    const stateFile = join(temporaryFile(), '..', '..', 'broken.json');
    writeFileSync(stateFile, '{"version": 0}');
    await expect(startEmulator({ stateFile })).rejects.toMatchObject({
      code: 'EMULATOR_STATE_FILE',
      message: expect.stringContaining('broken.json'),
    });
    expect(readFileSync(stateFile, 'utf8')).toBe('{"version": 0}');
  });
});

describe('malformed requests', () => {
  it('do not end the emulator', async () => {
    const { emulator, client } = await start();
    const { port } = new URL(emulator.url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n'));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve());
    });
    expect((await client.get('tags/%E0%A4%A')).status).toBe(404);
    expect((await client.get('apis')).status).toBe(200);
  });
});
