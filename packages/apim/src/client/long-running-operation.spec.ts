import { describe, expect, it } from 'vitest';
import { failure, resource, startArmServer, type Handler, type Reply } from '../../test/support/arm-server.js';
import { startTestClient } from '../../test/support/test-client.js';

const API = resource('apis/a', { path: 'a', provisioningState: 'Succeeded' });

/** Answers changes with `accept`, and polls with one reply after the other. */
function operation(accept: (serviceUrl: string) => Reply, ...polls: readonly Reply[]): Handler {
  let next = 0;
  return ({ method }, { serviceUrl }) =>
    method === 'GET' ? (polls[Math.min(next++, polls.length - 1)] ?? { status: 500 }) : accept(serviceUrl);
}

/** 202 and `Location`: api-versions before 2024. */
const older =
  (extra: Readonly<Record<string, string>> = {}) =>
  (serviceUrl: string): Reply => ({
    status: 202,
    headers: { Location: `${serviceUrl}/apis/a?api-version=2022-08-01&asyncId=5f&asyncCode=201&s=x%2By`, ...extra },
  });

/** 201, both headers and nothing but the state: from 2024-05-01. */
const newer =
  (extra: Readonly<Record<string, string>> = {}) =>
  (serviceUrl: string): Reply => ({
    status: 201,
    json: resource('apis/a', { ProvisioningState: 'InProgress' }),
    headers: {
      'Azure-AsyncOperation': `${serviceUrl}/tenant/operationResults/5f?api-version=2024-05-01`,
      Location: `${serviceUrl}/apis/a?api-version=2024-05-01&asyncId=5f&asyncCode=201`,
      ...extra,
    },
  });

const running: Reply = { status: 200, json: { status: 'InProgress' } };
const succeeded: Reply = { status: 200, json: { status: 'Succeeded' } };
const failed: Reply = {
  status: 200,
  json: { status: 'Failed', error: { code: 'ValidationError', message: "Bad value 's3cret'.", details: null } },
};

describe('an answer that is final', () => {
  it.each([
    ['without any state', resource('apis/a')],
    ['with a state that ends', API],
    ['with a state of its own', resource('gateways/g/apis/a', { provisioningState: 'created' })],
  ])('costs no poll %s', async (_, json) => {
    const { server, client } = await startTestClient(() => ({ status: 201, json }));
    await expect(client.put('apis/a', {})).resolves.toEqual(json);
    expect(server.requests).toHaveLength(1);
  });

  it('can be a failed state', async () => {
    const { client } = await startTestClient(() => ({
      status: 200,
      json: resource('apis/a', { provisioningState: 'Failed' }),
    }));
    await expect(client.put('apis/a', {})).rejects.toMatchObject({ code: 'ARM_OPERATION_FAILED' });
  });

  it('is not followed for a Location of what was created', async () => {
    const { server, client } = await startTestClient((_, { serviceUrl }) => ({
      status: 201,
      json: API,
      headers: { Location: `${serviceUrl}/apis/a` },
    }));
    await client.put('apis/a', {});
    expect(server.requests).toHaveLength(1);
  });
});

describe('202 with Location', () => {
  it('is polled there, signature included, and brings the resource', async () => {
    const handler = operation(older(), { status: 202 }, { status: 202 }, { status: 201, json: API });
    const { server, client, clock } = await startTestClient(handler);
    await expect(client.put('apis/a', {})).resolves.toEqual(API);
    expect(server.requests.map(({ method }) => method)).toEqual(['PUT', 'GET', 'GET', 'GET']);
    expect(server.requests[1]?.query.get('s')).toBe('x+y');
    expect(clock.sleeps).toEqual([250, 375, 563]);
    expect(client.statistics().shapes).toEqual({ 'PUT apis/{}': 1, 'GET apis/{} (poll)': 3 });
  });

  it('fails when a poll is answered with 400, told as what was asked', async () => {
    const handler = operation(older(), { status: 202 }, failure(400, 'ValidationError', "Bad value 's3cret'."));
    const { client, server } = await startTestClient(handler);
    await expect(client.put('apis/a', {}, { secrets: ['s3cret'] })).rejects.toMatchObject({
      code: 'ARM_VALIDATION',
      status: 400,
      method: 'PUT',
      message: "PUT apis/a failed with 400 ValidationError: Bad value '***'.",
      url: `${server.serviceUrl}/apis/a`,
    });
  });

  it('fails when a poll is answered with success, but says Failed', async () => {
    const { client } = await startTestClient(operation(older(), failed));
    await expect(client.put('apis/a', {})).rejects.toMatchObject({ code: 'ARM_OPERATION_FAILED' });
  });

  it('fails when the resource is not there afterwards', async () => {
    const { client } = await startTestClient(
      operation(older(), failure(404, 'ResourceNotFound', 'NamedValue not found.')),
    );
    await expect(client.put('namedValues/a', {})).rejects.toMatchObject({ status: 404 });
  });

  it('follows an address that moves', async () => {
    const { server, client } = await startTestClient(({ method, query }, { serviceUrl }) => {
      if (method === 'PUT') return older()(serviceUrl);
      if (query.get('step') === '2') return { status: 200, json: API };
      return { status: 202, headers: { Location: `${serviceUrl}/apis/a?step=2` } };
    });
    await expect(client.put('apis/a', {})).resolves.toEqual(API);
    expect(server.requests).toHaveLength(3);
  });
});

