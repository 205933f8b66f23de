import { gzipSync } from 'node:zlib';
import { DEVELOPMENT_TOKEN } from '@nx-apiops/plan';
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { textContaining } from '../../test/support/text-containing.js';
import { failure, inOrder, resource, startArmServer, TEST_SERVICE } from '../../test/support/arm-server.js';
import { startTestClient } from '../../test/support/test-client.js';

import { createApimClient } from './create-apim-client.js';
import type { RequestEvent } from './request-sender.js';

function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'));
}

const ok = { status: 200, json: resource('apis/a') };

describe('requests', () => {
  it('carry api-version, the package as user agent and a static development token', async () => {
    const { server, client } = await startTestClient(() => ok);
    await client.get('apis/orders;rev=2/operations/get%20x', { format: 'rawxml' });
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'GET', path: 'apis/orders;rev=2/operations/get%20x' });
    expect(Object.fromEntries(request?.query ?? [])).toEqual({ format: 'rawxml', 'api-version': '2024-05-01' });
    expect(request?.headers).toMatchObject({
      accept: 'application/json',
      authorization: `Bearer ${DEVELOPMENT_TOKEN}`,
    });
  });

  it('never ask for a real credential over plain http', async () => {
    let asked = 0;
    const credential = { getToken: () => Promise.resolve({ token: `${asked++}`, expiresOnTimestamp: 0 }) };
    const { client } = await startTestClient(() => ok, { credential });
    await client.get('apis/orders');
    expect(asked).toBe(0);
  });

  it('ask for a token of the right cloud over https', async () => {
    // TLS fails at a server that speaks plain http: late enough to see what the credential was asked for.
    const { url } = await startArmServer(() => ok);
    const scopes: (string | string[])[] = [];
    const client = createApimClient({
      service: TEST_SERVICE,
      cloud: 'china',
      endpoint: url.replace('http:', 'https:'),
      credential: {
        getToken: (scope) => {
          scopes.push(scope);
          return Promise.resolve({ token: 'real-token', expiresOnTimestamp: Date.now() + 3_600_000 });
        },
      },
    });
    await expect(client.get('apis/orders')).rejects.toMatchObject({
      code: 'ARM_UNREACHABLE',
      attempts: 1,
      hint: textContaining('NODE_EXTRA_CA_CERTS'),
    });
    expect(scopes.flat()).toEqual(['https://management.chinacloudapi.cn/.default']);
  });

  it('fail with ARM_UNAUTHORIZED, sent never, when there is no token', async () => {
    const { url, requests } = await startArmServer(() => ok);
    const client = createApimClient({
      service: TEST_SERVICE,
      endpoint: url.replace('http:', 'https:'),
      credential: { getToken: () => Promise.reject(new Error('nobody is signed in')) },
    });
    await expect(client.get('apis/orders')).rejects.toMatchObject({
      code: 'ARM_UNAUTHORIZED',
      message: textContaining('nobody is signed in'),
    });
    expect(requests).toEqual([]);
  });

  it('pass bodies unchanged in both directions', async () => {
    const properties = { path: 'ä', unknownToTheSdk: { nested: [1, null, '\u2028'] } };
    const body = { ...resource('apis/orders', properties), alsoUnknown: true };
    const { server, client } = await startTestClient(({ body: sent }) => ({ status: 200, text: sent }));
    await expect(client.put('apis/orders', body)).resolves.toEqual(body);
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual(body);
  });

  it('send an empty PUT with a length, and DELETE for any version', async () => {
    const { server, client } = await startTestClient(() => ({ status: 200 }));
    await expect(client.put('products/a/apis/b', undefined)).resolves.toBeUndefined();
    await client.delete('products/a', { deleteSubscriptions: true });
    expect(server.requests[0]?.headers).toMatchObject({ 'content-length': '0' });
    expect(server.requests.at(-1)?.headers['if-match']).toBe('*');
    expect(server.requests.at(-1)?.query.get('deleteSubscriptions')).toBe('true');
  });

  it('send the ETag that the caller gives', async () => {
    const { server, client } = await startTestClient(inOrder(ok, failure(412, 'PreconditionFailed', 'Changed.')));
    await client.put('apis/a', {}, { ifMatch: '"AAA="' });
    expect(server.requests[0]?.headers['if-match']).toBe('"AAA="');
    await expect(client.put('apis/a', {}, { ifMatch: '"AAA="' })).rejects.toMatchObject({ code: 'ARM_PRECONDITION' });
    expect(server.requests).toHaveLength(2);
  });

  const reachesServerAt = async (address: string): Promise<void> => {
    const { url } = await startArmServer(() => ok, address);
    const client = createApimClient({ service: TEST_SERVICE, endpoint: url, maxAttempts: 1 });
    await expect(client.get('apis/a')).resolves.toEqual(resource('apis/a'));
    await expect(client.download(`${url}/x`)).resolves.toContain('apis/a');
  };

  it.each(['127.0.0.1', 'localhost'])('reach a server at %s', reachesServerAt);

  it.skipIf(!hasIpv6())('reach a server at [::1] (skipped where this machine has no IPv6)', () =>
    reachesServerAt('::1'),
  );

  it('are sent once more after 401', async () => {
    const { server, client } = await startTestClient(inOrder({ status: 401 }, ok));
    await expect(client.get('apis/a')).resolves.toEqual(resource('apis/a'));
    expect(server.requests).toHaveLength(2);
  });

  it('read no more than they must of an answer that unpacks to hundreds of megabytes', async () => {
    const bytes = gzipSync(Buffer.alloc(200 * 1024 * 1024));
    const { client } = await startTestClient(() => ({ status: 200, bytes, headers: { 'Content-Encoding': 'gzip' } }));
    await expect(client.get('apis/a')).rejects.toMatchObject({
      code: 'ARM_REQUEST',
      message: textContaining('more than 67108864 bytes'),
    });
  }, 30_000);

  it('keep to the concurrency', async () => {
    const { client } = await startTestClient(() => ok, { maxConcurrency: 5 });
    await Promise.all(Array.from({ length: 40 }, (_, index) => client.get(`apis/a${index}`)));
    expect(client.statistics().peakConcurrency).toBe(5);
  });
});

