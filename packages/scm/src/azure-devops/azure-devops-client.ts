import { DEVELOPMENT_TOKEN, parseServiceEndpoint, systemClock, type Clock, type JsonObject } from '@nx-apiops/plan';
import type { WebApi } from 'azure-devops-node-api';
import type { IBuildApi } from 'azure-devops-node-api/BuildApi.js';
import type { IGitApi } from 'azure-devops-node-api/GitApi.js';
import type { IPolicyApi } from 'azure-devops-node-api/PolicyApi.js';
import type { IServiceEndpointApi } from 'azure-devops-node-api/ServiceEndpointApi.js';
import type { ITaskAgentApi } from 'azure-devops-node-api/TaskAgentApi.js';
import { ScmError } from '../errors.js';
import { createAuthorization, type Authorization } from './authorization.js';
import { withBoundedBody } from './bounded-body.js';
import { createPacedRequest, type PacedRequest } from './paced-request.js';

/** The areas of Azure DevOps that azure-devops-node-api has calls for, as far as they are used here. */
export interface Apis {
  readonly build: IBuildApi;
  readonly git: IGitApi;
  readonly policy: IPolicyApi;
  readonly serviceEndpoint: IServiceEndpointApi;
  readonly taskAgent: ITaskAgentApi;
}

export interface AzureDevOpsClientOptions {
  /** `https://dev.azure.com/acme`, or a collection of Azure DevOps Server. */
  readonly organizationUrl: string;
  /**
   * An access token of Microsoft Entra, `System.AccessToken` of a pipeline, or a personal access token. Without one,
   * who is signed in to Azure. Never sent to a loopback http address.
   */
  readonly token?: string | undefined;
  /** Told why the client waits. */
  readonly onWait?: (text: string) => void;
  readonly clock?: Clock;
}

/** A request that azure-devops-node-api has no call for. */
export interface RestRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below the organization, without a slash at the beginning: `apis/_apis/pipelines/checks/configurations`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Default 7.1. */
  readonly version?: string;
  readonly body?: JsonObject;
  /** Identities are in a part of their own in the cloud. */
  readonly part?: 'identities';
}

/**
 * Azure DevOps through azure-devops-node-api, and by plain requests where that lacks a call. Waits as the service asks
 * for; a request that creates something is sent again only where it was refused for the number of requests.
 *
 * Every function throws `ScmError`.
 */
export interface AzureDevOpsClient {
  readonly organizationUrl: string;
  /** Its name, the last part of the address. */
  readonly organization: string;
  use<Area extends keyof Apis, Result>(area: Area, call: (api: Apis[Area]) => Promise<Result>): Promise<Result>;
  /** Undefined where the answer is 404. */
  find<Area extends keyof Apis, Result>(
    area: Area,
    call: (api: Apis[Area]) => Promise<Result>,
  ): Promise<Result | undefined>;
  /** The caller knows the shape of the answer. */
  send<Answer = unknown>(request: RestRequest): Promise<Answer>;
}

const DEFAULT_VERSION = '7.1';

/** Throws `SCM_ENDPOINT`. The library is loaded with the first request. */
export function createAzureDevOpsClient(options: AzureDevOpsClientOptions): AzureDevOpsClient {
  const endpoint = parseServiceEndpoint(options.organizationUrl);
  const organization = endpoint && organizationOf(endpoint.baseUrl);
  if (!endpoint || organization === undefined) {
    throw new ScmError(
      'SCM_ENDPOINT',
      `${JSON.stringify(options.organizationUrl)} cannot be used as the address of an organization in Azure DevOps.`,
      {
        hint: 'Set AZURE_DEVOPS_ORG_URL to an https address such as https://dev.azure.com/acme, or to http on 127.0.0.1, without a query.',
      },
    );
  }
  const { baseUrl, isDevelopment } = endpoint;
  const token = isDevelopment ? (developmentToken(options.token) ?? DEVELOPMENT_TOKEN) : options.token;
  const authorization = createAuthorization(token);
  const paced = createPacedRequest({
    onWait: options.onWait,
    clock: options.clock ?? systemClock,
    // An emulator recovers at once.
    ...(isDevelopment && { retryMs: 20 }),
  });
  let loaded: Promise<Library> | undefined;
  const library = (): Promise<Library> => (loaded ??= loadLibrary({ baseUrl, authorization, paced }));

  const use: AzureDevOpsClient['use'] = async (area, call) => call(await (await library()).api(area));
  return {
    organizationUrl: baseUrl,
    organization,
    use,
    find: (area, call) => use(area, call).catch(undefinedWhereMissing),
    send: async (request) => {
      const { rest } = (await library()).webApi;
      const { method, body = {} } = request;
      const url = addressOf(baseUrl, request);
      const { result } = await (method === 'GET'
        ? rest.get(url)
        : method === 'POST'
          ? rest.create(url, body)
          : rest.update(url, body));
      return result as never;
    },
  };
}

