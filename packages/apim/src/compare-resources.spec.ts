import { describe, expect, it } from 'vitest';
import { compareResources, showDefaults } from './compare-resources.js';
import { resourceId } from './resource-id.js';
import { UNKNOWN_SECRET } from './secrets.js';
import type { Resource } from './state.js';

const SPECIFICATION = (summary: string, extra = ''): NonNullable<Resource['specification']> => ({
  format: 'openapi-yaml',
  text: `openapi: 3.0.1
info: { title: Orders, version: "1", description: All orders }
servers: [{ url: https://orders.example.com/v1 }]
paths:
  /orders/{id}:
    get:
      operationId: getOrder
      summary: ${summary}
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: { "200": { description: An order } }${extra}
`,
});

function api(properties: Resource['properties'], specification?: Resource['specification']): Resource {
  return { id: resourceId('api', ['orders']), properties, ...(specification && { specification }) };
}

describe('compareResources', () => {
  it('takes what an import fills from the document for the same', () => {
    const desired = api({ displayName: 'Orders', path: 'orders' }, SPECIFICATION('Get'));
    const actual = api(
      { displayName: 'Orders', path: 'orders', description: 'All orders', serviceUrl: 'https://orders.example.com/v1' },
      SPECIFICATION('Get'),
    );
    expect(compareResources(desired, actual)).toEqual([]);
  });

  it('reports a service URL that is neither the own one nor that of the document', () => {
    const desired = api({ path: 'orders' }, SPECIFICATION('Get'));
    const actual = api({ path: 'orders', serviceUrl: 'https://other' }, SPECIFICATION('Get'));
    expect(compareResources(desired, actual)).toEqual([{ path: 'properties.serviceUrl', before: 'https://other' }]);
  });

  it('names the part of a specification that differs, and ignores what an import drops', () => {
    const desired = api({ path: 'orders' }, SPECIFICATION('Get one order', '\n      x-internal: true'));
    expect(compareResources(desired, api({ path: 'orders' }, SPECIFICATION('Get one order')))).toEqual([]);
    const changes = compareResources(desired, api({ path: 'orders' }, SPECIFICATION('Get')));
    expect(changes).toEqual([
      { path: 'specification.operations["GET /orders/{id}"].displayName', before: 'Get', after: 'Get one order' },
    ]);
  });

  it('treats a secret that nobody gave now as equal to every value', () => {
    const backend = (value: string): Resource => ({
      id: resourceId('backend', ['b']),
      properties: { url: 'https://a', credentials: { header: { key: [value] } } },
    });
    expect(compareResources(backend(UNKNOWN_SECRET), backend('hunter2'))).toEqual([]);
    expect(compareResources(backend('{{key}}'), backend('hunter2'))).toHaveLength(1);
  });

  it('knows what service defaults the revision of a name has', () => {
    const revision = (properties: Resource['properties']): Resource => ({
      id: resourceId('api', ['orders;rev=2']),
      properties,
    });
    expect(
      compareResources(
        revision({ path: 'o', apiRevision: '2', isCurrent: false }),
        revision({ path: 'o', apiRevision: '2' }),
      ),
    ).toEqual([]);
  });
});

describe('what people are shown of a difference', () => {
  const api = resourceId('api', ['orders']);
  const specification = (...operations: readonly string[]): NonNullable<Resource['specification']> => ({
    format: 'openapi-json',
    text: JSON.stringify({
      openapi: '3.0.1',
      info: { title: 'Orders', version: '1' },
      paths: Object.fromEntries(
        operations.map((path) => [
          path,
          { get: { operationId: path.slice(1), responses: { 200: { description: 'OK' } } } },
        ]),
      ),
    }),
  });

  it('is the name of an operation that comes or goes', () => {
    const desired = { id: api, properties: {}, specification: specification('/a', '/c') };
    const actual = { id: api, properties: {}, specification: specification('/a', '/b') };
    expect(compareResources(desired, actual)).toEqual([
      { path: 'specification.operations["GET /b"]', part: 'removed' },
      { path: 'specification.operations["GET /c"]', part: 'added' },
    ]);
  });

  it("is the service's default where one side leaves a value out", () => {
    const product = resourceId('product', ['gold']);
    const changes = compareResources(
      { id: product, properties: { displayName: 'Gold', subscriptionRequired: false } },
      { id: product, properties: { displayName: 'Gold', subscriptionRequired: true } },
    );
    expect(changes).toEqual([{ path: 'properties.subscriptionRequired', after: false }]);
    expect(showDefaults(product, changes)).toEqual([
      { path: 'properties.subscriptionRequired', before: true, after: false },
    ]);
  });

  it('is a policy without the secrets that are written into it', () => {
    const policy = (key: string, more = ''): Resource => ({
      id: resourceId('apiPolicy', ['orders']),
      properties: {
        format: 'rawxml',
        value: `<policies>\n  <inbound>\n    <set-header name="Authorization" exists-action="override">\n      <value>${key}</value>\n    </set-header>${more}\n  </inbound>\n</policies>\n`,
      },
    });
    const changed = compareResources(
      policy('Bearer aGVsbG8gd29ybGQ', '\n    <base />'),
      policy('Bearer c2VjcmV0IG9uZQ'),
    );
    expect(changed).toMatchObject([{ path: 'properties.value', lines: { added: 1, removed: 0 } }]);
    expect(JSON.stringify(changed)).not.toMatch(/aGVsbG8|c2VjcmV0/);
    expect(compareResources(policy('Bearer aGVsbG8gd29ybGQ'), policy('Bearer c2VjcmV0IG9uZQ'))).toEqual([
      { path: 'properties.value', secret: true },
    ]);
  });
});
