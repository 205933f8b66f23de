import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json, JsonObject } from '@nx-apiops/plan';
import { onTestFinished } from 'vitest';

export interface ReceivedRequest {
  readonly method: string;
  /** Path below the service, as it was sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly json?: Json;
  readonly text?: string;
  readonly bytes?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of an answer: closes the connection, leaves the request open, breaks off or stops in the body. */
  readonly accident?: 'reset' | 'silence' | 'stall' | 'truncation';
}

export type Handler = (request: ReceivedRequest, server: ArmServer) => Reply | Promise<Reply>;

export interface ArmServer {
  readonly url: string;
  /** URL of the service. */
  readonly serviceUrl: string;
  readonly requests: ReceivedRequest[];
}

export const TEST_SERVICE = {
  subscriptionId: '00000000-0000-0000-0000-00000000000a',
  resourceGroup: 'rg-apim',
  serviceName: 'apim-acme-dev',
};

const SERVICE_PATH = `/subscriptions/${TEST_SERVICE.subscriptionId}/resourceGroups/${TEST_SERVICE.resourceGroup}/providers/Microsoft.ApiManagement/service/${TEST_SERVICE.serviceName}`;

/** A local server that answers as the handler says; it ends with the test. */
export async function startArmServer(handler: Handler, address = '127.0.0.1'): Promise<ArmServer> {
  const requests: ReceivedRequest[] = [];
  const listener = createServer((incoming, outgoing) => void respond(incoming, outgoing));
  await new Promise<void>((resolve, reject) => listener.on('error', reject).listen(0, address, resolve));
  onTestFinished(() => {
    listener.closeAllConnections();
    listener.close();
  });
  // A port number is always an AddressInfo for a TCP listener.
  const { port } = listener.address() as AddressInfo;
  const url = `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
  const server: ArmServer = { url, serviceUrl: `${url}${SERVICE_PATH}`, requests };

  async function respond(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(incoming, 'end');
    const [path = '', query = ''] = (incoming.url ?? '').split('?', 2);
    const request: ReceivedRequest = {
      method: incoming.method ?? '',
      path: path.startsWith(SERVICE_PATH) ? path.slice(SERVICE_PATH.length + 1) : path,
      query: new URLSearchParams(query),
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString(),
    };
    requests.push(request);
    write(outgoing, await handler(request, server));
  }
  return server;
}

/** A handler that gives one reply after the other; the last one again and again. */
export function inOrder(...replies: readonly Reply[]): Handler {
  let next = 0;
  return () => replies[Math.min(next++, replies.length - 1)] ?? { status: 500 };
}

/** Azure's error envelope. */
export function failure(status: number, code: string, message: string): Reply {
  return { status, json: { error: { code, message, details: null } } };
}

/** The body of a resource. */
export function resource(path: string, properties: JsonObject = {}): JsonObject {
  return { id: `${SERVICE_PATH}/${path}`, name: path.split('/').at(-1) ?? '', properties };
}

function write(outgoing: ServerResponse, { status, json, text, bytes, headers, accident }: Reply): void {
  if (accident === 'silence') return;
  if (accident === 'reset') {
    outgoing.destroy();
    return;
  }
  const body = bytes ?? text ?? (json === undefined ? '' : JSON.stringify(json));
  if (accident) {
    outgoing.writeHead(status, { 'Content-Length': String(body.length + 10) });
    outgoing.write(body, () => accident === 'truncation' && outgoing.destroy());
    return;
  }
  outgoing.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', ...headers });
  outgoing.end(body);
}
