import { Agent } from 'node:http';
import { plainHttpOptions } from '@nx-apiops/apim';
import { DEVELOPMENT_TOKEN, isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import type { HttpMethods, Pipeline, PipelinePolicy } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { azureFailure } from './azure-request-error.js';
import { IdentityError } from './errors.js';

export interface AzureRestOptions {
  /** For messages: `Azure Resource Manager`. */
  readonly service: string;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** Plain http to this machine: no credential is asked for, and none is sent. */
  readonly isDevelopment: boolean;
  readonly credential: TokenCredential;
  readonly tokenScope: string;
  /** Sent in place of the development token, where it is one with fewer rights. */
  readonly developmentToken?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Azure Resource Manager or Microsoft Graph as JSON over Azure's own pipeline, which authenticates, retries and obeys
 * `Retry-After`. Paths begin with a slash and include their `api-version`.
 *
 * Every function throws `AzureRequestError`, or `AZURE_UNREACHABLE`.
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
  let loaded: Promise<Sender> | undefined;

  const request = async (method: HttpMethods, url: string, { body, headers }: SendOptions = {}): Promise<Reply> => {
    const send = await (loaded ??= loadSender(options, agent));
    return send(method, url, { ...(body && { body }), ...(headers && { headers }) });
  };
  const accepted = async (method: HttpMethods, url: string, more?: SendOptions): Promise<JsonObject> => {
    const { status, body } = await request(method, url, more);
    if (status >= 300) throw azureFailure(textOf(method, url), status, body);
    return parse(body);
  };

  return {
    get: async (path) => {
      const url = `${baseUrl}${path}`;
      const { status, body } = await request('GET', url);
      if (status === 404) return undefined;
      if (status >= 300) throw azureFailure(textOf('GET', url), status, body);
      return parse(body);
    },
    list: async (path) => {
      const items: JsonObject[] = [];
      let url: string | undefined = `${baseUrl}${path}`;
      while (url !== undefined) {
        const page: JsonObject = await accepted('GET', url);
        items.push(...listOf(page['value']));
        url = nextPage(page, baseUrl);
      }
      return items;
    },
    send: (method, path, more) => accepted(method, `${baseUrl}${path}`, more),
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
      ...(options.isDevelopment && plainHttpOptions(url, agent)),
    });
    try {
      const response = await pipeline.sendRequest(client, request);
      return { status: response.status, body: response.bodyAsText ?? '' };
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!core.isRestError(error)) throw error;
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

function parse(body: string): JsonObject {
  const value: Json = body.trim() === '' ? {} : (JSON.parse(body) as Json);
  return isJsonObject(value) ? value : {};
}

function listOf(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter((item: Json) => isJsonObject(item)) : [];
}

/** The next page, which must be of the same service: the credential goes there, too. */
function nextPage(page: JsonObject, baseUrl: string): string | undefined {
  const next = page['nextLink'] ?? page['@odata.nextLink'];
  return typeof next === 'string' && new URL(next).origin === new URL(baseUrl).origin ? next : undefined;
}

function textOf(method: string, url: string): string {
  return `${method} ${new URL(url).pathname}`;
}