describe('get', () => {
  it('is undefined for a resource that does not exist', async () => {
    const { client } = await startTestClient(() => failure(404, 'ResourceNotFound', 'Product not found.'));
    await expect(client.get('products/none')).resolves.toBeUndefined();
    await expect(client.head('products/none')).resolves.toBe(false);
    await expect(client.delete('products/none')).resolves.toBe(false);
  });

  it.each([
    ['ResourceNotFound', `The Resource 'Microsoft.ApiManagement/service/${TEST_SERVICE.serviceName}' was not found.`],
    ['ResourceGroupNotFound', "Resource group 'rg-apim' could not be found."],
    ['SubscriptionNotFound', 'The subscription could not be found.'],
  ])('is an error when the service cannot exist: %s', async (code, message) => {
    const { client } = await startTestClient(() => failure(404, code, message));
    const expected = { code: 'ARM_NOT_FOUND', status: 404, hint: textContaining('apiops.yaml') };
    await expect(client.get('products/a')).rejects.toMatchObject(expected);
    await expect(client.delete('products/a')).rejects.toMatchObject(expected);
  });

  it('is an error for the service itself', async () => {
    const { client } = await startTestClient(() => ({ status: 404 }));
    await expect(client.get('')).rejects.toMatchObject({
      code: 'ARM_NOT_FOUND',
      message: 'GET (the service) failed with 404',
    });
  });

  it('is an error for a 404 that does not come from Azure', async () => {
    const { client } = await startTestClient(() => ({ status: 404, text: '<html>Not Found</html>' }));
    await expect(client.get('apis/a')).rejects.toMatchObject({ code: 'ARM_REQUEST', status: 404 });
  });

  it('is an error for a success that is no JSON', async () => {
    const { client } = await startTestClient(() => ({ status: 200, text: '<html>Sign in</html>' }));
    await expect(client.get('apis/a')).rejects.toThrow(
      'GET apis/a was answered with 200, but its content is not a JSON object',
    );
  });
});

describe('head', () => {
  it('is true for 200 and 204', async () => {
    const { client } = await startTestClient(inOrder({ status: 200 }, { status: 204 }));
    await expect(client.head('products/a/apis/b')).resolves.toBe(true);
    await expect(client.head('products/a/apis/b')).resolves.toBe(true);
  });
});

