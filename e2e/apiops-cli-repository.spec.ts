import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createApimClient,
  folderSource,
  readArtifacts,
  type ApimClient,
  type Artifacts,
  type ServiceAddress,
} from '@nx-apiops/apim';
import { startEmulator, type Emulator } from '@nx-apiops/emulator';
import { planFiles, readForExtraction } from '@nx-apiops/extractor';
import {
  applyPublish,
  checkState,
  findDrift,
  planPublish,
  readForDrift,
  type PlannedPublish,
} from '@nx-apiops/publisher';
import { isJsonObject } from '@nx-apiops/plan';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeCliExtraction } from '../test-support/apiops-cli-extraction.js';

const FIXTURE = join(import.meta.dirname, 'fixtures/apiops-cli-extraction');

const OPENAPI = `openapi: 3.0.1
info: { title: Orders, version: '1' }
paths:
  /orders:
    post:
      operationId: createOrder
      tags: [Sales]
      parameters: [{ name: dryRun, in: query, schema: { type: boolean } }]
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } }
      responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } } }
  /orders/{id}:
    get:
      operationId: getOrder
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: { '200': { description: ok } }
components:
  schemas:
    Order: { type: object, properties: { id: { type: string } } }
`;
const POLICY = (inbound: string): object => ({
  format: 'rawxml',
  value: `<policies><inbound><base />${inbound}</inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>`,
});

/** What people made in the instance: path below the service, and properties. */
const CONTENT: readonly (readonly [path: string, properties: object])[] = [
  ['namedValues/host', { displayName: 'host', value: 'orders.example', secret: false }],
  ['loggers/monitor', { loggerType: 'azureMonitor', isBuffered: true }],
  ['backends/orders', { url: 'https://{{host}}', protocol: 'http' }],
  ['policyFragments/trace', { format: 'rawxml', value: '<fragment><set-variable name="a" value="b" /></fragment>' }],
  ['apiVersionSets/orders', { displayName: 'Orders', versioningScheme: 'Segment' }],
  [
    'apis/orders',
    {
      displayName: 'Orders',
      path: 'orders',
      protocols: ['https'],
      serviceUrl: 'https://orders.example',
      apiVersion: 'v1',
      apiVersionSetId: '/apiVersionSets/orders',
      format: 'openapi',
      value: OPENAPI,
    },
  ],
  ['apis/orders/policies/policy', POLICY('<include-fragment fragment-id="trace" />')],
  ['apis/orders/operations/createOrder/policies/policy', POLICY('<set-backend-service backend-id="orders" />')],
  ['apis/orders/diagnostics/azuremonitor', { loggerId: '/loggers/monitor', verbosity: 'error' }],
  ['tags/internal', { displayName: 'Internal' }],
  ['apis/orders/tags/internal', {}],
  ['apis/orders;rev=2', { apiRevision: '2', sourceApiId: '/apis/orders', apiRevisionDescription: 'second' }],
  ['apis/orders/releases/second', { apiId: '{service}/apis/orders;rev=2', notes: 'Second' }],
  ['products/gold', { displayName: 'Gold', state: 'published', subscriptionRequired: true }],
  ['products/gold/apis/orders', {}],
  ['products/gold/groups/developers', {}],
];

describe('a repository that apiops-cli extracted', () => {
  let emulator: Emulator;
  let artifacts: Artifacts;
  const folder = mkdtempSync(join(tmpdir(), 'apiops-cli-'));

  const address = (serviceName: string): ServiceAddress => ({
    subscriptionId: emulator.subscriptionId,
    resourceGroup: emulator.resourceGroup,
    serviceName,
  });
  const connect = (serviceName: string): ApimClient =>
    createApimClient({ service: address(serviceName), endpoint: emulator.url, initialPollDelayMs: 1 });

  function filesBelow(top: string): Readonly<Record<string, string>> {
    const paths = readdirSync(top, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const named = paths.map(({ parentPath, name }) => join(parentPath, name));
    return Object.fromEntries(named.sort().map((path) => [path.slice(top.length + 1), readFileSync(path, 'utf8')]));
  }

  async function plan(serviceName: string): Promise<PlannedPublish> {
    const client = connect(serviceName);
    await checkState(artifacts.state, async () => false);
    return planPublish({
      desired: artifacts.state,
      actual: await readForDrift(client, artifacts.state),
      owned: new Set(),
      service: address(serviceName),
      target: serviceName,
      resendSecrets: false,
    });
  }

  async function drift(serviceName: string): Promise<readonly object[]> {
    const live = await readForDrift(connect(serviceName), artifacts.state);
    return findDrift({ published: artifacts.state, live, shared: false });
  }

  beforeAll(async () => {
    emulator = await startEmulator({ services: ['apim-source', 'apim-target'] });
    const client = connect('apim-source');
    for (const [path, properties] of CONTENT) {
      const text = JSON.stringify({ properties }).replaceAll('{service}', client.serviceId);
      const body: unknown = JSON.parse(text);
      await client.put(path, isJsonObject(body) && Object.keys(properties).length > 0 ? body : undefined, {
        before: new Map(),
      });
    }
    await writeCliExtraction(client, folder);
    if (process.env['UPDATE_GOLDEN']) {
      rmSync(FIXTURE, { recursive: true, force: true });
      await writeCliExtraction(client, FIXTURE);
    }
    artifacts = await readArtifacts(folderSource(FIXTURE));
  }, 60_000);

  afterAll(async () => {
    await emulator.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is what that tool writes for the content of an instance', () => {
    expect(filesBelow(folder)).toEqual(filesBelow(FIXTURE));
    const operation: unknown = JSON.parse(
      readFileSync(join(FIXTURE, 'apis/orders/operations/createOrder/operationInformation.json'), 'utf8'),
    );
    expect(operation).not.toHaveProperty('properties.request');
  });

  it('is found unchanged on the instance that it came from', async () => {
    expect((await plan('apim-source')).plan.actions).toEqual([]);
    expect(await drift('apim-source')).toEqual([]);
  });

  it('is left as it is when that instance is extracted over it', async () => {
    const { state: existing, layout } = artifacts;
    const { live } = await readForExtraction({
      client: connect('apim-source'),
      filter: undefined,
      existing,
      state: { completePolicyIndexes: [] },
      transitive: true,
    });
    const { writes, deletes } = planFiles({ live, existing, effective: existing, layout, inScope: () => true });
    expect({ writes: writes.map(({ path }) => path), deletes }).toEqual({ writes: [], deletes: [] });
  });

  it('publishes to another instance, with the requests of its operations', async () => {
    const { plan: planned, secrets } = await plan('apim-target');
    const results = await applyPublish(planned, { client: connect('apim-target'), secrets });
    expect(results.filter(({ status }) => status !== 'done')).toEqual([]);
    expect(await drift('apim-target')).toEqual([]);
    const operation = await connect('apim-target').get('apis/orders/operations/createOrder');
    expect(operation).toHaveProperty('properties.request.queryParameters.0.name', 'dryRun');
    expect(await connect('apim-target').list('apis/orders/schemas')).toHaveLength(1);
  }, 60_000);
});
