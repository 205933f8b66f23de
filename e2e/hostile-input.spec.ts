import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEmulator, type Emulator } from '@nx-apiops/emulator';
import { TestRepository } from '../test-support/test-repository.js';

const ARTIFACTS = 'apim-artifacts';

describe('large and hostile input', () => {
  let emulator: Emulator;
  let repository: TestRepository;
  beforeAll(async () => {
    emulator = await startEmulator({ services: ['apim-dev'] });
  });
  afterAll(async () => emulator.close());
  beforeEach(() => {
    emulator.reset();
    repository = new TestRepository(emulator, { name: 'acme-apis', service: 'apim-dev' });
  });
  afterEach(() => repository.dispose());

  const api = (name: string, path: string): Record<string, object> => ({
    [`${ARTIFACTS}/apis/${name}/apiInformation.json`]: {
      properties: { displayName: name, path, protocols: ['https'] },
    },
  });

  it('publishes, extracts and finds no drift for names with spaces, unicode and percent signs', async () => {
    for (const [index, name] of ['with space', 'größe', '日本語', '100%25', "it's"].entries()) {
      repository.write({
        ...api(name, `p${index}`),
        [`${ARTIFACTS}/apis/${name}/policy.xml`]:
          '<policies>\r\n  <inbound>\r\n    <base />\r\n  </inbound>\r\n</policies>\r\n',
        [`${ARTIFACTS}/tags/${name}/tagInformation.json`]: { properties: { displayName: name } },
        [`${ARTIFACTS}/apis/${name}/tags/${name}/tagInformation.json`]: {},
      });
    }
    repository.commit('odd names');
    expect(await repository.run(['publish'])).toMatchObject({ code: 0, message: '' });
    expect(await repository.run(['drift'])).toMatchObject({ code: 0 });
    expect(await repository.run(['extract', '--json'])).toMatchObject({ code: 0, json: { written: [], deleted: [] } });
  });

  it('publishes a specification of ten megabytes', async () => {
    const paths = Object.fromEntries(
      Array.from({ length: 2500 }, (_, index) => [
        `/things-${index}/{id}`,
        {
          get: {
            operationId: `get-thing-${index}`,
            description: 'x'.repeat(950),
            parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
            responses: { 200: { description: 'y'.repeat(2900) } },
          },
        },
      ]),
    );
    const text = JSON.stringify({ openapi: '3.0.1', info: { title: 'Large', version: '1' }, paths });
    expect(text.length).toBeGreaterThan(10_000_000);
    repository.write({ ...api('large', 'large'), [`${ARTIFACTS}/apis/large/specification.json`]: text });
    repository.commit('large');
    expect(await repository.run(['publish'])).toMatchObject({ code: 0 });
    expect(await repository.run(['plan', '--full', '--json'])).toMatchObject({
      json: { summary: { create: 0, update: 0 } },
    });
  }, 120_000);

  it('takes files with byte order marks and Windows line ends', async () => {
    const information = JSON.stringify({ properties: { displayName: 'orders', path: 'orders' } }, undefined, 2);
    repository.write({
      [`${ARTIFACTS}/apis/orders/apiInformation.json`]: `\uFEFF${information.replaceAll('\n', '\r\n')}\r\n`,
      'configuration.dev.yaml': '\uFEFFapis:\r\n  - name: orders\r\n    properties:\r\n      path: dev\r\n',
    });
    repository.commit('windows');
    expect(await repository.run(['publish', '--json'])).toMatchObject({ code: 0, json: { plan: { create: 1 } } });
  });

  describe('refuses, before anything is sent,', () => {
    afterEach(() => {
      const { byMethod } = emulator.stats().requests;
      expect(Object.keys(byMethod).filter((method) => method !== 'GET')).toEqual([]);
    });
    beforeEach(() => {
      emulator.resetStats();
      repository.write(api('orders', 'orders'));
    });

    it.each([
      [
        'names that lead out of a folder',
        {
          [`${ARTIFACTS}/products/gold/productInformation.json`]: { properties: { displayName: 'g' } },
          [`${ARTIFACTS}/products/gold/apis.json`]: '[{ "name": "../../x" }]',
        },
        /products\/gold\/apis\.json: the name "\.\.\/\.\.\/x"/,
      ],
      [
        'duplicate keys in JSON',
        { [`${ARTIFACTS}/tags/a/tagInformation.json`]: '{ "properties": { "displayName": "a", "displayName": "b" } }' },
        /tags\/a\/tagInformation\.json:1:40: duplicated/,
      ],
      [
        'duplicate keys in YAML',
        { 'configuration.dev.yaml': 'apis:\n  - name: orders\n    name: orders\n' },
        /configuration\.dev\.yaml:3/,
      ],
      [
        'a YAML bomb in the overrides',
        { 'configuration.dev.yaml': bomb('apis:\n  - name: orders\n    properties: { description: *j }\n') },
        /configuration\.dev\.yaml/,
      ],
      [
        'a YAML bomb in a specification',
        {
          [`${ARTIFACTS}/apis/orders/specification.yaml`]: `openapi: 3.0.1\ninfo: { title: x, version: "1" }\npaths: {}\n${bomb('x-bomb: *j\n')}`,
        },
        /specification/,
      ],
      [
        'JSON that is cut off',
        { [`${ARTIFACTS}/tags/a/tagInformation.json`]: '{ "properties": {' },
        /tags\/a\/tagInformation\.json:1/,
      ],
      [
        'a policy that is not well formed',
        { [`${ARTIFACTS}/apis/orders/policy.xml`]: '<policies><inbound>@(1 < 2</inbound></policies>' },
        /apis\/orders\/policy\.xml: /,
      ],
      [
        'text that is no specification',
        { [`${ARTIFACTS}/apis/orders/specification.yaml`]: 'just text' },
        /apis\/orders\/specification\.yaml/,
      ],
    ])('%s', async (_, files, message) => {
      repository.write(files);
      repository.commit('hostile');
      const refused = await repository.run(['publish']);
      expect(refused).toMatchObject({ code: -1, message: expect.stringMatching(message) });
    });

    it.skipIf(process.platform === 'win32')('links out of the artifact folder', async () => {
      writeFileSync(join(repository.folder, 'secret.json'), '{}');
      symlinkSync(join(repository.folder, 'secret.json'), join(repository.folder, ARTIFACTS, 'apis/orders/policy.xml'));
      expect(await repository.run(['publish'])).toMatchObject({ error: 'ARTIFACT_UNSAFE' });
    });

    it('environments, commits and files that do not exist', async () => {
      repository.commit('one');
      expect(await repository.run(['publish', '--commit', 'none'])).toMatchObject({ error: 'USAGE' });
      expect(await repository.run(['publish', '--artifacts', '../elsewhere'])).toMatchObject({ error: 'USAGE' });
      expect(await repository.run(['publish', '--artifacts', 'absent'])).toMatchObject({ error: 'ARTIFACT_FOLDER' });
      expect(await repository.run(['extract', '--filter', 'absent.yaml'])).toMatchObject({ error: 'USAGE' });
    });

    it('a plain http endpoint that is not on this machine', async () => {
      repository.commit('one');
      const refused = await repository.run(['plan'], { NX_APIOPS_ARM_ENDPOINT: 'http://management.example.com' });
      expect(refused).toMatchObject({ error: 'ENDPOINT' });
    });
  });
});

/** Ten aliases of ten aliases of …: 10 billion values when followed. */
function bomb(use: string): string {
  const names = 'abcdefghij'.split('');
  const lines = names.map((name, index) => {
    const previous = names[index - 1];
    const items = Array.from({ length: 10 }, () => (previous === undefined ? 'x' : `*${previous}`));
    return `x-${name}: &${name} [${items.join(', ')}]\n`;
  });
  return lines.join('') + use;
}