describe('201 with Location and Azure-AsyncOperation', () => {
  const pending: Reply = { status: 202 };
  const there: Reply = { status: 200, json: API };

  it('is polled at Location, whose last answer is the resource', async () => {
    const { server, client } = await startTestClient(operation(newer(), pending, there));
    await expect(client.put('apis/a', {})).resolves.toEqual(API);
    expect(server.requests.map(({ method, path, query }) => [method, path, query.get('asyncId')])).toEqual([
      ['PUT', 'apis/a', null],
      ['GET', 'apis/a', '5f'],
      ['GET', 'apis/a', '5f'],
    ]);
  });

  it.each([
    ['a state', failed, 'ARM_OPERATION_FAILED'],
    ['a status', { ...failed, status: 400 }, 'ARM_VALIDATION'],
  ])('fails with the inner error, told by %s, which shows no secret', async (_, last, code) => {
    const { client } = await startTestClient(operation(newer(), pending, last));
    const error: unknown = await client.put('apis/a', {}, { secrets: ['s3cret'] }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, serviceCode: 'ValidationError' });
    expect(String(error)).toContain("Bad value '***'.");
  });

  it('is sent again when the operation failed only because another was under way', async () => {
    const conflict = failure(409, 'PessimisticConcurrencyConflict', 'In progress.');
    const { server, client } = await startTestClient(operation(newer(), conflict, there));
    await client.put('apis/a', {});
    expect(server.requests.map(({ method }) => method)).toEqual(['PUT', 'GET', 'PUT', 'GET']);
  });
});

describe('201 with Azure-AsyncOperation alone', () => {
  const statusOnly = (serviceUrl: string): Reply => ({
    status: 201,
    json: resource('apis/a', { ProvisioningState: 'InProgress' }),
    headers: { 'Azure-AsyncOperation': `${serviceUrl}/tenant/operationResults/5f?api-version=2024-05-01` },
  });

  it('is polled there; then the resource is read, as nothing else shows that it is there', async () => {
    const { server, client } = await startTestClient(
      operation(statusOnly, running, succeeded, { status: 200, json: API }),
    );
    await expect(client.put('apis/a', {})).resolves.toEqual(API);
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'PUT apis/a',
      'GET tenant/operationResults/5f',
      'GET tenant/operationResults/5f',
      'GET apis/a',
    ]);
  });

  it('fails with the inner error, which shows no secret', async () => {
    const { client } = await startTestClient(operation(statusOnly, running, failed));
    await expect(client.put('apis/a', {}, { secrets: ['s3cret'] })).rejects.toMatchObject({
      code: 'ARM_OPERATION_FAILED',
      serviceCode: 'ValidationError',
      message: "PUT apis/a was accepted, but the operation failed with ValidationError: Bad value '***'.",
    });
  });

  it('reads a status that is nested in properties', async () => {
    const nested = (status: string): Reply => ({ status: 200, json: { id: '/x', properties: { status } } });
    const polls = [nested('Started'), nested('Succeeded'), { status: 200, json: API }];
    const { client } = await startTestClient(operation(statusOnly, ...polls));
    await expect(client.put('apis/a', {})).resolves.toEqual(API);
  });

  it('falls back to the resource when the operation is forgotten', async () => {
    const forgotten = failure(404, 'ResourceNotFound', 'Operation not found.');
    const { server, client } = await startTestClient(operation(statusOnly, forgotten, { status: 200, json: API }));
    await expect(client.put('apis/a', {})).resolves.toEqual(API);
    expect(server.requests.at(-1)?.path).toBe('apis/a');
  });
});

