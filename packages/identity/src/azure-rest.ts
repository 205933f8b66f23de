import { Agent } from 'node:http';
import { plainHttpOptions, RenewingConnection, type RenewableCredential } from '@nx-apiops/apim';
import { DEVELOPMENT_TOKEN, isJsonObject, readBounded, type Json, type JsonObject } from '@nx-apiops/plan';
import type { HttpMethods, Pipeline, PipelinePolicy } from '@azure/core-rest-pipeline';
import { azureFailure } from './azure-request-error.js';
import { IdentityError } from './errors.js';

export interface AzureRestOptions {
  /** For messages: `Azure Resource Manager`. */
  readonly service: string;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** Plain http to this machine: no credential is asked for, and none is sent. */
  readonly isDevelopment: boolean;
  readonly credential: RenewableCredential;
  readonly tokenScope: string;
  /** Sent in place of the development token, where it is one with fewer rights. */
  readonly developmentToken?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Azure Resource Manager or Microsoft Graph as JSON over Azure's own pipeline, which authenticates, retries and obeys
 * `Retry-After`. Paths begin with a slash and include their `api-version`. A request that is answered with 401 is sent once
 * more with a fresh token. Answers have at most 64 MiB.
 *
 * Every function throws `AzureRequestError`, `AZURE_UNREACHABLE`, or `AZURE_REQUEST` for a success that holds something
 * else than it must, such as a page or an error.
 */
export interface AzureRest {
  /** Undefined where the answer is 404. */
  get(path: string): Promise<JsonObject | undefined>;
  /** The members of `value` of all pages. */
  list(path: string): Promise<JsonObject[]>;
  send(method: 'PUT' | 'PATCH' | 'POST' | 'DELETE', path: string, options?: SendOptions): Promise<JsonObject>;
}

export interface SendOptions {
  readonly body?: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The pipeline is loaded with the first request. */
export function createAzureRest(options: AzureRestOptions): AzureRest {
  const { baseUrl } = options;
  const agent = new Agent({ keepAlive: true });
  const connection = new RenewingConnection(
    () => loadSender(options, agent),
    () => options.credential.forgetToken(),
  );

  const request = (method: HttpMethods, url: string, { body, headers }: SendOptions = {}): Promise<Reply> =>
    connection.send((send) => send(method, url, { ...(body && { body }), ...(headers && { headers }) }));
  const accepted = async (method: HttpMethods, url: string, more?: SendOptions): Promise<JsonObject> => {
    const { status, body } = await request(method, url, more);
    if (status >= 300) throw azureFailure(textOf(method, url), status, body);
    return parse(textOf(method, url), status, body);
  };

  return {
    get: async (path) => {
      const url = `${baseUrl}${path}`;
      const { status, body } = await request('GET', url);
      if (status === 404) return undefined;
      if (status >= 300) throw azureFailure(textOf('GET', url), status, body);
      return required(textOf('GET', url), parse(textOf('GET', url), status, body));
    },
    list: async (path) => {
      const items: JsonObject[] = [];
      let url: string | undefined = `${baseUrl}${path}`;
      while (url !== undefined) {
        const page: JsonObject = await accepted('GET', url);
        const what = textOf('GET', url);
        items.push(...listOf(what, page['value']));
        url = nextPage(what, page, baseUrl);
      }
      return items;
    },
    send: async (method, path, more) => {
      const answer = await accepted(method, `${baseUrl}${path}`, more);
      // What is created or replaced is answered; other methods may be answered with nothing.
      return method === 'PUT' ? required(textOf(method, `${baseUrl}${path}`), answer) : answer;
    },
  };
}

interface Reply {
  readonly status: number;
  readonly body: string;
}

type Sender = (method: HttpMethods, url: string, options: SendOptions) => Promise<Reply>;

async function loadSender(options: AzureRestOptions, agent: Agent): Promise<Sender> {
  const core = await import('@azure/core-rest-pipeline');
  const pipeline: Pipeline = core.createPipelineFromOptions({ userAgentOptions: { userAgentPrefix: 'nx-apiops' } });
  pipeline.addPolicy(
    options.isDevelopment
      ? developmentTokenPolicy(options.developmentToken)
      : core.bearerTokenAuthenticationPolicy({ credential: options.credential, scopes: options.tokenScope }),
  );
  const client = core.createDefaultHttpClient();
  return async (method, url, { body, headers }) => {
    const request = core.createPipelineRequest({
      method,
      url,
      headers: core.createHttpHeaders({
        Accept: 'application/json',
        ...(body && { 'Content-Type': 'application/json' }),
        ...headers,
      }),
      ...(body && { body: JSON.stringify(body) }),
      ...(options.signal && { abortSignal: options.signal }),
      // Read here, as the SDK sets no bound.
      streamResponseStatusCodes: new Set([Number.POSITIVE_INFINITY]),
      ...(options.isDevelopment && plainHttpOptions(url, agent)),
    });
    try {
      const response = await pipeline.sendRequest(client, request);
      const bytes = await readBounded(response.readableStreamBody as AsyncIterable<Buffer> | undefined, {
        tooLarge: (maxBytes) => unexpected(textOf(method, url), `was answered with more than ${maxBytes} bytes`),
      });
      return { status: response.status, body: bytes.toString('utf8') };
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof Error) || error instanceof IdentityError || !isOfNetwork(error, core)) throw error;
      throw new IdentityError(
        'AZURE_UNREACHABLE',
        `${options.service} did not answer ${textOf(method, url)}: ${error.message}`,
        {
          hint: 'Check the connection, and NX_APIOPS_ARM_ENDPOINT and NX_APIOPS_GRAPH_ENDPOINT if they are set.',
          cause: error,
        },
      );
    }
  };
}

