import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { textContaining } from '../../test/support/text-containing.js';
import { inOrder, startArmServer, type Reply } from '../../test/support/arm-server.js';
import { startTestClient } from '../../test/support/test-client.js';

const unused = () => ({ status: 500 });

describe('download', () => {
  it('fetches the text without a credential, and counts apart from the budget', async () => {
    const storage = await startArmServer(() => ({ status: 200, text: '\uFEFFopenapi: 3.0.1 # ä' }));
    const budget = { acquire: () => Promise.reject(new Error('asked')), pause: () => undefined };
    const { client } = await startTestClient(unused, { budget });
    await expect(client.download(`${storage.url}/export/Foo%20Bar.yaml?sig=a%2Bb`)).resolves.toBe('openapi: 3.0.1 # ä');
    expect(storage.requests[0]?.path).toBe('/export/Foo%20Bar.yaml');
    expect(storage.requests[0]?.query.get('sig')).toBe('a+b');
    expect(storage.requests[0]?.headers.authorization).toBeUndefined();
    expect(client.statistics()).toMatchObject({ requests: {}, shapes: {}, downloads: 1 });
  });

  it('is repeated after failures, as long as they ask for', async () => {
    const unavailable: Reply = { status: 503, headers: { 'Retry-After': '4' } };
    const storage = await startArmServer(
      inOrder(unavailable, { status: 0, accident: 'reset' }, { status: 200, text: 'x' }),
    );
    const { client, clock } = await startTestClient(unused);
    await expect(client.download(`${storage.url}/x`)).resolves.toBe('x');
    expect(clock.now()).toBe(4_500);
    expect(client.statistics().downloads).toBe(3);
  });

  it('is repeated when the document breaks off', async () => {
    const storage = await startArmServer(
      inOrder({ status: 200, text: 'open', accident: 'truncation' }, { status: 200, text: 'openapi' }),
    );
    const { client } = await startTestClient(unused);
    await expect(client.download(`${storage.url}/x`)).resolves.toBe('openapi');
  });

  it('is told without the signature when the link has expired', async () => {
    const text = '<?xml version="1.0"?><Error><Code>AuthenticationFailed</Code><Message>Expired.</Message></Error>';
    const storage = await startArmServer(() => ({ status: 403, text }));
    const { client } = await startTestClient(unused);
    await expect(client.download(`${storage.url}/x?sig=secret`)).rejects.toMatchObject({
      code: 'ARM_REQUEST',
      message: `GET ${storage.url}/x failed with 403 AuthenticationFailed: Expired.`,
      url: `${storage.url}/x`,
      hint: textContaining('expire'),
    });
  });

  it.each([
    ['plain', Buffer.from('x'.repeat(5_000)), {}],
    ['compressed', gzipSync('x'.repeat(5_000)), { 'Content-Encoding': 'gzip' }],
  ])('refuses documents beyond the limit: %s', async (_, bytes, headers) => {
    const storage = await startArmServer(() => ({ status: 200, bytes, headers }));
    const { client } = await startTestClient(unused, { maxDownloadBytes: 4_000 });
    await expect(client.download(`${storage.url}/x?sig=secret`)).rejects.toMatchObject({
      code: 'ARM_REQUEST',
      message: `The document at ${storage.url}/x has more than 4000 bytes.`,
    });
    expect(storage.requests).toHaveLength(1);
  });

  it('reads compressed documents', async () => {
    const reply = { status: 200, bytes: gzipSync('openapi'), headers: { 'Content-Encoding': 'gzip' } };
    const storage = await startArmServer(() => reply);
    const { client } = await startTestClient(unused);
    await expect(client.download(`${storage.url}/x`)).resolves.toBe('openapi');
  });

  it.each(['http://example.com/x?sig=secret', 'file:///etc/passwd', 'x?sig=secret'])('refuses %s', async (url) => {
    const { client } = await startTestClient(unused);
    const error: unknown = await client.download(url).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'ENDPOINT' });
    expect(String(error)).not.toContain('secret');
  });
});
