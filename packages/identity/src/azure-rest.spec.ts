import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAzureRest, type AzureRest } from './azure-rest.js';

interface Reply {
  readonly status?: number;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A client of a local service that gives one reply after the other, the last one again and again. */
async function serviceOf(
  ...replies: readonly Reply[]
): Promise<{ rest: AzureRest; count: () => number; forgotten: () => number }> {
  let requests = 0;
  let forgotten = 0;
  const server = createServer((_, response) => {
    const { status = 200, body = '', headers = {} } = replies[Math.min(requests, replies.length - 1)] ?? {};
    requests += 1;
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const rest = createAzureRest({
    service: 'Microsoft Graph',
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    isDevelopment: true,
    credential: { getToken: () => Promise.resolve(null), forgetToken: () => (forgotten += 1) },
    tokenScope: 'scope',
  });
  return { rest, count: () => requests, forgotten: () => forgotten };
}

const LIES: readonly (readonly [string, Reply])[] = [
  ['a page', { body: '<html>Sign in</html>', headers: { 'Content-Type': 'text/html' } }],
  ['an error', { body: '{"error":{"code":"x","message":"y"}}' }],
  ['a truncated text', { body: '{"id": "a' }],
  ['nothing', {}],
];

describe('Azure as JSON', () => {
  it.each(LIES)('takes %s for no resource, no list and no write', async (_, lie) => {
    const { rest } = await serviceOf(lie);
    const failure = { code: 'AZURE_REQUEST' };
    await expect(rest.get('/a')).rejects.toMatchObject(failure);
    await expect(rest.list('/a')).rejects.toMatchObject(failure);
    await expect(rest.send('PUT', '/a', { body: {} })).rejects.toMatchObject(failure);
  });

  it('refuses a list without value, and one that goes on elsewhere', async () => {
    const { rest } = await serviceOf({ body: '{}' }, { body: '{"value":[],"nextLink":"https://example.com/x"}' });
    await expect(rest.list('/a')).rejects.toMatchObject({ code: 'AZURE_REQUEST' });
    await expect(rest.list('/a')).rejects.toMatchObject({ code: 'AZURE_REQUEST' });
  });

  it('asks once more with a fresh token after 401', async () => {
    const { rest, count, forgotten } = await serviceOf({ status: 401 }, { body: '{"id":"a"}' });
    await expect(rest.get('/a')).resolves.toEqual({ id: 'a' });
    expect([count(), forgotten()]).toEqual([2, 1]);
    const other = await serviceOf({ status: 401 });
    await expect(other.rest.get('/a')).rejects.toMatchObject({ code: 'AZURE_UNAUTHORIZED' });
    expect(other.count()).toBe(2);
  });

  it('reads no more than it must of an answer that unpacks to hundreds of megabytes', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
    const { rest } = await serviceOf({ body: bomb, headers: { 'Content-Encoding': 'gzip' } });
    await expect(rest.get('/a')).rejects.toMatchObject({ code: 'AZURE_REQUEST' });
  }, 30_000);
});
