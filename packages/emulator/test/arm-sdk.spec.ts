import { ApiManagementClient } from '@azure/arm-apimanagement';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmulator, type Emulator } from '../src/index.js';

/** The parts of the client's pipeline that the test touches. */
interface PipelineRequest {
  readonly headers: { set: (name: string, value: string) => void };
}

const GROUP = 'rg-apim';
const SERVICE = 'apim-dev';
const FAST = { updateIntervalInMs: 0 };

const DOCUMENT = JSON.stringify({
  openapi: '3.0.1',
  info: { title: 'Orders', version: '1' },
  servers: [{ url: 'https://orders.example.com' }],
  paths: { '/orders': { get: { operationId: 'listOrders', responses: { '200': { description: 'Orders' } } } } },
});

/** Microsoft's own client, pointed at the emulator: nothing but the credential is replaced. */
function connect(emulator: Emulator): ApiManagementClient {
  const credential = { getToken: async () => ({ token: 'unused', expiresOnTimestamp: Date.now() + 3_600_000 }) };
  const client = new ApiManagementClient(credential, emulator.subscriptionId, {
    endpoint: emulator.url,
    allowInsecureConnection: true,
  });
  client.pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' });
  client.pipeline.addPolicy({
    name: 'developmentToken',
    sendRequest: (request, next) => {
      setToken(request);
      return next(request);
    },
  });
  return client;
}

