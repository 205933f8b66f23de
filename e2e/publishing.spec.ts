import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEmulator, type Emulator } from '@nx-apiops/emulator';
import { TestRepository } from '../test-support/test-repository.js';

const POLICY = (inbound: string): string => `<policies>\n  <inbound>${inbound}</inbound>\n</policies>\n`;
const api = (name: string, properties: object = {}): Record<string, object> => ({
  [`apim-artifacts/apis/${name}/apiInformation.json`]: {
    properties: { displayName: name, path: name, protocols: ['https'], ...properties },
  },
});
const tag = (name: string): Record<string, object> => ({
  [`apim-artifacts/tags/${name}/tagInformation.json`]: { properties: { displayName: name } },
});

/** What the service makes by itself: a product's subscription and administrators. */
const AUTOMATIC = /^subscriptions\/[0-9a-f]{24}$|\/groups\/administrators$/;

describe('publishing', () => {
  const service = 'apim-dev';
  let emulator: Emulator;
  /** What a new instance has. */
  let defaults: ReadonlySet<string>;
  let repository: TestRepository;

  beforeAll(async () => {
    emulator = await startEmulator({ services: [service] });
    defaults = new Set(paths());
  });
  afterAll(async () => emulator.close());
  beforeEach(() => {
    emulator.reset();
    repository = new TestRepository(emulator, { name: 'acme-apis', service });
  });
  afterEach(() => repository.dispose());

  /** ARM paths in the instance that somebody published, without our own records and its default content. */
  function published(): readonly string[] {
    return paths().filter((path) => !path.includes('nx-apiops-') && !defaults.has(path) && !AUTOMATIC.test(path));
  }

  function paths(): readonly string[] {
    return emulator.state(service).resources.map(({ path }) => path);
  }

  function records(): readonly string[] {
    return paths().filter((path) => path.includes('nx-apiops-state'));
  }

  it('publishes what changed between two commits, across all commits in between', async () => {
    repository.write({ ...tag('red'), ...api('orders') });
    repository.commit('one');
    expect(await repository.run(['publish', '--json'])).toMatchObject({ code: 0, json: { plan: { create: 2 } } });
    repository.write(tag('green'));
    repository.commit('two');
    repository.write(tag('blue'));
    repository.remove('apim-artifacts/tags/red');
    repository.commit('three');
    expect(await repository.run(['publish', '--json'])).toMatchObject({
      code: 0,
      json: { plan: { create: 2, update: 0, delete: 1 } },
    });
    expect(published()).toEqual(['apis/orders', 'tags/blue', 'tags/green']);
    emulator.resetStats();
    expect(await repository.run(['publish', '--json'])).toMatchObject({
      code: 0,
      json: { plan: { create: 0, update: 0, delete: 0 } },
    });
    expect(emulator.stats().requests.byMethod).toEqual({ GET: 1 });
  });

  it('publishes a change that is in the overrides alone', async () => {
    repository.write(api('orders', { serviceUrl: 'https://any' }));
    repository.commit('one');
    await repository.run(['publish']);
    repository.write({
      'configuration.dev.yaml': 'apis:\n  - name: orders\n    properties:\n      serviceUrl: https://dev\n',
    });
    repository.commit('two');
    const { json } = await repository.run(['plan', '--json']);
    expect(json).toMatchObject({
      actions: [
        {
          id: 'apis/orders',
          changes: [{ path: 'properties.serviceUrl', before: 'https://any', after: 'https://dev' }],
        },
      ],
    });
  });

  it('changes nothing when a specification only changes its file format', async () => {
    const document = {
      openapi: '3.0.1',
      info: { title: 'o', version: '1' },
      paths: { '/a': { get: { operationId: 'a', responses: { 200: { description: 'ok' } } } } },
    };
    repository.write({ ...api('orders'), 'apim-artifacts/apis/orders/specification.json': document });
    repository.commit('json');
    await repository.run(['publish']);
    repository.remove('apim-artifacts/apis/orders/specification.json');
    repository.write({
      'apim-artifacts/apis/orders/specification.yaml':
        'openapi: 3.0.1\ninfo: { title: o, version: "1" }\npaths:\n  /a:\n    get:\n      operationId: a\n      responses: { "200": { description: ok } }\n',
    });
    repository.commit('yaml');
    expect(await repository.run(['publish', '--json'])).toMatchObject({
      code: 0,
      json: { plan: { create: 0, update: 0, delete: 0 } },
    });
  });

  it('does not move the baseline when an action fails, and completes it the next time', async () => {
    repository.write(tag('red'));
    repository.commit('good');
    await repository.run(['publish']);
    repository.write({
      ...tag('green'),
      ...api('orders'),
      'apim-artifacts/apis/orders/policy.xml': '<policies><nonsense /></policies>',
    });
    repository.commit('bad');
    const failed = await repository.run(['publish', '--json']);
    expect(failed).toMatchObject({ code: 1, json: { results: { done: 2, failed: 1, skipped: 0 } } });
    repository.write({ 'apim-artifacts/apis/orders/policy.xml': POLICY('<base />') });
    repository.commit('mended');
    expect(await repository.run(['publish', '--json'])).toMatchObject({
      code: 0,
      json: { plan: { create: 1, update: 0, delete: 0 } },
    });
    expect(published()).toEqual(['apis/orders', 'apis/orders/policies/policy', 'tags/green', 'tags/red']);
  });

  it('removes what a failed publish made when its commit is reverted', async () => {
    repository.write(tag('red'));
    repository.commit('good');
    await repository.run(['publish']);
    repository.write({
      ...tag('green'),
      ...api('orders'),
      'apim-artifacts/apis/orders/policy.xml': '<policies><nonsense /></policies>',
    });
    repository.commit('bad');
    expect((await repository.run(['publish'])).code).toBe(1);
    repository.git('revert', '--no-edit', 'HEAD');
    expect(await repository.run(['publish', '--json'])).toMatchObject({
      code: 0,
      json: { plan: { create: 0, update: 0, delete: 2 } },
    });
    expect(published()).toEqual(['tags/red']);
  });

  it('compares everything after files were published that were not committed', async () => {
    repository.write(tag('red'));
    repository.commit('one');
    repository.write(tag('draft'));
    await repository.run(['publish']);
    repository.remove('apim-artifacts/tags/draft');
    const plan = await repository.run(['plan']);
    expect(plan.text).toContain(
      'Files that were not committed were published: everything is compared with the instance.',
    );
  });

  it('publishes outside of git, and then neither records nor deletes anything', async () => {
    const bare = new TestRepository(emulator, { name: 'bare', service, git: false });
    bare.write(tag('red'));
    expect((await bare.run(['publish'])).code).toBe(0);
    bare.remove('apim-artifacts/tags/red');
    bare.write(tag('green'));
    expect((await bare.run(['publish'])).code).toBe(0);
    expect(published()).toEqual(['tags/green', 'tags/red']);
    expect(records()).toEqual([]);
    bare.dispose();
  });

  it('refuses to delete more than is allowed, before anything is sent', async () => {
    repository.write(Object.assign({}, ...['a', 'b', 'c'].map(tag)));
    repository.commit('three');
    await repository.run(['publish']);
    repository.remove('apim-artifacts/tags');
    repository.write(tag('d'));
    repository.commit('one');
    emulator.resetStats();
    const refused = await repository.run(['publish', '--max-deletes', '2']);
    expect(refused).toMatchObject({ error: 'TOO_MANY_DELETES', message: expect.stringContaining('tag a') });
    expect(Object.keys(emulator.stats().requests.byMethod)).toEqual(['GET']);
    expect((await repository.run(['publish', '--max-deletes', '3'])).code).toBe(0);
    expect(published()).toEqual(['tags/d']);
  });

  it('publishes the state of a commit, and goes back to one', async () => {
    repository.write({ ...tag('red'), ...api('orders', { serviceUrl: 'https://one' }) });
    const first = repository.commit('one');
    await repository.run(['publish']);
    repository.write({ ...tag('green'), ...api('orders', { serviceUrl: 'https://two' }) });
    repository.commit('two');
    await repository.run(['publish']);
    const back = await repository.run(['rollback', '--to', first, '--json']);
    expect(back).toMatchObject({ code: 0, json: { plan: { create: 0, update: 1, delete: 1 } } });
    expect(published()).toEqual(['apis/orders', 'tags/red']);
    expect(await repository.run(['publish', '--json'])).toMatchObject({
      code: 0,
      json: { plan: { create: 1, update: 1 } },
    });
    expect(await repository.run(['rollback', '--to', 'nowhere'])).toMatchObject({ error: 'USAGE' });
  });

  describe('a saved plan', () => {
    const plan = (): string => join(repository.folder, '..', `${repository.folder.split('/').at(-1)}.plan.json`);
    beforeEach(async () => {
      repository.write({ ...tag('red'), ...api('orders', { serviceUrl: 'https://one' }) });
      repository.commit('one');
      await repository.run(['publish']);
      repository.write(api('orders', { serviceUrl: 'https://two' }));
      repository.commit('two');
      await repository.run(['plan', '--out', plan()]);
    });

    it('is applied as it is', async () => {
      expect(await repository.run(['publish', '--plan', plan(), '--json'])).toMatchObject({
        code: 0,
        json: { plan: { update: 1 } },
      });
    });

    it('is refused when a commit came in between', async () => {
      repository.write(tag('green'));
      repository.commit('three');
      const refused = await repository.run(['publish', '--plan', plan()]);
      expect(refused).toMatchObject({
        error: 'PLAN_STALE',
        message: expect.stringContaining('tags/green is planned differently now'),
      });
    });

    it('is refused when somebody changed a resource that it touches', async () => {
      const other = new TestRepository(emulator, { name: 'other', service, git: false });
      other.write(api('orders', { serviceUrl: 'https://by-hand' }));
      // Somebody without a record of their own, such as the portal.
      await fetch(
        `${emulator.url}/subscriptions/${emulator.subscriptionId}/resourceGroups/${emulator.resourceGroup}/providers/Microsoft.ApiManagement/service/${service}/apis/orders?api-version=2024-05-01`,
        {
          method: 'PATCH',
          headers: { authorization: 'Bearer x', 'content-type': 'application/json', 'if-match': '*' },
          body: JSON.stringify({ properties: { serviceUrl: 'https://by-hand' } }),
        },
      );
      other.dispose();
      const refused = await repository.run(['publish', '--plan', plan()]);
      expect(refused).toMatchObject({
        error: 'PLAN_STALE',
        message: expect.stringContaining('apis/orders was changed in the instance'),
      });
    });

    it('is refused when it is no plan', async () => {
      writeFileSync(plan(), '{}');
      expect(await repository.run(['publish', '--plan', plan()])).toMatchObject({ error: 'PLAN_FILE' });
    });
  });

  describe('secrets', () => {
    const VALUE = 'hunter2-not-to-be-seen';
    beforeEach(() => {
      repository.write({
        'apim-artifacts/namedValues/key/namedValueInformation.json': {
          properties: { displayName: 'key', secret: true },
        },
        'apim-artifacts/backends/b/backendInformation.json': { properties: { url: 'https://b', protocol: 'http' } },
        'configuration.dev.yaml': `namedValues:\n  - name: key\n    properties: { value: "{#[KEY]#}" }\nbackends:\n  - name: b\n    properties: { credentials: { header: { x: ["{#[KEY]#}"] } } }\n`,
      });
      repository.commit('secrets');
    });

    it('come from the environment, reach the instance, and show up nowhere', async () => {
      const outputs = [
        await repository.run(['plan', '--show-effective'], { KEY: VALUE }),
        await repository.run(['plan', '--json'], { KEY: VALUE }),
        await repository.run(['plan', '--markdown'], { KEY: VALUE }),
        await repository.run(['publish', '--json'], { KEY: VALUE }),
        await repository.run(['drift', '--json'], { KEY: VALUE }),
        await repository.run(['drift', '--json']),
      ];
      expect(outputs.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0]);
      expect(JSON.stringify(outputs)).not.toContain(VALUE);
      expect(JSON.stringify(emulator.state(service))).toContain(VALUE);
    });

    it('are an error that names them when they are not set', async () => {
      expect(await repository.run(['plan'])).toMatchObject({
        error: 'TOKEN_MISSING',
        message: expect.stringContaining('KEY'),
      });
    });

    it('never reach files, and what is extracted instead blocks a publish', async () => {
      await repository.run(['publish'], { KEY: VALUE });
      const folder = join(repository.folder, 'elsewhere');
      expect((await repository.run(['extract', '--output', 'elsewhere'])).code).toBe(0);
      const files = ['namedValues/key/namedValueInformation.json', 'backends/b/backendInformation.json'].map((file) =>
        readFileSync(join(folder, file), 'utf8'),
      );
      expect(files.join()).not.toContain(VALUE);
      const blocked = await repository.run(['plan', '--artifacts', 'elsewhere', '--overrides', 'none.yaml']);
      expect(blocked).toMatchObject({ error: 'PREFLIGHT', message: expect.stringContaining('a secret is not set') });
    });
  });

  describe('two repositories on one instance', () => {
    let other: TestRepository;
    beforeEach(() => {
      other = new TestRepository(emulator, { name: 'acme-other', service });
    });
    afterEach(() => other.dispose());

    it('do not touch each other', async () => {
      repository.write({
        ...api('orders'),
        ...tag('red'),
        'apim-artifacts/products/gold/productInformation.json': { properties: { displayName: 'Gold' } },
        'apim-artifacts/products/gold/apis.json': '[{ "name": "orders" }]',
      });
      repository.commit('ours');
      other.write({
        ...api('billing'),
        'apim-artifacts/products/gold/apis.json': '[{ "name": "billing" }]',
        'apim-artifacts/apis/billing/tags/red/tagInformation.json': {},
      });
      other.commit('theirs');
      expect((await repository.run(['publish'])).code).toBe(0);
      expect(await other.run(['publish'])).toMatchObject({ code: 0 });
      for (const one of [repository, other]) {
        expect(await one.run(['publish', '--full', '--json'])).toMatchObject({
          json: { plan: { create: 0, update: 0, delete: 0 } },
        });
        expect(await one.run(['drift'])).toMatchObject({ code: 0 });
      }
      other.remove('apim-artifacts/products', 'apim-artifacts/apis/billing/tags');
      other.commit('unlink');
      expect(await other.run(['publish', '--json'])).toMatchObject({ code: 0, json: { plan: { delete: 2 } } });
      expect(published().filter((path) => path.startsWith('products/gold/apis'))).toEqual([
        'products/gold/apis/orders',
      ]);
      expect(published()).toContain('tags/red');
    });

    it('are told when both publish the same resource', async () => {
      repository.write(api('orders'));
      repository.commit('ours');
      await repository.run(['publish']);
      other.write(api('orders', { path: 'theirs' }));
      other.commit('theirs');
      const refused = await other.run(['publish']);
      expect(refused).toMatchObject({
        error: 'OWNERSHIP',
        message: expect.stringMatching(/acme-other would publish[\s\S]*API orders is published by acme-apis too/),
      });
      repository.remove('apim-artifacts/apis');
      repository.write(tag('any'));
      repository.commit('gone');
      await repository.run(['publish']);
      expect((await other.run(['publish'])).code).toBe(0);
    });
  });

  describe('drift', () => {
    const byHand = async (path: string, properties: object): Promise<void> => {
      await fetch(
        `${emulator.url}/subscriptions/${emulator.subscriptionId}/resourceGroups/${emulator.resourceGroup}/providers/Microsoft.ApiManagement/service/${service}/${path}?api-version=2024-05-01`,
        {
          method: 'PUT',
          headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
          body: JSON.stringify({ properties }),
        },
      );
    };

    it('is put into the files by --write, after which there is none', async () => {
      repository.write({
        ...api('orders', { serviceUrl: 'https://one' }),
        ...tag('red'),
        'apim-artifacts/apis/orders/policy.xml': POLICY('<base />'),
      });
      repository.commit('one');
      await repository.run(['publish']);
      await byHand('tags/new', { displayName: 'new' });
      await byHand('apis/orders/policies/policy', {
        format: 'rawxml',
        value: POLICY('<set-variable name="a" value="b" />'),
      });
      const drift = await repository.run(['drift', '--json', '--write']);
      expect(drift).toMatchObject({
        code: 3,
        json: {
          summary: { changed: 1, missing: 0, added: 1 },
          written: ['apis/orders/policy.xml', 'tags/new/tagInformation.json'],
        },
      });
      expect(readFileSync(join(repository.folder, 'apim-artifacts/apis/orders/policy.xml'), 'utf8')).toContain(
        'set-variable',
      );
      repository.commit('drift taken over');
      expect((await repository.run(['publish'])).code).toBe(0);
      expect((await repository.run(['drift'])).code).toBe(0);
    });
  });
});
