import { describe, expect, it } from 'vitest';
import { textContaining } from '../../test/support/text-containing.js';
import { failure, inOrder, resource, startArmServer, TEST_SERVICE, type Reply } from '../../test/support/arm-server.js';
import { InstantClock } from '../../test/support/instant-clock.js';
import { startTestClient } from '../../test/support/test-client.js';
import { createApimClient } from './create-apim-client.js';

const ok: Reply = { status: 200, json: resource('apis/a') };
const reset: Reply = { status: 0, accident: 'reset' };
const busy = failure(409, 'PessimisticConcurrencyConflict', 'Operation on the API is in progress');
const throttled = (headers: Readonly<Record<string, string>>): Reply => ({
  ...failure(429, 'SubscriptionRequestsThrottled', "Number of 'read' requests exceeded."),
  headers,
});

describe('failures', () => {
  it.each([408, 500, 502, 503, 504])('are repeated after %i, later each time', async (status) => {
    const { client, clock } = await startTestClient(inOrder({ status }, { status }, { status }, ok));
    await expect(client.get('apis/a')).resolves.toEqual(resource('apis/a'));
    expect(clock.sleeps).toEqual([250, 500, 1_000]);
  });

  it.each([reset, { ...ok, accident: 'truncation' } as const])(
    'are repeated after a broken connection',
    async (reply) => {
      const { server, client } = await startTestClient(inOrder(reply, reply, ok));
      await expect(client.put('apis/a', {})).resolves.toEqual(resource('apis/a'));
      expect(server.requests).toHaveLength(3);
    },
  );

  it('end after the attempts that are allowed, the last of which is told', async () => {
    const { server, client } = await startTestClient(() => failure(502, 'BadGateway', 'No luck.'));
    await expect(client.get('apis/a')).rejects.toMatchObject({
      code: 'ARM_REQUEST',
      message: 'GET apis/a failed after 6 attempts with 502 BadGateway: No luck.',
      attempts: 6,
    });
    expect(server.requests).toHaveLength(6);
    expect(client.statistics().requests).toEqual({ GET: 6 });
  });

  it('end sooner for the internal error, which absent resources answer for ever', async () => {
    const internal = failure(500, 'InternalServerError', 'Request processing failed due to internal error');
    const { server, client } = await startTestClient(() => internal);
    await expect(client.get('apis/a/wikis/default')).rejects.toMatchObject({ status: 500, attempts: 3 });
    expect(server.requests).toHaveLength(3);
  });

  it.each([400, 403, 404, 405, 409, 415, 422])('are not repeated after %i', async (status) => {
    const { server, client } = await startTestClient(() => failure(status, 'Whatever', 'No.'));
    await expect(client.put('apis/a', {})).rejects.toMatchObject({ status, attempts: 1 });
    expect(server.requests).toHaveLength(1);
  });

  it('are sent once more after 401, with a fresh token', async () => {
    const { server, client } = await startTestClient(() => failure(401, 'ExpiredAuthenticationToken', 'No.'));
    await expect(client.put('apis/a', {})).rejects.toMatchObject({ status: 401, code: 'ARM_UNAUTHORIZED' });
    expect(server.requests).toHaveLength(2);
  });

  it('of an action are repeated only when it reads', async () => {
    const { server, client } = await startTestClient(inOrder({ status: 500 }, { status: 500 }, ok));
    await expect(client.post('subscriptions/a/regeneratePrimaryKey')).rejects.toMatchObject({ status: 500 });
    expect(server.requests).toHaveLength(1);
    await expect(client.post('subscriptions/a/listSecrets')).resolves.toEqual(resource('apis/a'));
  });

  it.each(['silence', 'stall'] as const)('by %s end each attempt after its time', async (accident) => {
    const { server, client } = await startTestClient(inOrder({ ...ok, accident }, ok), { requestTimeoutMs: 300 });
    await expect(client.get('apis/a')).resolves.toEqual(resource('apis/a'));
    await expect(client.download(`${server.url}/x`)).resolves.toContain('a');
    expect(server.requests).toHaveLength(3);
  });

  it('by lasting silence are told as a timeout', async () => {
    const { client } = await startTestClient(() => ({ status: 0, accident: 'silence' }), {
      requestTimeoutMs: 50,
      maxAttempts: 2,
    });
    await expect(client.get('apis/a')).rejects.toMatchObject({
      code: 'ARM_TIMEOUT',
      message: textContaining('after 2 attempts: no answer within 0.05 s'),
    });
  });

  it('by an unreachable host say where and what to do', async () => {
    const { url } = await startArmServer(() => ok);
    const closed = url.replace(/\d+$/, '1');
    const client = createApimClient({ service: TEST_SERVICE, endpoint: closed, clock: new InstantClock() });
    await expect(client.get('apis/a')).rejects.toMatchObject({
      code: 'ARM_UNREACHABLE',
      message: `GET apis/a got no answer from ${closed} after 3 attempts: connect ECONNREFUSED 127.0.0.1:1`,
      hint: textContaining('nx-apiops emulator'),
      attempts: 3,
    });
  });
});

