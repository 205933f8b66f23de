import { RESOURCE_KINDS, RESOURCES, resourceId, toArmPath, toCollectionPath, type ResourceKind } from '@nx-apiops/apim';
import type { JsonObject } from '@nx-apiops/plan';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmulator, type Emulator } from '../src/index.js';
import { ArmTestClient } from './arm-test-client.js';

interface Sample {
  readonly names: readonly string[];
  readonly properties?: JsonObject;
}

const POLICY = { value: '<policies><inbound><base /></inbound></policies>' };
const LINKED = { api: 'apis/base-api', group: 'groups/base-group', product: 'products/base-product' };

/** One resource of every kind; what it needs is in `FOUNDATION`. */
const SAMPLES: Readonly<Record<ResourceKind, Sample>> = {
  workspace: { names: ['sample-workspace'], properties: { displayName: 'Sample' } },
  namedValue: { names: ['sample'], properties: { displayName: 'sample', value: 'x' } },
  certificate: { names: ['sample'], properties: { data: 'eA==', password: 'x' } },
  tag: { names: ['sample'], properties: { displayName: 'Sample' } },
  group: { names: ['sample'], properties: { displayName: 'Sample' } },
  versionSet: {
    names: ['sample'],
    properties: { displayName: 'Sample', versioningScheme: 'Header', versionHeaderName: 'v' },
  },
  logger: { names: ['sample'], properties: { loggerType: 'azureMonitor' } },
  diagnostic: { names: ['sample'], properties: { loggerId: '/loggers/base-logger' } },
  backend: { names: ['sample'], properties: { url: 'https://example.com', protocol: 'http' } },
  policyFragment: { names: ['sample'], properties: { value: '<fragment></fragment>' } },
  policy: { names: [], properties: POLICY },
  policyRestriction: { names: ['sample'], properties: { scope: '/apis/base-api', requireBase: 'true' } },
  schema: { names: ['sample'], properties: { schemaType: 'json', document: { type: 'object' } } },
  documentation: { names: ['sample'], properties: { title: 'Sample', content: '# Sample' } },
  authorizationServer: {
    names: ['sample'],
    properties: {
      displayName: 'Sample',
      clientId: 'x',
      authorizationEndpoint: 'https://example.com/a',
      clientRegistrationEndpoint: 'https://example.com/r',
      grantTypes: ['clientCredentials'],
    },
  },
  openidConnectProvider: {
    names: ['sample'],
    properties: { displayName: 'Sample', clientId: 'x', metadataEndpoint: 'https://example.com/m' },
  },
  cache: { names: ['sample'], properties: { connectionString: 'host,password=x', useFromLocation: 'default' } },
  api: { names: ['sample'], properties: { displayName: 'Sample', path: 'sample' } },
  apiPolicy: { names: ['base-api'], properties: POLICY },
  apiOperation: {
    names: ['base-api', 'sample'],
    properties: { displayName: 'Sample', method: 'GET', urlTemplate: '/sample' },
  },
  apiOperationPolicy: { names: ['base-api', 'base-operation'], properties: POLICY },
  apiSchema: {
    names: ['base-api', 'sample'],
    properties: { contentType: 'application/json', document: { value: '{}' } },
  },
  apiDiagnostic: { names: ['base-api', 'sample'], properties: { loggerId: '/loggers/base-logger' } },
  apiTag: { names: ['base-api', 'base-tag'] },
  apiTagDescription: { names: ['base-api', 'base-tag'], properties: { description: 'Sample' } },
  apiWiki: { names: ['base-api'], properties: { documents: [{ documentationId: 'sample' }] } },
  apiRelease: { names: ['base-api', 'sample'], properties: { apiId: '/apis/base-api', notes: 'Sample' } },
  resolver: { names: ['base-api', 'sample'], properties: { displayName: 'Sample', path: 'Query/sample' } },
  resolverPolicy: { names: ['base-api', 'base-resolver'], properties: POLICY },
  product: { names: ['sample'], properties: { displayName: 'Sample' } },
  productPolicy: { names: ['base-product'], properties: POLICY },
  productApi: { names: ['base-product', 'base-api'] },
  productGroup: { names: ['base-product', 'base-group'] },
  productTag: { names: ['base-product', 'base-tag'] },
  productWiki: { names: ['base-product'], properties: { documents: [] } },
  gateway: { names: ['sample'], properties: { locationData: { name: 'here' } } },
  gatewayApi: { names: ['base-gateway', 'base-api'], properties: { provisioningState: 'created' } },
  subscription: { names: ['sample'], properties: { displayName: 'Sample', scope: '/products/base-product' } },
};

