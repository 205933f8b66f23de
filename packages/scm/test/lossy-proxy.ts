import { createServer, request as send, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Passed {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** Stands before a server and loses answers: the request is carried out, and the connection ends without one. */
export interface LossyProxy {
  readonly url: string;
  /** All requests that passed, lost ones included. */
  readonly passed: Passed[];
  /** The next request that fits loses its answer. */
  loseNext(fits: (request: Passed) => boolean): void;
  /** The next request that fits is not passed on, but answered with the status. */
  failNext(fits: (request: Passed) => boolean, status: number): void;
  close(): Promise<void>;
}

export async function startLossyProxy(target: string): Promise<LossyProxy> {
  const passed: Passed[] = [];
  const losing: ((request: Passed) => boolean)[] = [];
  const failing: { readonly fits: (request: Passed) => boolean; readonly status: number }[] = [];
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const server = createServer((incoming, response) => {
    void read(incoming).then((body) => {
      const seen = { method: incoming.method ?? '', path: incoming.url ?? '', body: body.toString('utf8') };
      passed.push(seen);
      const failed = failing.findIndex(({ fits }) => fits(seen));
      if (failed !== -1) {
        const [failure] = failing.splice(failed, 1);
        response.writeHead(failure?.status ?? 500, { 'content-type': 'text/plain' });
        response.end('failed');
        return;
      }
      const lost = losing.findIndex((fits) => fits(seen));
      if (lost !== -1) losing.splice(lost, 1);
      const onward = send(new URL(seen.path, target), { method: seen.method, headers: incoming.headers }, (answer) => {
        void read(answer).then((content) => {
          if (lost !== -1) return response.destroy();
          // Answers tell clients where else to ask: here again.
          const text = content.toString('utf8').replaceAll(target, url());
          const isText = /json|text/.test(answer.headers['content-type'] ?? '');
          const { 'content-length': _, ...headers } = answer.headers;
          response.writeHead(answer.statusCode ?? 500, headers);
          return response.end(isText ? text : content);
        });
      });
      onward.on('error', () => response.destroy());
      onward.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: url(),
    passed,
    loseNext: (fits) => losing.push(fits),
    failNext: (fits, status) => failing.push({ fits, status }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
