import { createServer, type RequestListener, type Server } from 'node:http';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readSource } from './read-source.js';

let folder = '';
const servers: Server[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nx-apiops-source-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}

const read = (spec: string, fetchUrl: typeof fetch = fetch) =>
  readSource(spec, { fetch: fetchUrl, folders: [folder, folder] });

describe('readSource from a file', () => {
  it('reads a path from the workspace, with Unix line ends and without byte order mark', async () => {
    mkdirSync(join(folder, 'specs'), { recursive: true });
    writeFileSync(join(folder, 'specs/orders.yaml'), '\uFEFFopenapi: 3.0.3\r\ninfo: {}\r\n');
    expect(await read('specs/orders.yaml')).toEqual({
      text: 'openapi: 3.0.3\ninfo: {}\n',
      fileName: 'orders.yaml',
      place: 'specs/orders.yaml',
    });
  });

  it.each([
    ['a file that is missing', 'missing.yaml', /missing\.yaml does not exist/],
    ['a file that is missing, naming each folder once', 'missing.yaml', /does not exist in [^ ]+\.$/],
    ['a folder', 'specs', /specs is no file/],
    ['an empty file', 'empty.yaml', /empty\.yaml is empty/],
    ['a file that is not UTF-8', 'latin1.yaml', /latin1\.yaml is not UTF-8 text/],
  ])('refuses %s', async (_, path, message) => {
    writeFileSync(join(folder, 'empty.yaml'), ' \n');
    writeFileSync(join(folder, 'latin1.yaml'), Buffer.from([0x74, 0xe9, 0x74]));
    await expect(read(path)).rejects.toThrow(message);
  });
});

describe('readSource from a URL', () => {
  it('follows redirects and names the file after the last address', async () => {
    const base = await serve((request, response) => {
      if (request.url === '/latest') response.writeHead(302, { location: '/v2/orders.json?token=secret' }).end();
      else response.writeHead(200, { 'content-type': 'application/json' }).end('{}\r\n');
    });
    const source = await read(`${base}/latest`);
    expect(source).toMatchObject({ text: '{}\n', fileName: 'orders.json', place: `${base}/v2/orders.json` });
  });

  it('takes the file behind a page of GitHub', async () => {
    const asked: string[] = [];
    const source = await read('https://github.com/acme/apis/blob/main/specs/orders.yaml', async (url) => {
      asked.push(String(url));
      return new Response('openapi: 3.0.3\n');
    });
    expect(asked).toEqual(['https://raw.githubusercontent.com/acme/apis/main/specs/orders.yaml']);
    expect(source.fileName).toBe('orders.yaml');
  });

  it('names address and status of a refusal, without the query', async () => {
    const base = await serve((_, response) => response.writeHead(403).end('secret'));
    const failure = read(`${base}/orders.yaml?code=secret`);
    await expect(failure).rejects.toThrow(`The specification ${base}/orders.yaml answered 403 Forbidden.`);
    await expect(failure).rejects.not.toThrow(/secret/);
  });

  it('refuses a web page', async () => {
    const base = await serve((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>'),
    );
    await expect(read(`${base}/orders`)).rejects.toThrow('answered with a web page');
  });

  it('refuses endless redirects', async () => {
    const base = await serve((_, response) => response.writeHead(302, { location: '/again' }).end());
    await expect(read(`${base}/orders`)).rejects.toThrow('redirects more than 5 times');
  });

  it('refuses plain http elsewhere, also behind a redirect', async () => {
    await expect(read('http://apis.example/orders.yaml')).rejects.toThrow('is not protected by https');
    const base = await serve((_, response) =>
      response.writeHead(302, { location: 'http://apis.example/orders.yaml' }).end(),
    );
    await expect(read(`${base}/orders`)).rejects.toThrow(
      'The specification http://apis.example/orders.yaml is not protected by https',
    );
  });

  it('refuses credentials in the address without showing them', async () => {
    const failure = read('https://user:hunter2@apis.example/orders.yaml');
    await expect(failure).rejects.toThrow('has a user name or password in its address');
    await expect(failure).rejects.not.toThrow(/hunter2/);
  });

  it('stops reading beyond 64 MiB', async () => {
    const chunk = new Uint8Array(1024 * 1024);
    const endless = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(chunk) });
    await expect(read('https://apis.example/orders.yaml', async () => new Response(endless))).rejects.toThrow(
      'is larger than 64 MiB',
    );
  });

  it('says what kept a server from answering', async () => {
    const refused = Object.assign(new TypeError('fetch failed'), {
      cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }),
    });
    const failure = read('https://apis.example/orders.yaml', () => Promise.reject(refused));
    await expect(failure).rejects.toThrow(
      'The specification https://apis.example/orders.yaml did not answer (ECONNREFUSED).',
    );
  });
});