const FOUNDATION: readonly (readonly [path: string, properties: JsonObject, serviceOnly?: true])[] = [
  ['tags/base-tag', { displayName: 'Base' }],
  ['groups/base-group', { displayName: 'Base' }],
  ['loggers/base-logger', { loggerType: 'azureMonitor' }],
  ['products/base-product', { displayName: 'Base' }],
  ['apis/base-api', { displayName: 'Base', path: 'base' }],
  ['apis/base-api/operations/base-operation', { displayName: 'Base', method: 'GET', urlTemplate: '/base' }],
  ['apis/base-api/resolvers/base-resolver', { displayName: 'Base', path: 'Query/base' }, true],
  ['gateways/base-gateway', { locationData: { name: 'here' } }, true],
];

const CASES = RESOURCE_KINDS.flatMap((kind) => RESOURCES[kind].scopes.map((scope) => ({ kind, scope })));

describe('every kind of the resource table', () => {
  let emulator: Emulator;
  let client: ArmTestClient;

  beforeAll(async () => {
    emulator = await startEmulator({ empty: true });
    const { url: baseUrl, subscriptionId, resourceGroup } = emulator;
    client = new ArmTestClient({ baseUrl, token: 'development', subscriptionId, resourceGroup, service: 'apim-dev' });
    await client.put('workspaces/base', { displayName: 'Base' });
    for (const [path, properties, serviceOnly] of FOUNDATION) {
      await client.put(path, properties);
      if (!serviceOnly) await client.put(`workspaces/base/${path}`, properties);
    }
  });

  afterAll(async () => {
    await emulator.close();
  });

  it.each(CASES)('$kind in the $scope: create, list, read, write again, delete', async ({ kind, scope }) => {
    const { names, properties } = SAMPLES[kind];
    const id = resourceId(kind, names, scope === 'workspace' ? 'base' : undefined);
    const path = toArmPath(id);
    const link = scope === 'workspace' ? RESOURCES[kind].workspaceLink : undefined;
    const target = link && LINKED[link.property.replace(/Id$/, '') as keyof typeof LINKED];
    const body = link && target !== undefined ? { [link.property]: `/workspaces/base/${target}` } : properties;

    const created = await client.putAndWait(path, body ?? {});
    expect([created.status, created.text]).toEqual([201, expect.stringContaining('"properties"')]);
    const listed = await client.list(toCollectionPath(id));
    expect(listed.items.map(({ name }) => name)).toContain(decodeURIComponent(path.slice(path.lastIndexOf('/') + 1)));
    const isMember = (await client.get(path)).status === 405;
    const head = await client.send('HEAD', path, undefined);
    expect(head.status).toBe(isMember ? 204 : link ? 405 : 200);
    if (!isMember) expect((await client.get(path)).status).toBe(200);
    const again = await client.putAndWait(path, body ?? {});
    expect(again.status).toBe(200);
    expect(again.headers.get('etag')).toBe(created.headers.get('etag'));
    const deleted = await client.deleteAndWait(path, {
      query: { deleteRevisions: 'true', deleteSubscriptions: 'true' },
    });
    expect(deleted.status).toBe(200);
    const names2 = (await client.list(toCollectionPath(id))).items.map(({ name }) => name);
    expect(names2).not.toContain(path.slice(path.lastIndexOf('/') + 1));
  });
});