/** A body that breaks off comes with the code of Node.js, as it is read outside of the SDK. */
function isOfNetwork(error: Error, core: { readonly isRestError: (error: unknown) => boolean }): boolean {
  return core.isRestError(error) || ('code' in error && /^(?:E[A-Z]+|ERR_STREAM|Z_)/.test(String(error.code)));
}

/** The emulator tells tokens with fewer rights by their text; anything else could be a real one, which must not leave. */
function developmentTokenPolicy(token: string | undefined): PipelinePolicy {
  const sent = token?.startsWith(DEVELOPMENT_TOKEN) === true ? token : DEVELOPMENT_TOKEN;
  return {
    name: 'developmentTokenPolicy',
    sendRequest: (request, next) => {
      request.headers.set('Authorization', `Bearer ${sent}`);
      return next(request);
    },
  };
}

function parse(what: string, status: number, body: string): JsonObject {
  if (body.trim() === '') return {};
  const value = jsonOf(body);
  if (!isJsonObject(value)) throw unexpected(what, `was answered with ${status}, but its content is not a JSON object`);
  if (isJsonObject(value['error'])) throw unexpected(what, `was answered with ${status}, but its content is an error`);
  return value;
}

function jsonOf(body: string): Json | undefined {
  try {
    return JSON.parse(body) as Json;
  } catch {
    return undefined;
  }
}

/** Throws where an answer that must hold something holds nothing. */
function required(what: string, answer: JsonObject): JsonObject {
  if (Object.keys(answer).length === 0) throw unexpected(what, 'was answered with success, but without content');
  return answer;
}

function listOf(what: string, value: Json | undefined): JsonObject[] {
  if (!Array.isArray(value)) throw unexpected(what, 'was answered with success, but its content is not a list');
  return value.filter((item: Json) => isJsonObject(item));
}

/** The next page, which must be of the same service: the credential goes there, too. */
function nextPage(what: string, page: JsonObject, baseUrl: string): string | undefined {
  const next = page['nextLink'] ?? page['@odata.nextLink'];
  if (next === undefined || next === null || next === '') return undefined;
  if (typeof next === 'string' && URL.canParse(next) && new URL(next).origin === new URL(baseUrl).origin) return next;
  throw unexpected(what, 'names a next page on another host, where no credential may be sent');
}

function unexpected(what: string, problem: string): IdentityError {
  return new IdentityError('AZURE_REQUEST', `${what} ${problem}.`, {
    hint: 'Check that the endpoint is the one of Azure, and that no proxy answers in its place.',
  });
}

function textOf(method: string, url: string): string {
  return `${method} ${new URL(url).pathname}`;
}