describe('the delay between polls', () => {
  const there: Reply = { status: 200, json: API };

  it('is what the service asks for', async () => {
    const pending = { status: 202, headers: { 'Retry-After': '3' } };
    const { client, clock } = await startTestClient(operation(newer({ 'Retry-After': '20' }), pending, there));
    await client.put('apis/a', {});
    expect(clock.sleeps).toEqual([20_000, 3_000]);
  });

  it('is nothing at first for Retry-After: 0', async () => {
    const headers = { 'Retry-After': '0' };
    const { client, clock } = await startTestClient(operation(newer(headers), { status: 202, headers }, there));
    await client.put('apis/a', {});
    expect(clock.sleeps).toEqual([0, 375]);
  });

  it('is an option', async () => {
    const options = { initialPollDelayMs: 40, maxPollDelayMs: 50 };
    const pending = { status: 202 };
    const { client, clock } = await startTestClient(operation(newer(), pending, pending, there), options);
    await client.put('apis/a', {});
    expect(clock.sleeps).toEqual([40, 50, 50]);
  });

  it('adds up to no more than the operation may take', async () => {
    const { client, clock } = await startTestClient(operation(newer(), running), { operationTimeoutMs: 60_000 });
    await expect(client.put('apis/a', {})).rejects.toMatchObject({
      code: 'ARM_TIMEOUT',
      message: 'PUT apis/a was accepted, but did not end within 60 s',
    });
    expect(clock.now()).toBeLessThanOrEqual(60_000);
  });
});

describe('an operation on another host', () => {
  it.each([
    ['202', older()],
    ['201', newer()],
  ])('is followed by the state of the resource: %s', async (_, accept) => {
    const elsewhere = await startArmServer(() => succeeded);
    const { server, client } = await startTestClient(({ method, query }, { requests }) => {
      if (method === 'PUT') return accept(elsewhere.serviceUrl);
      expect(query.get('api-version')).toBe('2024-05-01');
      const state = requests.length < 4 ? 'InProgress' : 'Succeeded';
      return { status: 200, json: resource('apis/a', { provisioningState: state }) };
    });
    await expect(client.put('apis/a', {})).resolves.toMatchObject({ properties: { provisioningState: 'Succeeded' } });
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'PUT apis/a',
      'GET apis/a',
      'GET apis/a',
      'GET apis/a',
    ]);
    expect(elsewhere.requests).toEqual([]);
  });

  it('fails when the resource says so', async () => {
    const { client } = await startTestClient(({ method }) =>
      method === 'PUT'
        ? { status: 202, headers: { Location: 'https://example.com/x' } }
        : { status: 200, json: resource('apis/a', { provisioningState: 'Failed' }) },
    );
    await expect(client.put('apis/a', {})).rejects.toMatchObject({ code: 'ARM_OPERATION_FAILED' });
  });

  it('fails for an action, which leaves no resource to look at', async () => {
    const { client } = await startTestClient(() => ({ status: 202, headers: { Location: 'https://example.com/x' } }));
    await expect(client.post('validatePolicies', {})).rejects.toThrow('its result is on another host');
  });
});

describe('a deletion', () => {
  it('waits for its operation', async () => {
    const { server, client } = await startTestClient(
      operation((serviceUrl) => ({ ...newer()(serviceUrl), status: 202, json: null }), running, succeeded),
    );
    await expect(client.delete('apis/a')).resolves.toBe(true);
    expect(server.requests).toHaveLength(3);
  });

  it('has ended when a poll finds nothing', async () => {
    const gone = failure(404, 'ResourceNotFound', 'API not found.');
    const { client } = await startTestClient(operation(() => ({ status: 202 }), { status: 200, json: API }, gone));
    await expect(client.delete('apis/a')).resolves.toBe(true);
  });

  it('is sent again when another operation was under way', async () => {
    const conflict: Reply = {
      status: 200,
      json: { status: 'Failed', error: { code: 'PessimisticConcurrencyConflict' } },
    };
    const { server, client } = await startTestClient(operation(newer(), conflict, succeeded));
    await expect(client.delete('apis/a')).resolves.toBe(true);
    expect(server.requests.map(({ method }) => method)).toEqual(['DELETE', 'GET', 'DELETE', 'GET']);
  });

  it('is told when it fails', async () => {
    const { client } = await startTestClient(operation(newer(), failed));
    await expect(client.delete('apis/a')).rejects.toThrow('DELETE apis/a was accepted, but the operation failed');
  });
});

describe('an action', () => {
  it('resolves with the result of its operation', async () => {
    const result = { status: 'Succeeded', resultInfo: 'fine' };
    const { client } = await startTestClient(operation(newer(), running, { status: 200, json: result }));
    await expect(client.post('validatePolicies', {})).resolves.toEqual(result);
  });
});
