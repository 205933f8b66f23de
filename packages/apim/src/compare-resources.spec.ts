import { describe, expect, it } from 'vitest';
import { compareResources } from './compare-resources.js';
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
