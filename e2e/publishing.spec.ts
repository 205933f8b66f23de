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

    it('need no values for a look at the plan, and count as unchanged then', async () => {
      await repository.run(['publish'], { KEY: VALUE });
      expect(await repository.run(['plan', '--unknown-tokens', '--json'])).toMatchObject({
        code: 0,
        json: { summary: { create: 0, update: 0 } },
      });
      expect(await repository.run(['check'])).toMatchObject({ code: 0, text: 'dev: 2 resources, no problem.\n' });
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
      repository.write({ 'none.yaml': '' });
      const blocked = await repository.run(['plan', '--artifacts', 'elsewhere', '--overrides', 'none.yaml']);
      expect(blocked).toMatchObject({ error: 'PREFLIGHT', message: expect.stringContaining('a secret is not set') });
    });
  });

  describe('what a reviewer would try', () => {
    const named = (name: string, properties: object): Record<string, object> => ({
      [`apim-artifacts/namedValues/${name}/namedValueInformation.json`]: {
        properties: { displayName: name, ...properties },
      },
    });
    const backend = (name: string, properties: object): Record<string, object> => ({
      [`apim-artifacts/backends/${name}/backendInformation.json`]: { properties: { protocol: 'http', ...properties } },
    });

    it('never deletes an API because the folder of its current revision went', async () => {
      repository.write({
        ...api('o', { apiRevision: '1' }),
        ...api('o;rev=2', { path: 'o', displayName: 'o', apiRevision: '2' }),
      });
      repository.commit('two revisions');
      expect(await repository.run(['publish'])).toMatchObject({ code: 0, message: '' });
      repository.remove('apim-artifacts/apis/o');
      repository.commit('only the other one');
      expect(await repository.run(['publish'])).toMatchObject({
        error: 'PREFLIGHT',
        message: expect.stringContaining('API o is neither in the artifacts nor on the target'),
      });
      expect(published()).toContain('apis/o');
    });

    it('finds no drift in the release by which it switched revisions, and extracts none', async () => {
      repository.write(api('o', { apiRevision: '1' }));
      repository.commit('one');
      await repository.run(['publish']);
      repository.write({
        ...api('o', { apiRevision: '2' }),
        ...api('o;rev=1', { path: 'o', displayName: 'o', apiRevision: '1' }),
      });
      repository.commit('two');
      expect(await repository.run(['publish'])).toMatchObject({ code: 0, message: '' });
      expect(paths()).toContain('apis/o/releases/revision-2');
      expect(await repository.run(['drift'])).toMatchObject({ code: 0 });
      expect(await repository.run(['extract', '--json'])).toMatchObject({ json: { written: [], deleted: [] } });
    });

    it('refuses overrides of no environment in check, plan and publish, and rolls back past them', async () => {
      repository.write({ ...api('o'), 'configuration-dev.yaml': 'apis: []\n' });
      const first = repository.commit('misnamed');
      for (const command of ['check', 'plan', 'publish']) {
        expect(await repository.run([command])).toMatchObject({
          error: 'FILE_MISNAMED',
          message: expect.stringContaining('configuration-dev.yaml is not read: did you mean configuration.dev.yaml?'),
        });
      }
      repository.remove('configuration-dev.yaml');
      repository.commit('removed');
      expect(await repository.run(['rollback', '--to', first])).toMatchObject({ code: 0 });
    });

    it('says that there was nothing to publish, and counts one request as one', async () => {
      repository.write(api('o'));
      repository.commit('one');
      expect((await repository.run(['publish'])).text).toContain('Published to ');
      const { text } = await repository.run(['publish']);
      expect(text).toMatch(
        /^Nothing to publish to \S+ \(dev\) in [\d.]+ s with 1 request to Azure Resource Manager\.$/m,
      );
    });

    it.each(['configuration.dev.yml', 'Configuration.dev.yaml'])(
      'refuses overrides that would be passed over: %s',
      async (file) => {
        repository.write({ ...api('o'), [file]: 'apis: [{ name: o, properties: { path: dev } }]\n' });
        repository.commit('misnamed');
        expect(await repository.run(['plan'])).toMatchObject({ error: 'FILE_MISNAMED' });
        expect(await repository.run(['plan', '--overrides', 'absent.yaml'])).toMatchObject({ error: 'FILE' });
      },
    );

    it('publishes a token whose value changed, and one that another took the place of', async () => {
      const overrides = (token: string): Record<string, string> => ({
        'configuration.dev.yaml': `namedValues: [{ name: key, properties: { value: "{#[${token}]#}" } }]\nbackends: [{ name: b, properties: { url: "{#[URL]#}" } }]\n`,
      });
      repository.write({
        ...named('key', { secret: true }),
        ...backend('b', { url: 'https://any' }),
        ...overrides('K'),
      });
      repository.commit('one');
      const first = { K: 'first', K2: 'second', URL: 'https://one' };
      await repository.run(['publish'], first);
      expect(await repository.run(['plan', '--json'], first)).toMatchObject({ json: { summary: { update: 0 } } });
      const changed = { ...first, K: 'rotated', URL: 'https://two' };
      expect(await repository.run(['publish', '--json'], changed)).toMatchObject({ json: { plan: { update: 2 } } });
      expect(JSON.stringify(emulator.state(service))).toMatch(/rotated[\s\S]*|https:\/\/two/);
      repository.write(overrides('K2'));
      repository.commit('another token');
      expect(await repository.run(['publish', '--json'], changed)).toMatchObject({ json: { plan: { update: 1 } } });
      expect(JSON.stringify(emulator.state(service))).toContain('second');
    });

    it('deletes what it published also where the last commit is unknown', async () => {
      repository.write({ ...tag('red'), ...tag('green') });
      repository.commit('one');
      await repository.run(['publish']);
      repository.remove('.git', 'apim-artifacts/tags/red');
      repository.git('init', '--quiet');
      repository.commit('a history without that commit');
      const { text, code } = await repository.run(['publish']);
      expect({ code, text }).toMatchObject({ code: 0, text: expect.stringContaining('is not in this clone') });
      expect(published()).toEqual(['tags/green']);
    });

    it('reads the last state where its own apiops.yaml says it was', async () => {
      repository.write({ ...tag('red'), ...tag('green') });
      repository.commit('one');
      await repository.run(['publish']);
      repository.git('mv', 'apim-artifacts', 'artifacts');
      repository.remove('artifacts/tags/green');
      const config = readFileSync(join(repository.folder, 'apiops.yaml'), 'utf8');
      repository.write({ 'apiops.yaml': `${config}artifacts: { folder: artifacts }\n` });
      repository.commit('moved');
      expect(await repository.run(['publish', '--json'])).toMatchObject({
        code: 0,
        json: { plan: { create: 0, update: 0, delete: 1 } },
      });
      expect(published()).toEqual(['tags/red']);
    });

    it('refuses artifacts in two layouts, and says which files are none', async () => {
      repository.write({
        ...named('a', { value: 'x' }),
        'apim-artifacts/named values/b/namedValueInformation.json': { properties: { displayName: 'b', value: 'x' } },
      });
      repository.commit('mixed');
      expect(await repository.run(['plan'])).toMatchObject({
        error: 'ARTIFACT_INVALID',
        message: expect.stringContaining('two layouts'),
      });
      repository.remove('apim-artifacts/named values');
      repository.write({ ...api('o'), 'apim-artifacts/apis/o/polcy.xml': '<policies />' });
      repository.commit('typo');
      expect((await repository.run(['plan'])).text).toContain('not published: apis/o/polcy.xml');
    });

    it.each([
      [
        'a token in an artifact',
        backend('b', { url: 'https://{#HOST#}' }),
        '',
        'PREFLIGHT',
        /the token \{#HOST#\} is not replaced here/,
      ],
      [
        'a property in another case',
        backend('b', { url: 'https://a' }),
        'backends: [{ name: b, properties: { URL: https://b } }]',
        'OVERRIDE',
        /no property "URL"; did you mean url\?/,
      ],
      [
        'a slip of the pen',
        backend('b', { url: 'https://a' }),
        'backends: [{ name: b, properties: { urll: https://b } }]',
        'OVERRIDE',
        /did you mean url\?/,
      ],
      [
        'overrides for another instance',
        backend('b', { url: 'https://a' }),
        'apimServiceName: apim-prod',
        'OVERRIDE',
        /is for the instance apim-prod/,
      ],
      [
        'a policy without its API',
        { 'apim-artifacts/apis/ghost/policy.xml': '<policies />' },
        '',
        'PREFLIGHT',
        /API ghost is neither/,
      ],
      [
        'a policy of no operation',
        {
          ...api('o'),
          'apim-artifacts/apis/o/specification.yaml': 'openapi: 3.0.1\ninfo: { title: o, version: "1" }\npaths: {}\n',
          'apim-artifacts/apis/o/operations/nope/policy.xml': '<policies />',
        },
        '',
        'PREFLIGHT',
        /operation o\/nope is neither/,
      ],
      [
        'an id that names nothing',
        {
          'apim-artifacts/diagnostics/azuremonitor/diagnosticInformation.json': {
            properties: { loggerId: 'azuremonitor' },
          },
        },
        '',
        'PREFLIGHT',
        /loggerId is "azuremonitor", which names no resource/,
      ],
      [
        'one revision in two folders that differ',
        { ...api('o', { apiRevision: '2' }), ...api('o;rev=2', { path: 'o', apiRevision: '2' }) },
        '',
        'ARTIFACT_INVALID',
        /API o is in apis\/o\/apiInformation\.json too, and differs in properties\.displayName/,
      ],
    ])('refuses %s', async (_, files, overrides, error, message) => {
      repository.write({ ...files, 'configuration.dev.yaml': overrides });
      repository.commit('bad');
      expect(await repository.run(['publish'])).toMatchObject({ error, message: expect.stringMatching(message) });
    });

    it('is told of problems without any access to the instance', async () => {
      repository.write({
        ...backend('b', { url: 'https://a' }),
        'configuration.dev.yaml': 'backends: [{ name: c, properties: { url: x } }]\n',
      });
      emulator.resetStats();
      expect(await repository.run(['check', '--json'])).toMatchObject({
        code: 2,
        json: { environments: [{ environment: 'dev', error: { code: 'OVERRIDE' } }] },
      });
      expect(emulator.stats().requests.total).toBe(0);
    });

    it('applies an override of an API to all of its revisions', async () => {
      repository.write({
        ...api('o', { apiRevision: '1', serviceUrl: 'https://any' }),
        ...api('o;rev=2', { path: 'o', displayName: 'o', apiRevision: '2', serviceUrl: 'https://any' }),
        'configuration.dev.yaml': 'apis: [{ name: o, properties: { serviceUrl: https://dev } }]\n',
      });
      repository.commit('revisions');
      const { json } = await repository.run(['plan', '--show-effective', '--json']);
      expect(json).toMatchObject({
        'apis/o': { serviceUrl: 'https://dev' },
        'apis/o;rev=2': { serviceUrl: 'https://dev' },
      });
    });

    it('lets a Key Vault reference take the place of a secret', async () => {
      repository.write({
        ...named('key', { secret: true, value: '*** secret: set it by an override or a Key Vault reference ***' }),
        'configuration.dev.yaml':
          'namedValues: [{ name: key, properties: { keyVault: { secretIdentifier: https://v.vault.azure.net/secrets/k } } }]\n',
      });
      repository.commit('vault');
      expect(await repository.run(['publish'])).toMatchObject({ code: 0, message: '' });
    });

    it('keeps literal secrets of policies out of plans', async () => {
      repository.write({
        ...api('o'),
        'apim-artifacts/apis/o/policy.xml': POLICY('<authentication-basic username="u" password="hunter2" />'),
      });
      repository.commit('literal');
      const outputs = [await repository.run(['plan', '--json']), await repository.run(['plan'])];
      expect(JSON.stringify(outputs)).not.toContain('hunter2');
    });

    it('moves a path from one API to another in one publish', async () => {
      repository.write({ ...api('a', { path: 'one' }), ...api('b', { path: 'two' }) });
      repository.commit('one');
      await repository.run(['publish']);
      repository.write({ ...api('a', { path: 'three' }), ...api('b', { path: 'one' }) });
      repository.commit('two');
      expect(await repository.run(['publish', '--json'])).toMatchObject({ code: 0, json: { plan: { update: 2 } } });
    });

    it('renames an API whose path stays, though others refer to it', async () => {
      const scope = (name: string): Record<string, object> => ({
        'apim-artifacts/subscriptions/partner/subscriptionInformation.json': {
          properties: { displayName: 'Partner', scope: `/apis/${name}` },
        },
      });
      repository.write({ ...api('old', { path: 'orders' }), ...scope('old') });
      repository.commit('one');
      await repository.run(['publish']);
      repository.remove('apim-artifacts/apis/old');
      repository.write({ ...api('new', { path: 'orders' }), ...scope('new') });
      repository.commit('two');
      expect(await repository.run(['publish'])).toMatchObject({ code: 0, message: '' });
      expect(published()).toEqual(['apis/new', 'subscriptions/partner']);
      expect(await repository.run(['plan', '--full', '--json'])).toMatchObject({
        json: { summary: { create: 0, update: 0, delete: 0 } },
      });
    });

    it('counts artifacts that git ignores as not committed', async () => {
      repository.write({
        ...tag('red'),
        '.gitignore': 'bin/\n',
        'apim-artifacts/tags/bin/tagInformation.json': { properties: { displayName: 'bin' } },
      });
      repository.commit('one');
      await repository.run(['publish']);
      expect((await repository.run(['plan'])).text).toContain('Files that were not committed were published');
    });

    it('puts drift of what an override says into the override, not into the artifact', async () => {
      repository.write({
        ...backend('b', { url: 'https://any' }),
        'configuration.dev.yaml': '# ours\nbackends:\n  - name: b\n    properties: { url: https://dev } # dev\n',
      });
      repository.commit('one');
      await repository.run(['publish']);
      await byHand('backends/b', { url: 'https://by-hand', protocol: 'http' });
      expect(await repository.run(['drift', '--write'])).toMatchObject({ code: 3 });
      expect(readFileSync(join(repository.folder, 'configuration.dev.yaml'), 'utf8')).toBe(
        '# ours\nbackends:\n  - name: b\n    properties: { url: https://by-hand } # dev\n',
      );
      expect(repository.git('status', '--porcelain').trim()).toBe('M configuration.dev.yaml');
    });

    it('keeps unpublished edits when it writes drift into the same file', async () => {
      repository.write(backend('b', { url: 'https://one', description: 'old' }));
      repository.commit('one');
      await repository.run(['publish']);
      repository.write(backend('b', { url: 'https://two', description: 'old' }));
      repository.commit('not yet published');
      await byHand('backends/b', { url: 'https://one', protocol: 'http', description: 'by hand' });
      await repository.run(['drift', '--write']);
      const file = JSON.parse(
        readFileSync(join(repository.folder, 'apim-artifacts/backends/b/backendInformation.json'), 'utf8'),
      );
      expect(file.properties).toMatchObject({ url: 'https://two', description: 'by hand' });
    });

    it('keeps apart repositories whose names differ in punctuation alone', async () => {
      const twin = new TestRepository(emulator, { name: 'acme_apis', service });
      repository.write(tag('red'));
      repository.commit('ours');
      twin.write(tag('red'));
      twin.commit('theirs');
      await repository.run(['publish']);
      expect(await twin.run(['publish'])).toMatchObject({ error: 'OWNERSHIP' });
      expect((await twin.run(['publish', '--take-over', 'acme-apis'])).code).toBe(0);
      twin.dispose();
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

    it('hand resources over for good, whatever the former owner does next', async () => {
      const shared = {
        ...api('orders'),
        'apim-artifacts/products/gold/productInformation.json': { properties: { displayName: 'Gold' } },
        'apim-artifacts/products/gold/apis.json': '[{ "name": "orders" }]',
      };
      repository.write({ ...shared, ...tag('red') });
      repository.commit('ours');
      await repository.run(['publish']);
      other.write(shared);
      other.commit('theirs');
      expect(await other.run(['publish', '--take-over', 'acme-apis'])).toMatchObject({ code: 0 });
      expect(await other.run(['publish', '--json'])).toMatchObject({ code: 0, json: { plan: { delete: 0 } } });
      expect(await repository.run(['publish'])).toMatchObject({ error: 'OWNERSHIP' });
      repository.remove('apim-artifacts/apis', 'apim-artifacts/products');
      repository.commit('moved to acme-other');
      expect(await repository.run(['publish', '--json'])).toMatchObject({ code: 0, json: { plan: { delete: 0 } } });
      expect(published()).toEqual(expect.arrayContaining(['apis/orders', 'products/gold/apis/orders', 'tags/red']));
      repository.remove('apim-artifacts/tags');
      repository.commit('gone');
      expect(await repository.run(['publish', '--json'])).toMatchObject({ code: 0, json: { plan: { delete: 1 } } });
    });

    it('hand resources over that are the same in both', async () => {
      repository.write(tag('red'));
      repository.commit('ours');
      other.write(tag('blue'));
      other.commit('theirs');
      await repository.run(['publish']);
      await other.run(['publish']);
      other.write(tag('red'));
      other.commit('theirs too');
      const takenOver = await other.run(['publish', '--full', '--json', '--take-over', 'acme-apis']);
      expect(takenOver).toMatchObject({ code: 0, json: { plan: { create: 0, update: 0 } } });
      expect((await other.run(['publish'])).code).toBe(0);
      expect(await repository.run(['publish'])).toMatchObject({ error: 'OWNERSHIP' });
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