function setToken({ headers }: PipelineRequest): void {
  headers.set('authorization', 'Bearer development');
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('the typed operations of @azure/arm-apimanagement', () => {
  let emulator: Emulator;
  let client: ApiManagementClient;

  beforeAll(async () => {
    emulator = await startEmulator({ seedApis: 120, operationsPerApi: 2 });
    client = connect(emulator);
  });

  afterAll(async () => {
    await emulator.close();
  });

  it('read the service', async () => {
    const service = await client.apiManagementService.get(GROUP, SERVICE);
    expect(service).toMatchObject({ name: SERVICE, provisioningState: 'Succeeded', sku: { name: 'Developer' } });
  });

  it('list APIs over several pages', async () => {
    const apis = await all(client.api.listByService(GROUP, SERVICE));
    expect(apis).toHaveLength(121);
    expect(apis[0]).toMatchObject({ name: 'echo-api', displayName: 'Echo API' });
  });

  it('import, read, update and delete an API', async () => {
    const created = await client.api.beginCreateOrUpdateAndWait(
      GROUP,
      SERVICE,
      'orders',
      { path: 'orders', format: 'openapi+json', value: DOCUMENT },
      FAST,
    );
    expect(created).toMatchObject({ name: 'orders', displayName: 'Orders', serviceUrl: 'https://orders.example.com' });
    const operations = await all(client.apiOperation.listByApi(GROUP, SERVICE, 'orders'));
    expect(operations.map(({ name }) => name)).toEqual(['listOrders']);
    const updated = await client.api.update(GROUP, SERVICE, 'orders', '*', { description: 'changed' });
    expect(updated.description).toBe('changed');
    const { eTag } = await client.api.getEntityTag(GROUP, SERVICE, 'orders');
    expect(eTag).toMatch(/^"/);
    const exported = await client.apiExport.get(GROUP, SERVICE, 'orders', 'openapi-link', 'true');
    expect(exported.value?.link).toMatch(/^http/);
    await client.api.beginDeleteAndWait(GROUP, SERVICE, 'orders', '*', FAST);
    await expect(client.api.get(GROUP, SERVICE, 'orders')).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    });
  });

  it('write named values by long-running operations', async () => {
    const properties = { displayName: 'key', value: 'secret', secret: true };
    const created = await client.namedValue.beginCreateOrUpdateAndWait(GROUP, SERVICE, 'key', properties, FAST);
    expect(created).toMatchObject({ name: 'key', secret: true });
    expect(created.value).toBeUndefined();
    expect(await client.namedValue.listValue(GROUP, SERVICE, 'key')).toMatchObject({ value: 'secret' });
    const updated = await client.namedValue.beginUpdateAndWait(GROUP, SERVICE, 'key', '*', { tags: ['a'] }, FAST);
    expect(updated.tags).toEqual(['a']);
    const taken = client.namedValue.beginCreateOrUpdateAndWait(GROUP, SERVICE, 'other', properties, FAST);
    await expect(taken).rejects.toThrow(/One or more fields contain incorrect values/);
    await client.namedValue.delete(GROUP, SERVICE, 'key', '*');
    expect(await all(client.namedValue.listByService(GROUP, SERVICE))).toEqual([]);
  });

  it('write products, their links and policies', async () => {
    const product = await client.product.createOrUpdate(GROUP, SERVICE, 'gold', { displayName: 'Gold' });
    expect(product).toMatchObject({ state: 'notPublished', subscriptionRequired: true });
    await client.productApi.createOrUpdate(GROUP, SERVICE, 'gold', 'echo-api');
    expect((await all(client.productApi.listByProduct(GROUP, SERVICE, 'gold'))).map(({ name }) => name)).toEqual([
      'echo-api',
    ]);
    expect(await client.productApi.checkEntityExists(GROUP, SERVICE, 'gold', 'echo-api')).toMatchObject({ body: true });
    const policy = await client.productPolicy.createOrUpdate(GROUP, SERVICE, 'gold', 'policy', {
      format: 'rawxml',
      value: '<policies><inbound><base /></inbound></policies>',
    });
    expect(policy.value).toContain('\r\n\t<inbound>');
    await client.product.delete(GROUP, SERVICE, 'gold', '*', { deleteSubscriptions: true });
    await expect(client.product.get(GROUP, SERVICE, 'gold')).rejects.toMatchObject({ statusCode: 404 });
  });

  it('write tags, backends and fragments', async () => {
    await client.tag.createOrUpdate(GROUP, SERVICE, 'blue', { displayName: 'Blue' });
    await client.tag.assignToApi(GROUP, SERVICE, 'echo-api', 'blue');
    expect((await all(client.tag.listByApi(GROUP, SERVICE, 'echo-api'))).map(({ name }) => name)).toEqual(['blue']);
    await client.tag.detachFromApi(GROUP, SERVICE, 'echo-api', 'blue');
    await client.tag.delete(GROUP, SERVICE, 'blue', '*');
    const backend = await client.backend.createOrUpdate(GROUP, SERVICE, 'one', {
      url: 'https://example.com',
      protocol: 'http',
    });
    expect(backend).toMatchObject({ name: 'one', url: 'https://example.com' });
    await client.backend.delete(GROUP, SERVICE, 'one', '*');
    const fragment = { value: '<fragment></fragment>', format: 'xml' };
    const created = await client.policyFragment.beginCreateOrUpdateAndWait(GROUP, SERVICE, 'one', fragment, FAST);
    expect(created.value).toBe('<fragment></fragment>');
  });

  it('write revisions and release them', async () => {
    const path = 'revised';
    await client.api.beginCreateOrUpdateAndWait(GROUP, SERVICE, 'revised', { path, displayName: 'Revised' }, FAST);
    const revision = { path, sourceApiId: '/apis/revised', apiRevisionDescription: 'second' };
    await client.api.beginCreateOrUpdateAndWait(GROUP, SERVICE, 'revised;rev=2', revision, FAST);
    const revisions = await all(client.apiRevision.listByService(GROUP, SERVICE, 'revised'));
    expect(revisions.map(({ apiRevision, isCurrent }) => [apiRevision, isCurrent])).toEqual([
      ['2', false],
      ['1', true],
    ]);
    await client.apiRelease.createOrUpdate(GROUP, SERVICE, 'revised', 'r2', {
      apiId: '/apis/revised;rev=2',
      notes: 'go',
    });
    expect(await client.api.get(GROUP, SERVICE, 'revised')).toMatchObject({ apiRevision: '2', isCurrent: true });
    expect((await all(client.apiRelease.listByService(GROUP, SERVICE, 'revised'))).map(({ name }) => name)).toEqual([
      'r2',
    ]);
  });
});