describe('list', () => {
  it('follows every page, and takes null for the end', async () => {
    const { server, client } = await startTestClient(({ query }, { serviceUrl }) => {
      const skip = Number(query.get('$skip') ?? '0');
      const nextLink = skip < 4 ? `${serviceUrl}/apis?%24skip=${skip + 2}&api-version=2024-05-01` : null;
      return { status: 200, json: { value: [{ name: `a${skip}` }, { name: `a${skip + 1}` }], count: 6, nextLink } };
    });
    const items = await client.list('apis', { $filter: 'isCurrent eq true' });
    expect(items.map(({ name }) => name)).toEqual(['a0', 'a1', 'a2', 'a3', 'a4', 'a5']);
    expect(server.requests[0]?.query.get('$filter')).toBe('isCurrent eq true');
    expect(client.statistics().shapes).toEqual({ 'GET apis': 3 });
  });

  it('never takes a credential to another host', async () => {
    const elsewhere = await startArmServer(() => ({ status: 200, json: { value: [] } }));
    const { client } = await startTestClient(() => ({
      status: 200,
      json: { value: [], nextLink: `${elsewhere.serviceUrl}/apis?$skip=1` },
    }));
    await expect(client.list('apis')).rejects.toThrow(`its next page is at ${elsewhere.url}`);
    expect(elsewhere.requests).toEqual([]);
  });

  it('does not turn in circles', async () => {
    const { client } = await startTestClient((_, { serviceUrl }) => ({
      status: 200,
      json: { value: [], nextLink: `${serviceUrl}/apis?$skip=1` },
    }));
    await expect(client.list('apis')).rejects.toThrow('its next page is one that was read before');
  });

  it.each([
    ['nothing', { status: 200 }],
    ['no list', { status: 200, json: { value: 'x' } }],
    ['a list of other things', { status: 200, json: { value: ['x'] } }],
    ['an unreadable next page', { status: 200, json: { value: [], nextLink: 5 } }],
  ])('fails for %s rather than missing items', async (_, reply) => {
    const { client } = await startTestClient(() => reply);
    await expect(client.list('apis')).rejects.toMatchObject({ code: 'ARM_REQUEST' });
  });

  it('is empty where the tier does not have the collection, which is asked for once', async () => {
    const { server, client } = await startTestClient(() =>
      failure(400, 'MethodNotAllowedInPricingTier', 'Method not allowed in this pricing tier'),
    );
    await expect(client.list('gateways')).resolves.toEqual([]);
    await expect(client.list('gateways')).resolves.toEqual([]);
    expect(client.notInTier()).toEqual(['gateways']);
    expect(server.requests).toHaveLength(1);
    await expect(client.put('gateways/a', {})).rejects.toMatchObject({
      code: 'ARM_VALIDATION',
      hint: textContaining('tier'),
    });
  });

  it('fails when the parent does not exist', async () => {
    const { client } = await startTestClient(() => failure(404, 'ResourceNotFound', 'API not found.'));
    await expect(client.list('apis/none/operations')).rejects.toMatchObject({ code: 'ARM_REQUEST', status: 404 });
  });
});

describe('errors', () => {
  const rejection = {
    status: 400,
    headers: { 'x-ms-correlation-request-id': 'c-1' },
    json: {
      error: {
        code: 'ValidationError',
        message: 'One or more fields contain incorrect values:',
        details: [{ code: 'ValidationError', target: 'representation', message: "Parsing error(s): near 'tops3cret'" }],
      },
    },
  };

  it('carry what was asked and what was answered, without query, headers or body', async () => {
    const { server, client } = await startTestClient(() => rejection);
    const error: unknown = await client.put('apis/orders', { properties: {} }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: 'ArmRequestError',
      code: 'ARM_VALIDATION',
      fault: 'user',
      message:
        "PUT apis/orders failed with 400 ValidationError: One or more fields contain incorrect values: representation: Parsing error(s): near 'tops3cret'",
      method: 'PUT',
      url: `${server.serviceUrl}/apis/orders`,
      status: 400,
      serviceCode: 'ValidationError',
      details: [{ code: 'ValidationError', target: 'representation', message: "Parsing error(s): near 'tops3cret'" }],
      correlationId: 'c-1',
      attempts: 1,
    });
    expect(JSON.stringify(error)).not.toContain(DEVELOPMENT_TOKEN);
  });

  it('hide the secrets that the service repeats', async () => {
    const { client } = await startTestClient(() => rejection);
    const body = { properties: { value: 'tops3cret' } };
    const error: unknown = await client
      .put('namedValues/a', body, { secrets: ['tops3cret'] })
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ message: textContaining("near '***'") });
    expect(JSON.stringify(error)).not.toContain('tops3cret');
  });
});

describe('post', () => {
  it('returns the answer of an action', async () => {
    const { client } = await startTestClient(inOrder({ status: 200, json: { value: 'x' } }, { status: 204 }));
    await expect(client.post('namedValues/a/listValue')).resolves.toEqual({ value: 'x' });
    await expect(client.post('subscriptions/a/regeneratePrimaryKey')).resolves.toBeUndefined();
  });
});

describe('statistics and progress', () => {
  it('count every attempt by method and shape', async () => {
    const events: RequestEvent[] = [];
    const { client } = await startTestClient(inOrder(ok, ok, { status: 429, headers: { 'Retry-After': '1' } }, ok), {
      onRequest: (event) => events.push(event),
    });
    await client.get('apis/a/operations/b');
    await client.put('apis/a', {});
    await client.put('apis/a', {});
    expect(client.statistics()).toEqual({
      requests: { GET: 1, PUT: 3 },
      shapes: { 'GET apis/{}/operations/{}': 1, 'PUT apis/{}': 3 },
      downloads: 0,
      throttled: 1,
      peakConcurrency: 1,
    });
    expect(events.map(({ path, attempt, status, retry }) => [path, attempt, status, retry?.reason])).toEqual([
      ['apis/a/operations/b', 1, 200, undefined],
      ['apis/a', 1, 200, undefined],
      ['apis/a', 1, 429, 'throttled'],
      ['apis/a', 2, 200, undefined],
    ]);
  });

  it('know the id of the service', async () => {
    const { client } = await startTestClient(() => ok);
    expect(`${client.serviceId}/apis/a`).toBe(resource('apis/a').id);
  });
});
