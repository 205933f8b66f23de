import { describe, expect, it } from 'vitest';
import { failure, resource, type Handler, type Reply } from '../../test/support/arm-server.js';
import { startTestClient } from '../../test/support/test-client.js';
import { textContaining } from '../../test/support/text-containing.js';

const PATH = 'products/a';
const SENT = { properties: { displayName: 'Orders', subscriptionRequired: false } };
const WRITTEN = resource(PATH, { ...SENT.properties, state: 'notPublished', terms: null });
const OLD = resource(PATH, { ...SENT.properties, displayName: 'Old' });
const ABSENT = failure(404, 'ResourceNotFound', 'Product not found.');

/** Answers writes with `write`, and reads with `read`. */
function answers(write: Reply, read: Reply): Handler {
  return ({ method }) => (method === 'GET' || method === 'HEAD' ? read : write);
}

const LIES: readonly (readonly [string, Reply])[] = [
  ['an error', { status: 200, json: { error: { code: 'InternalServerError', message: 'x' } } }],
  ['a page', { status: 200, text: '<html>Sign in</html>', headers: { 'Content-Type': 'text/html' } }],
  ['nothing', { status: 200 }],
  ['204', { status: 204 }],
  ['a truncated text', { status: 200, text: '{"id": "/subscri' }],
  ['another resource', { status: 200, json: resource('products/b', SENT.properties) }],
  ['the resource of another kind', { status: 200, json: resource('groups/a', SENT.properties) }],
  ['the resource without what was sent', { status: 200, json: resource(PATH) }],
  ['the resource as it was before', { status: 200, json: OLD }],
];

describe('a write', () => {
  it('costs one request where the answer is the resource with what was sent', async () => {
    const { server, client } = await startTestClient(answers({ status: 201, json: WRITTEN }, ABSENT));
    await expect(client.put(PATH, SENT)).resolves.toEqual(WRITTEN);
    expect(server.requests).toHaveLength(1);
  });

  it('does not look at what the answer has beside it', async () => {
    const filled = resource(PATH, { ...SENT.properties, description: `Two\nlines. ${'long '.repeat(200)}` });
    const { server, client } = await startTestClient(answers({ status: 201, json: filled }, ABSENT));
    await client.put(PATH, SENT);
    expect(server.requests).toHaveLength(1);
  });

  it.each(LIES)('is read back when it is answered with %s', async (_, lie) => {
    const { server, client } = await startTestClient(answers(lie, { status: 200, json: WRITTEN }));
    await expect(client.put(PATH, SENT)).resolves.toEqual(WRITTEN);
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([`PUT ${PATH}`, `GET ${PATH}`]);
  });

  it.each(LIES)('fails when it is answered with %s and nothing is there', async (_, lie) => {
    const { client } = await startTestClient(answers(lie, ABSENT));
    await expect(client.put(PATH, SENT)).rejects.toMatchObject({
      code: 'ARM_UNCONFIRMED',
      message: textContaining('the resource is not there'),
    });
  });

  it.each(LIES)('fails when it is answered with %s and the old resource is there', async (_, lie) => {
    const { client } = await startTestClient(answers(lie, { status: 200, json: OLD }));
    const before = new Map([['properties.displayName', 'Old']]);
    await expect(client.put(PATH, SENT, { before })).rejects.toMatchObject({
      code: 'ARM_UNCONFIRMED',
      message: textContaining('properties.displayName'),
    });
  });

  it('is done when the service keeps a value in a form of its own', async () => {
    const kept = resource(PATH, { ...SENT.properties, displayName: 'ORDERS' });
    const { client } = await startTestClient(answers({ status: 200, json: kept }, { status: 200, json: kept }));
    const before = new Map([['properties.displayName', 'Old']]);
    await expect(client.put(PATH, SENT, { before })).resolves.toEqual(kept);
  });

  it('is sent again once when reading cannot prove it', async () => {
    let writes = 0;
    const secret = { properties: { displayName: 'a', secret: true, value: 's3cret' } };
    const there = resource('namedValues/a', { displayName: 'a', secret: true });
    const { server, client } = await startTestClient(({ method }) => {
      if (method === 'PUT') writes += 1;
      return method === 'PUT' && writes === 1 ? { status: 204 } : { status: 200, json: there };
    });
    await expect(client.put('namedValues/a', secret)).resolves.toEqual(there);
    expect(server.requests.map(({ method }) => method)).toEqual(['PUT', 'PUT']);
  });

  it('fails when reading can never prove it, without the secret in its message', async () => {
    const secret = { properties: { displayName: 'a', secret: true, value: 's3cret' } };
    const there = resource('namedValues/a', { displayName: 'a', secret: true });
    const { client } = await startTestClient(answers({ status: 204 }, { status: 200, json: there }));
    const error: unknown = await client.put('namedValues/a', secret).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'ARM_UNCONFIRMED' });
    expect(JSON.stringify(error) + String(error)).not.toContain('s3cret');
  });

  it('of an association is looked up by HEAD', async () => {
    const { server, client } = await startTestClient(answers({ status: 204 }, { status: 204 }));
    await client.put('products/a/apis/b', undefined);
    expect(server.requests.map(({ method }) => method)).toEqual(['PUT', 'HEAD']);
  });

  it('is not done when its operation ends without the resource', async () => {
    const { client } = await startTestClient(({ method, path }, { serviceUrl }) => {
      if (path.startsWith('tenant')) return { status: 200, json: { status: 'Succeeded' } };
      if (method === 'GET') return ABSENT;
      return {
        status: 201,
        json: resource(PATH, { ProvisioningState: 'InProgress' }),
        headers: { 'Azure-AsyncOperation': `${serviceUrl}/tenant/operationResults/5f` },
      };
    });
    await expect(client.put(PATH, SENT)).rejects.toMatchObject({ code: 'ARM_UNCONFIRMED' });
  });
});

describe('a deletion', () => {
  const page: Reply = { status: 200, text: '<html>' };

  it('costs one request where the answer is as it should be', async () => {
    const { server, client } = await startTestClient(() => ({ status: 200 }));
    await expect(client.delete(PATH)).resolves.toBe(true);
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['a page', page],
    ['an error', { status: 200, json: { error: { code: 'x', message: 'x' } } }],
    ['204', { status: 204 }],
  ])('is looked up when it is answered with %s', async (_, lie) => {
    const { client } = await startTestClient(answers(lie, ABSENT));
    await expect(client.delete(PATH)).resolves.toBe(true);
    const { client: other } = await startTestClient(answers(lie, { status: 200, json: OLD }));
    await expect(other.delete(PATH)).rejects.toMatchObject({ code: 'ARM_UNCONFIRMED' });
  });
});

describe('a read', () => {
  it.each([
    ['an error', { error: { code: 'x', message: 'x' } }],
    ['no resource', {}],
  ])('fails for a success that holds %s', async (_, json) => {
    const { client } = await startTestClient(() => ({ status: 200, json }));
    await expect(client.get(PATH)).rejects.toMatchObject({ code: 'ARM_REQUEST' });
  });
});