describe('throttling', () => {
  it.each([
    ['seconds', { 'Retry-After': '7' }, 7_000],
    ['milliseconds', { 'x-ms-retry-after-ms': '1500' }, 1_500],
    ['a date', { 'Retry-After': 'Thu, 01 Jan 2026 00:00:30 GMT', Date: 'Thu, 01 Jan 2026 00:00:00 GMT' }, 30_000],
  ])('makes everyone wait as long as the service asks, in %s', async (_, headers, expectedMs) => {
    const { client, clock, server } = await startTestClient(inOrder(throttled(headers), ok));
    await client.get('apis/a');
    expect(clock.now()).toBe(expectedMs);
    expect(server.requests).toHaveLength(2);
    expect(client.statistics().throttled).toBe(1);
  });

  it('pauses the budget of the same kind of request', async () => {
    const pauses: [string, number][] = [];
    const budget = {
      acquire: () => Promise.resolve(),
      pause: (kind: string, delayMs: number) => void pauses.push([kind, delayMs]),
    };
    const unavailable: Reply = { status: 503, headers: { 'Retry-After': '2' } };
    const { client } = await startTestClient(
      inOrder(throttled({ 'Retry-After': '1' }), unavailable, ok, unavailable, ok, throttled({}), ok),
      { budget },
    );
    await client.get('apis/a');
    await client.put('apis/a', {});
    await client.delete('apis/a');
    expect(pauses).toEqual([
      ['read', 1_000],
      ['read', 2_000],
      ['write', 2_000],
      ['delete', 250],
    ]);
  });

  it('tells the budget how much the service says remains', async () => {
    const remaining: [string, number][] = [];
    const budget = {
      acquire: () => Promise.resolve(),
      pause: () => undefined,
      observe: (kind: string, count: number) => void remaining.push([kind, count]),
    };
    const { client } = await startTestClient(
      ({ method }) => ({
        ...ok,
        headers: {
          [`x-ms-ratelimit-remaining-subscription-${method === 'GET' ? 'reads' : 'writes'}`]:
            method === 'GET' ? '249' : 'many',
        },
      }),
      { budget },
    );
    await client.get('apis/a');
    await client.put('apis/a', {});
    expect(remaining).toEqual([['read', 249]]);
  });

  it('is more patient than with failures', async () => {
    const { server, client } = await startTestClient(() => throttled({ 'Retry-After': '1' }));
    await expect(client.get('apis/a')).rejects.toMatchObject({
      code: 'ARM_THROTTLED',
      attempts: 12,
      message: textContaining('the service asks to wait 1 s'),
    });
    expect(server.requests).toHaveLength(12);
  });

  it('is not waited for beyond reason', async () => {
    const { server, client } = await startTestClient(() => throttled({ 'Retry-After': '3600' }));
    await expect(client.get('apis/a')).rejects.toThrow('the service asks to wait 3600 s');
    expect(server.requests).toHaveLength(1);
  });
});

describe('a busy resource', () => {
  it.each([
    busy,
    failure(409, 'ManagementApiRequestFailed', 'Failed.'),
    failure(422, 'ManagementApiRequestFailed', 'Failed.'),
    failure(412, 'PreconditionFailed', 'Changed.'),
  ])('is waited for: $status $json.error.code', async (reply) => {
    const { client, clock } = await startTestClient(inOrder(reply, reply, ok));
    await expect(client.put('apis/a', {})).resolves.toEqual(resource('apis/a'));
    expect(clock.sleeps).toEqual([500, 1_000]);
  });

  it('is waited for over a minute, then told', async () => {
    const { client, clock } = await startTestClient(() => busy);
    await expect(client.delete('apis/a')).rejects.toMatchObject({ code: 'ARM_CONFLICT', attempts: 12 });
    expect(clock.now()).toBeGreaterThanOrEqual(60_000);
  });
});

const REASON = new Error('stopped by the user');

describe('the signal', () => {
  it('ends what is under way with its reason', async () => {
    const stop = new AbortController();
    const { client } = await startTestClient(
      () => {
        stop.abort(REASON);
        return { status: 0, accident: 'silence' };
      },
      { signal: stop.signal },
    );
    await expect(client.get('apis/a')).rejects.toBe(REASON);
  });

  it('ends a wait', async () => {
    const stop = new AbortController();
    const clock = {
      now: () => 0,
      sleep: (_: number, signal?: AbortSignal) =>
        new Promise<void>((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(new Error('woken')));
          stop.abort(REASON);
        }),
    };
    const { client, server } = await startTestClient(() => ({ status: 500 }), { signal: stop.signal, clock });
    await expect(client.get('apis/a')).rejects.toBe(REASON);
    expect(server.requests).toHaveLength(1);
  });

  it('lets nothing start afterwards', async () => {
    const { client, server } = await startTestClient(() => ok, { signal: AbortSignal.abort(new Error('stopped')) });
    await expect(client.put('apis/a', {})).rejects.toThrow('stopped');
    await expect(client.download(`${server.url}/x`)).rejects.toThrow('stopped');
    expect(server.requests).toEqual([]);
  });
});
