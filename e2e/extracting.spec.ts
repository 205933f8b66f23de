import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEmulator, type Emulator } from '@nx-apiops/emulator';
import { planFiles } from '@nx-apiops/extractor';
import { sampleState } from '../test-support/sample-resources.js';
import { TestRepository, type CliResult } from '../test-support/test-repository.js';

const SERVICE = 'apim-dev';

describe('extracting', () => {
  let emulator: Emulator;
  let source: TestRepository;
  let repository: TestRepository;

  beforeAll(async () => {
    emulator = await startEmulator({ services: [SERVICE] });
    source = new TestRepository(emulator, { name: 'source', service: SERVICE });
    const nothing = new Map<never, never>();
    const { writes } = planFiles({
      live: sampleState(),
      existing: nothing,
      effective: nothing,
      layout: 'apiops-cli',
      inScope: () => true,
    });
    source.write(Object.fromEntries(writes.map(({ path, text }) => [`apim-artifacts/${path}`, text])));
    source.commit('sample');
    expect(await source.run(['publish'])).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    source.dispose();
    await emulator.close();
  });
  beforeEach(() => (repository = new TestRepository(emulator, { name: 'target', service: SERVICE })));
  afterEach(() => repository.dispose());

  const written = ({ json }: CliResult): readonly string[] => (json as { written: string[] }).written;
  const extract = async (filter: string | undefined, ...flags: readonly string[]): Promise<CliResult> => {
    if (filter !== undefined) repository.write({ 'configuration.extractor.yaml': filter });
    return repository.run(['extract', '--json', ...flags]);
  };

  it('leaves out what the service made and what a new instance comes with', async () => {
    const files = written(await extract(undefined)).join('\n');
    expect(files).not.toMatch(/master|administrators|developers|guests|echo-api|starter|unlimited|nx-apiops/);
  });

  it.each([
    ['of apiops-cli', 'apis: [orders]\nproducts: []\ngateways: []\nsubscriptions: []\nworkspaces: []\n'],
    [
      'of the toolkit',
      'apiNames: [orders]\nproductNames: []\ngatewayNames: []\nsubscriptionNames: []\nworkspaceNames: []\n',
    ],
  ])('keeps to a filter in the dialect %s', async (_, filter) => {
    const files = written(await extract(filter));
    const apis = new Set(files.filter((file) => file.startsWith('apis/')).map((file) => file.split('/')[1]));
    expect([...apis].sort()).toEqual(['orders', 'orders;rev=2']);
    expect(files.some((file) => /^(products|gateways|subscriptions|workspaces)\//.test(file))).toBe(false);
  });

  const ONLY_ORDERS = [
    'apis: [orders]',
    ...[
      'products',
      'gateways',
      'subscriptions',
      'workspaces',
      'namedValues',
      'backends',
      'versionSets',
      'policyFragments',
      'loggers',
    ],
    ...[
      'tags',
      'groups',
      'schemas',
      'documentations',
      'policies',
      'diagnostics',
      'policyRestrictions',
      'certificates',
      'caches',
    ],
    ...['authorizationServers', 'openidConnectProviders'],
  ]
    .map((line) => (line.includes(':') ? line : `${line}: []`))
    .join('\n');

  it('adds what the selected resources refer to, to a fixed point', async () => {
    const files = written(await extract(ONLY_ORDERS));
    expect(files).toEqual(
      expect.arrayContaining([
        'versionSets/orders/versionSetInformation.json',
        'backends/pool/backendInformation.json', // named in the API's policy
        'backends/orders/backendInformation.json', // a member of the pool
        'namedValues/api-key/namedValueInformation.json', // in the credentials of that member
        'loggers/azuremonitor/loggerInformation.json',
        'authorizationServers/login/authorizationServerInformation.json',
        'documentations/guide/documentationInformation.json',
        'tags/red/tagInformation.json',
      ]),
    );
    expect(files.join()).not.toMatch(/environment-name|policyFragments|products|films/);
  });

  it('adds nothing with --no-transitive', async () => {
    const files = written(await extract(ONLY_ORDERS, '--no-transitive'));
    expect(files.filter((file) => !file.startsWith('apis/orders'))).toEqual([]);
  });

  it('scans fragments for what they refer to', async () => {
    const files = written(
      await extract(
        'policyFragments: [correlation]\napis: []\nproducts: []\nworkspaces: []\nnamedValues: []\nbackends: []\npolicies: []\ncaches: []\n',
      ),
    );
    expect(files).toContain('namedValues/environment-name/namedValueInformation.json');
    expect(files.join()).not.toContain('api-key');
  });

  it('says which entries of the filter match nothing, and writes nothing then', async () => {
    const refused = await extract('apis: [ordres]\ntags: [red, "gr*"]\n');
    expect(refused).toMatchObject({
      error: 'USAGE',
      message: expect.stringMatching(/:1\s+apis: ordres\n.*:2\s+tags: gr\*/),
    });
    expect(existsSync(join(repository.folder, 'apim-artifacts'))).toBe(false);
    expect(await extract('apis: [ordres]\ntags: [red]\n', '--allow-unmatched')).toMatchObject({ code: 0 });
  });

  it('refuses sections that do not exist', async () => {
    expect(await extract('apiz: [orders]\n')).toMatchObject({
      error: 'FILTER',
      message: expect.stringContaining('apis'),
    });
  });

  it('rewrites no file the second time, and asks for fewer resources', async () => {
    await extract(undefined);
    repository.commit('first');
    const before = statSync(join(repository.folder, 'apim-artifacts/apis/orders/policy.xml')).mtimeMs;
    emulator.resetStats();
    expect(await extract(undefined)).toMatchObject({ code: 0, json: { written: [], deleted: [] } });
    expect(statSync(join(repository.folder, 'apim-artifacts/apis/orders/policy.xml')).mtimeMs).toBe(before);
    expect(repository.git('status', '--porcelain')).toBe('');
    expect(JSON.stringify(emulator.stats().requests.byShape)).toContain('GET allPolicies');
  });

  it('removes what is gone, and what a filter does not select stays', async () => {
    await extract(undefined);
    repository.write({ 'apim-artifacts/tags/old/tagInformation.json': { properties: { displayName: 'old' } } });
    expect(await extract('apis: [orders]\ntags: []\nproducts: []\n')).toMatchObject({ json: { deleted: [] } });
    repository.remove('configuration.extractor.yaml');
    expect(await extract(undefined)).toMatchObject({
      json: { written: [], deleted: ['tags/old/tagInformation.json'] },
    });
  });

  it('shows what it would write, and writes nothing, with --dry-run', async () => {
    expect(written(await extract(undefined, '--dry-run')).length).toBeGreaterThan(50);
    expect(existsSync(join(repository.folder, 'apim-artifacts'))).toBe(false);
  });

  it('writes new specifications as JSON when asked to', async () => {
    await extract('apis: [orders]\n', '--spec-format', 'json');
    const file = join(repository.folder, 'apim-artifacts/apis/orders/specification.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ openapi: '3.0.1' });
  });

  it('changes in authored files only what somebody changed in the instance', async () => {
    const own = await startEmulator({ services: [SERVICE], empty: true });
    const authored = new TestRepository(own, { name: 'authored', service: SERVICE });
    try {
      authored.write(AUTHORED);
      authored.commit('authored');
      expect(await authored.run(['publish'])).toMatchObject({ code: 0 });
      expect(await authored.run(['extract', '--json'])).toMatchObject({ code: 0, json: { written: [], deleted: [] } });

      const service = `${own.url}/subscriptions/${own.subscriptionId}/resourceGroups/${own.resourceGroup}/providers/Microsoft.ApiManagement/service/${SERVICE}`;
      const request = async (method: string, path: string, properties: object): Promise<void> => {
        const answer = await fetch(`${service}/${path}?api-version=2024-05-01`, {
          method,
          headers: { authorization: 'Bearer x', 'content-type': 'application/json', 'if-match': '*' },
          body: JSON.stringify({ properties }),
        });
        expect(answer.ok).toBe(true);
      };
      await request('PATCH', 'apis/pets/operations/listPets', { description: 'All pets.' });
      await request('PUT', 'apis/pets/policies/policy', {
        format: 'rawxml',
        value: (AUTHORED[`${PETS}/policy.xml`] ?? '').replace('calls="10"', 'calls="20"').replaceAll('\n', '\r\n'),
      });
      await request('PATCH', 'apis/pets', { displayName: 'Pets!' });

      expect(await authored.run(['extract', '--json'])).toMatchObject({
        json: {
          written: ['apiInformation.json', 'policy.xml', 'specification.yaml'].map((file) => `apis/pets/${file}`),
        },
      });
      const lines = authored.git('diff', '--unified=0').split('\n');
      expect(lines.filter((line) => /^[-+](?![-+])/.test(line))).toEqual([
        '-    "properties": {"path": "pets",    "displayName": "Pets", "protocols": ["https"]}',
        '+    "properties": {"path": "pets",    "displayName": "Pets!", "protocols": ["https"]}',
        `-        <rate-limit calls="10" renewal-period='60'/>`,
        `+        <rate-limit calls="20" renewal-period='60'/>`,
        '-            description: "Lists them." # for the portal',
        '+            description: "All pets." # for the portal',
      ]);
      expect(await authored.run(['extract', '--json'])).toMatchObject({ json: { written: [] } });
      expect(await authored.run(['drift'])).toMatchObject({ code: 3 });
    } finally {
      authored.dispose();
      await own.close();
    }
  });
});

const PETS = 'apim-artifacts/apis/pets';

/** As people write them: with comments, in an order and a layout of their own. */
const AUTHORED: Readonly<Record<string, string>> = {
  [`${PETS}/apiInformation.json`]:
    '{\n    "$schema": "./api.schema.json",\n    "properties": {"path": "pets",    "displayName": "Pets", "protocols": ["https"]}\n}\n',
  [`${PETS}/specification.yaml`]: `# Written by hand
openapi: 3.0.3
info: { version: '1.0', title: Pets }
paths:
    # All of them
    /pets:
        get:
            operationId: listPets
            summary: List   # short
            description: "Lists them." # for the portal
            x-owner: pets-team
            parameters:
            - { name: limit, in: query, schema: { type: integer, maximum: 100 } }

            responses:
                200: { description: Fine, content: { application/json: { schema: { $ref: '#/components/schemas/Pets' } } } }
components:
    schemas:
        Pets: { type: array, items: { type: string }, example: [Rex] }
`,
  [`${PETS}/policy.xml`]: `<!-- Pets -->
<policies>
    <inbound>
        <base/>
        <!-- enough for everybody -->
        <rate-limit calls="10" renewal-period='60'/>
    </inbound>
    <backend><base/></backend>
    <outbound><base/></outbound>
    <on-error><base/></on-error>
</policies>
`,
};
