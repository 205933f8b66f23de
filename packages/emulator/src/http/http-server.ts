import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ArmFault, MethodNotAllowed } from '../arm/arm-fault.js';
import { INTERNAL_ERROR } from '../arm/known-texts.js';
import { EmulatorError } from '../errors.js';
import { HostFault } from '../hosts/host-fault.js';
import type { HostedService } from '../hosts/hosted-service.js';
import type { ArmRouter } from './arm-router.js';
import type { ControlRoutes } from './control-routes.js';
import type { Downloads } from './downloads.js';
import type { Answer, ArmRequest } from './exchange.js';
import type { FaultInjector } from './fault-injector.js';
import { pollOfFault, type Fault } from './fault-kinds.js';
import { ARM, type RequestStatistics } from './request-statistics.js';
import type { Throttle } from './throttle.js';

const HOST = '127.0.0.1';
/** Longer than clients keep idle connections, so that none is closed while they write to it. */
const KEEP_ALIVE_MS = 120_000;
/** Documents may have many megabytes; anything larger is no request to the service. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

export interface HttpServerParts {
  readonly router: ArmRouter;
  readonly control: ControlRoutes;
  readonly downloads: Downloads;
  readonly hosts: readonly HostedService[];
  readonly statistics: RequestStatistics;
  readonly throttle: Throttle;
  readonly faults: FaultInjector | undefined;
  /** Faults of hosted services. */
  readonly hostFaults: FaultInjector | undefined;
  readonly latencyMs: number;
  /** Called after each request that may have changed something. */
  readonly onChange: () => void;
}

/** The server of one emulator. Each answer is computed in one go; only waiting takes turns. */
export class HttpServer {
  readonly #parts: HttpServerParts;
  readonly #server: Server;
  readonly #timers = new Set<NodeJS.Timeout>();
  #origin = '';
  #requestNumber = 0;

  constructor(parts: HttpServerParts) {
    this.#parts = parts;
    this.#server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (message, response) => {
      // What cannot even be read, such as a malformed request line, gets no answer.
      this.#serve(message, response).catch(() => response.destroy());
    });
  }

  /** `http://127.0.0.1:<port>`. */
  get origin(): string {
    return this.#origin;
  }

  /** Throws `EMULATOR_PORT` where the port is taken or not allowed. */
  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (cause) => {
        reject(
          new EmulatorError('EMULATOR_PORT', `The emulator cannot listen on port ${port}: ${cause.message}`, {
            hint: 'Use port 0, which takes a free one.',
            cause,
          }),
        );
      });
      this.#server.listen(port, HOST, resolve);
    });
    const address = this.#server.address();
    this.#origin = `http://${HOST}:${isAddress(address) ? address.port : port}`;
  }

  /** Ends all connections and timers. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(message.url ?? '/', this.#origin);
    const method = (message.method ?? 'GET').toUpperCase();
    const body = await readBody(message);
    if (body === undefined) return;
    const request: ArmRequest = {
      method,
      path: url.pathname,
      query: url.searchParams,
      headers: singleHeaders(message),
      body,
      origin: this.#origin,
    };
    const { control, downloads, statistics, hosts } = this.#parts;
    if (control.isControl(request.path))
      return this.#send(
        response,
        withFaults(() => control.answer(request)),
      );
    if (downloads.isDownload(request.path)) {
      statistics.download();
      return this.#send(
        response,
        withFaults(() => downloads.answer(request.query)),
      );
    }
    const host = hosts.find(({ name }) => request.path.startsWith(`/${name}/`));
    if (host) return this.#serveHost(host, request, response);
    await this.#serveArm(request, response);
  }

  async #serveHost(host: HostedService, sent: ArmRequest, response: ServerResponse): Promise<void> {
    const { statistics, hostFaults, latencyMs } = this.#parts;
    const prefix = `/${host.name}`;
    const request = { ...sent, path: sent.path.slice(prefix.length), origin: `${sent.origin}${prefix}` };
    statistics.begin(host.name, request.method, `${host.name}${host.shapeOf(request.method, request.path)}`);
    const leave = host.enter?.();
    await this.#wait(latencyMs);
    const fault = hostFaults?.nextOfHost();
    await this.#finish(response, fault, () => this.#hold(this.#counted(host.name, host, () => host.answer(request))));
    leave?.();
  }

  async #serveArm(request: ArmRequest, response: ServerResponse): Promise<void> {
    const { statistics, faults, latencyMs, router } = this.#parts;
    statistics.begin(ARM, request.method, shape(router, request));
    await this.#wait(latencyMs);
    const poll = pollOfFault(request);
    const fault = poll ? undefined : faults?.next(request);
    await this.#finish(response, fault, () => this.#hold(poll ?? this.#answer(request)));
  }

  /** Answers with what `work` says, unless a fault comes before or after it. */
  async #finish(response: ServerResponse, fault: Fault | undefined, work: () => Promise<Answer>): Promise<void> {
    const { statistics } = this.#parts;
    if (fault) statistics.fault();
    const early = fault && !fault.isAfter ? await this.#suffer(fault) : undefined;
    if (early === 'reset') return this.#reset(response);
    const answer = early ?? (await work());
    const late = fault?.isAfter ? await this.#suffer(fault) : undefined;
    if (late === 'reset') return this.#reset(response);
    const sent = late ?? answer;
    statistics.end(sent.status);
    if (fault?.kind === 'truncate') return this.#truncate(response, sent);
    this.#send(response, sent);
  }

  /** An answer is computed in one go, so that what limits counted meanwhile is of this request. */
  #counted(host: string, limits: Pick<HostedService, 'limited'>, work: () => Answer): Answer {
    const before = limits.limited?.();
    const answer = withFaults(work);
    const after = limits.limited?.();
    if (before && after) {
      const [refused, slowed] = [after.refused - before.refused, after.slowed - before.slowed];
      this.#parts.statistics.limited(host, { refused, slowed });
    }
    return answer;
  }

  #answer(request: ArmRequest): Answer {
    const { throttle, router, onChange } = this.#parts;
    return this.#counted(ARM, throttle, () => {
      const remaining = throttle.take(request.method);
      const answer = withFaults(() => router.answer(request));
      if (request.method !== 'GET' && request.method !== 'HEAD') onChange();
      return { ...answer, headers: { ...remaining, ...answer.headers } };
    });
  }

  async #hold(answer: Answer): Promise<Answer> {
    if (!answer.held) return answer;
    await this.#wait(answer.held.forMs);
    answer.held.release();
    return answer;
  }

  /** What a fault makes of the request: an answer, a reset connection, or nothing once the delay is over. */
  async #suffer(fault: Fault): Promise<Answer | 'reset' | undefined> {
    switch (fault.kind) {
      case 'answer':
        return fault.answer;
      case 'truncate':
        return undefined;
      case 'reset':
        return 'reset';
      case 'delay':
        await this.#wait(fault.delayMs);
        return undefined;
    }
  }

  #reset(response: ServerResponse): void {
    this.#parts.statistics.end(undefined);
    response.socket?.resetAndDestroy();
  }

  /** Promises the whole body, and closes the connection after a part of it. */
  #truncate(response: ServerResponse, answer: Answer): void {
    const text = bodyText(answer);
    response.writeHead(answer.status, { 'Content-Type': 'application/json', 'Content-Length': text.length + 1 });
    response.write(text.slice(0, Math.ceil(text.length / 2)), () => response.socket?.destroy());
    if (text === '') response.socket?.destroy();
  }

  #send(response: ServerResponse, answer: Answer): void {
    this.#requestNumber += 1;
    write(response, answer, this.#requestNumber);
  }

  async #wait(ms: number): Promise<void> {
    if (ms <= 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        resolve();
      }, ms);
      this.#timers.add(timer);
    });
  }
}