/** The emulator tells tokens with fewer rights by their text; anything else could be a real one, which must not leave. */
function developmentToken(token: string | undefined): string | undefined {
  return token?.startsWith(DEVELOPMENT_TOKEN) === true ? token : undefined;
}

/** `https://dev.azure.com/acme` and the older `https://acme.visualstudio.com`. */
function organizationOf(baseUrl: string): string | undefined {
  const { hostname, pathname } = new URL(baseUrl);
  const older = /^([^.]+)\.visualstudio\.com$/.exec(hostname)?.[1];
  return older ?? (decodeURIComponent(pathname.split('/').at(-1) ?? '') || undefined);
}

function addressOf(baseUrl: string, { path, query, version = DEFAULT_VERSION, part }: RestRequest): string {
  const url = new URL(`${part === 'identities' ? identitiesUrl(baseUrl) : baseUrl}/${path}`);
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
  url.searchParams.set('api-version', version);
  return url.href;
}

/** Source: https://learn.microsoft.com/rest/api/azure/devops/ims/identities/read-identities (7.1) */
function identitiesUrl(baseUrl: string): string {
  return baseUrl
    .replace(/^https:\/\/dev\.azure\.com\//, 'https://vssps.dev.azure.com/')
    .replace(/^https:\/\/([^.]+)\.visualstudio\.com/, 'https://$1.vssps.visualstudio.com');
}

function undefinedWhereMissing(error: unknown): undefined {
  if (error instanceof ScmError && error.code === 'SCM_NOT_FOUND') return undefined;
  throw error;
}

interface Library {
  readonly webApi: WebApi;
  api<Area extends keyof Apis>(area: Area): Promise<Apis[Area]>;
}

const FACTORIES: { readonly [Area in keyof Apis]: (webApi: WebApi) => Promise<Apis[Area]> } = {
  build: (webApi) => webApi.getBuildApi(),
  git: (webApi) => webApi.getGitApi(),
  policy: (webApi) => webApi.getPolicyApi(),
  serviceEndpoint: (webApi) => webApi.getServiceEndpointApi(),
  taskAgent: (webApi) => webApi.getTaskAgentApi(),
};

async function loadLibrary(context: {
  readonly baseUrl: string;
  readonly authorization: Authorization;
  readonly paced: PacedRequest;
}): Promise<Library> {
  const { baseUrl, authorization, paced } = context;
  const { WebApi } = await import('azure-devops-node-api');
  // Who is not signed in is redirected to a page for people.
  const webApi = new WebApi(baseUrl, authorization.handler, { allowRedirects: false }, USER_AGENT);
  const watch = <Owner extends Watched>(owner: Owner): Owner => {
    for (const http of [owner.http, owner.rest.client]) {
      if (!http) continue;
      const send = http.request.bind(http);
      http.request = async (...request) => {
        const about = { method: request[0], url: request[1] };
        const attempt = async () => {
          await authorization.renew();
          return paced(about, async () => withBoundedBody(await send(...request), about));
        };
        try {
          return await attempt();
        } catch (error) {
          const isRefused = error instanceof ScmError && error.code === 'SCM_UNAUTHORIZED';
          if (!isRefused || !authorization.forgetToken()) throw error;
          return attempt(); // Once more, with a fresh token.
        }
      };
    }
    return owner;
  };
  watch(webApi);
  // The library makes one of these for each area, and asks it where the area is.
  const locations = webApi.getLocationsApi.bind(webApi);
  webApi.getLocationsApi = async (...where) => watch(await locations(...where));
  const known = new Map<keyof Apis, Promise<unknown>>();
  return {
    webApi,
    api: (area) => {
      const found = known.get(area) ?? FACTORIES[area](webApi).then(watch);
      known.set(area, found);
      found.catch(() => known.delete(area));
      return found as Promise<never>;
    },
  };
}

const USER_AGENT = { productName: 'nx-apiops', productVersion: '', userAgent: 'nx-apiops' };

/** What sends requests: the library itself, and what it makes for an area. */
interface Watched {
  readonly rest: WebApi['rest'];
  readonly http?: WebApi['rest']['client'];
}