function isAddress(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

/** A poll and an export go to the path of a resource, but are something else. */
function shape(router: ArmRouter, { path, query }: ArmRequest): string {
  const marker = query.has('asyncId') ? '?asyncId' : query.get('export') === 'true' ? '?export' : '';
  return router.shapeOf(path) + marker;
}

/** Refusals are answers; anything else that is thrown is a defect of the emulator, told as the service tells its own. */
function withFaults(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (error instanceof ArmFault || error instanceof MethodNotAllowed || error instanceof HostFault) {
      return faultAnswer(error);
    }
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return faultAnswer(new ArmFault(500, 'EmulatorDefect', `${INTERNAL_ERROR}: ${reason}`));
  }
}

function faultAnswer(fault: ArmFault | MethodNotAllowed | HostFault): Answer {
  return { status: fault.status, headers: fault.headers, body: fault.body };
}

async function readBody(message: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of message) {
      const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
      size += bytes.length;
      if (size > MAX_BODY_BYTES) {
        message.destroy();
        return undefined;
      }
      chunks.push(bytes);
    }
  } catch {
    // The client went away.
    return undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function singleHeaders({ headers }: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}

function write(response: ServerResponse, answer: Answer, requestNumber: number): void {
  const id = `00000000-0000-4000-8000-${requestNumber.toString(16).padStart(12, '0')}`;
  const content = answer.bytes?.content ?? answer.text?.content ?? bodyText(answer);
  const type = answer.bytes?.contentType ?? `${answer.text?.contentType ?? 'application/json'}; charset=utf-8`;
  response.writeHead(answer.status, {
    'Cache-Control': 'no-cache',
    Pragma: 'no-cache',
    'x-ms-request-id': id,
    'x-ms-correlation-request-id': id,
    ...(content.length > 0 && { 'Content-Type': type }),
    'Content-Length': Buffer.byteLength(content),
    ...answer.headers,
  });
  response.end(content);
}

function bodyText({ body, isPretty }: Answer): string {
  if (body === undefined) return '';
  return isPretty ? JSON.stringify(body, null, 2).replaceAll('\n', '\r\n') : JSON.stringify(body);
}
