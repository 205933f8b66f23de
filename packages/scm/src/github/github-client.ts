import { DEVELOPMENT_TOKEN, parseServiceEndpoint } from '@nx-apiops/plan';
import type { Octokit } from '@octokit/rest';
import type { Endpoints } from '@octokit/types';
import { ScmError } from '../errors.js';
import { boundedFetch } from './bounded-fetch.js';
import { appAuthorization, type GitHubApp } from './app-authorization.js';
import { githubFailure, isRequestError } from './github-failure.js';
import { fieldErrors, graphqlFailure, type FieldError } from './graphql-errors.js';

/** Every route that octokit knows, such as `GET /repos/{owner}/{repo}`. */
export type Route = keyof Endpoints;
export type Parameters<R extends Route> = Endpoints[R]['parameters'];
export type Answer<R extends Route> = Endpoints[R]['response']['data'];

export interface GitHubClientOptions {
  /** Default `https://api.github.com`; `https://HOST/api/v3` for GitHub Enterprise Server. */
  readonly apiUrl?: string | undefined;
  /** Never sent to a loopback http address. */
  readonly token?: string | undefined;
  /** Instead of a token. */
  readonly app?: GitHubApp | undefined;
  /** Spaces writes and retries as GitHub asks for. Default: everywhere but on a loopback http address. */
  readonly isPaced?: boolean;
  /** Told why the client waits. */
  readonly onWait?: (text: string) => void;
}

/**
 * GitHub's REST API with octokit's types, its pacing and its retries. A request that creates something is not sent
 * again by itself: whether the first one was carried out is for the caller to look up.
 *
 * Every function throws `ScmError`.
 */
export interface GitHubClient {
  readonly apiUrl: string;
  readonly isPaced: boolean;
  send<R extends Route>(route: R, parameters: Parameters<R>): Promise<Answer<R>>;
  /** Undefined where the answer is 404. */
  find<R extends Route>(route: R, parameters: Parameters<R>): Promise<Answer<R> | undefined>;
  /** All pages of a list. */
  list<R extends Route>(route: R, parameters: Parameters<R>): Promise<readonly ItemOf<Answer<R>>[]>;
  /** One request of GraphQL; only a query is sent again by itself. `what` is said in messages: `read files`. */
  graphql<Data extends object>(request: GraphQLRequest): Promise<GraphQLAnswer<Data>>;
  /** What the token was given; undefined where GitHub does not tell, as for fine-grained tokens. */
  grants(): Promise<Grants | undefined>;
}

export interface GraphQLRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly what: string;
}

/** Fields that failed are null, and named in `errors`. */
export interface GraphQLAnswer<Data> {
  readonly data: Partial<Data>;
  readonly errors: readonly FieldError[];
}

/** Permissions of an app by name, or the scopes of a classic token. */
export type Grants =
  | { readonly kind: 'permissions'; readonly permissions: Readonly<Record<string, string>> }
  | { readonly kind: 'scopes'; readonly scopes: readonly string[] };

/** GitHub wraps some lists in an object beside a total. */
type ItemOf<Body> = Body extends readonly (infer Item)[]
  ? Item
  : { [Key in keyof Body]: Body[Key] extends readonly (infer Item)[] ? Item : never }[keyof Body];

/** Source: https://docs.github.com/rest/about-the-rest-api/api-versions */
const API_VERSION = '2022-11-28';
const DEFAULT_API_URL = 'https://api.github.com';
const MOST_RETRIES = 3;
/** A longer wait is an error: what is done stays done, and the command can be run again. */
const LONGEST_WAIT_S = 15 * 60;

/** Throws `SCM_ENDPOINT` and `SCM_TOKEN_MISSING`. Octokit is loaded with the first request. */
export function createGitHubClient(options: GitHubClientOptions): GitHubClient {
  const apiUrl = options.apiUrl ?? DEFAULT_API_URL;
  const endpoint = parseServiceEndpoint(apiUrl);
  if (!endpoint) {
    throw new ScmError('SCM_ENDPOINT', `${JSON.stringify(shownUrl(apiUrl))} cannot be used as the address of GitHub.`, {
      hint: 'Set GITHUB_API_URL to an https address such as https://HOST/api/v3, or to http on 127.0.0.1, without a query.',
    });
  }
  const token = endpoint.isDevelopment ? (developmentToken(options.token) ?? DEVELOPMENT_TOKEN) : options.token;
  if (!token && !options.app) {
    throw new ScmError('SCM_TOKEN_MISSING', 'There is no token for GitHub.', {
      hint: 'Set GH_TOKEN, or sign in with the GitHub CLI: gh auth login.',
    });
  }
  const isPaced = options.isPaced ?? !endpoint.isDevelopment;
  let loaded: Promise<Kit> | undefined;
  const octokit = (): Promise<Kit> =>
    (loaded ??= loadOctokit({ ...endpoint, token, app: options.app, isPaced, onWait: options.onWait }));

  const attempt = async <R extends Route, Result>(
    route: R,
    parameters: Parameters<R>,
    use: (octokit: Kit, parameters: object) => Promise<Result>,
  ): Promise<Result> => {
    const isCreation = route.startsWith('POST ');
    const headers = { 'X-GitHub-Api-Version': API_VERSION };
    const request = isCreation ? { request: { retries: 0 } } : {};
    try {
      return await use(await octokit(), { ...parameters, ...request, headers });
    } catch (error) {
      throw githubFailure(error, requestOf(route, parameters));
    }
  };

  return {
    apiUrl: endpoint.baseUrl,
    isPaced,
    send: (route, parameters) =>
      attempt(route, parameters, async (kit, all) => (await kit.request(route, all as never)).data as never),
    find: (route, parameters) =>
      attempt(route, parameters, async (kit, all) => {
        try {
          return (await kit.request(route, all as never)).data as never;
        } catch (error) {
          if (isRequestError(error) && error.status === 404) return undefined;
          throw error;
        }
      }),
    list: (route, parameters) =>
      attempt(route, parameters, async (kit, all) => {
        const items = await (kit.paginate as Paginate)(route, { per_page: 100, ...all });
        return items as never;
      }),
    graphql: async ({ query, variables, what }) => {
      const isMutation = query.trimStart().startsWith('mutation');
      // Queries that are too large run into a timeout each time: the caller makes them smaller.
      const request = { retries: isMutation ? 0 : 1 };
      try {
        const data: unknown = await (await octokit()).graphql(query, { ...variables, request });
        return { data: data as never, errors: [] };
      } catch (error) {
        if (isRequestError(error) || !isGraphQLError(error)) throw githubFailure(error, GRAPHQL);
        const errors = fieldErrors(error.errors);
        if (typeof error.data === 'object' && error.data !== null) return { data: error.data, errors };
        throw graphqlFailure(errors, what);
      }
    },
    grants: async () => {
      try {
        const kit = await octokit();
        if (options.app && kit.permissions) return { kind: 'permissions', permissions: await kit.permissions() };
        const { headers } = await kit.request('GET /rate_limit');
        const scopes = headers['x-oauth-scopes'];
        if (typeof scopes !== 'string') return undefined;
        return { kind: 'scopes', scopes: scopes.split(',').map((scope) => scope.trim()) };
      } catch (error) {
        throw githubFailure(error, { method: 'GET', path: '/rate_limit' });
      }
    },
  };
}

/** An address without what could be a secret in it. */
function shownUrl(text: string): string {
  return text.replace(/\/\/[^/@]*@/, '//…@').split(/[?#]/, 1)[0] ?? '';
}

const GRAPHQL = { method: 'POST', path: '/graphql' } as const;

function isGraphQLError(error: unknown): error is Error & { readonly errors: unknown; readonly data: unknown } {
  return error instanceof Error && error.name === 'GraphqlResponseError';
}

/** The emulator tells tokens with fewer rights by their text; anything else could be a real one, which must not leave. */
function developmentToken(token: string | undefined): string | undefined {
  return token?.startsWith(DEVELOPMENT_TOKEN) === true ? token : undefined;
}

interface OctokitSettings {
  readonly baseUrl: string;
  readonly isDevelopment: boolean;
  readonly token: string | undefined;
  readonly app: GitHubApp | undefined;
  readonly isPaced: boolean;
  readonly onWait: ((text: string) => void) | undefined;
}

/** `permissions`: those that an app was given. */
type Kit = Octokit & { readonly permissions?: () => Promise<Readonly<Record<string, string>>> };

async function loadOctokit(settings: OctokitSettings): Promise<Kit> {
  const { baseUrl, isDevelopment, token, app, isPaced, onWait } = settings;
  const [{ Octokit: Rest }, { throttling }, { retry }] = await Promise.all([
    import('@octokit/rest'),
    import('@octokit/plugin-throttling'),
    import('@octokit/plugin-retry'),
  ]);
  const mayWait = (...[retryAfterS, request, , retries]: WaitQuestion): boolean => {
    if (retryAfterS > LONGEST_WAIT_S || retries >= MOST_RETRIES) return false;
    const { method, url } = { method: '', url: '', ...request };
    onWait?.(`GitHub asks to wait ${retryAfterS} s before ${method} ${url}`);
    return true;
  };
  const Paced = Rest.plugin(throttling, retry);
  const request = { fetch: boundedFetch };
  const kit = new Paced({
    baseUrl,
    ...(app === undefined && { auth: token }),
    userAgent: 'nx-apiops',
    log: SILENT,
    request,
    // Without pace there is nobody to wait for.
    retry: { retryAfterBaseValue: isPaced ? 1_000 : 20 },
    throttle: { enabled: isPaced, onRateLimit: mayWait, onSecondaryRateLimit: mayWait },
  });
  if (!app) return kit;
  const plain = new Rest({ baseUrl, userAgent: 'nx-apiops', log: SILENT, request });
  const authorization = await appAuthorization({ app, isDevelopment, request: plain.request });
  kit.hook.wrap('request', async (send, options) => {
    const withToken = async (refresh: boolean) => {
      options.headers.authorization = `token ${await authorization.token({ refresh })}`;
      return send(options);
    };
    try {
      return await withToken(false);
    } catch (error) {
      if (!isRequestError(error) || error.status !== 401) throw error;
      return withToken(true); // Revoked before its time.
    }
  });
  return Object.assign(kit, { permissions: authorization.permissions });
}

/** How octokit asks whether to wait and send a request again. */
type WaitQuestion = readonly [retryAfterS: number, request: object, octokit: unknown, retries: number];

/** Octokit's own type has an overload per route, none of which a route that is a parameter matches. */
type Paginate = (route: string, parameters: object) => Promise<unknown>;

/** What happens is said by errors; octokit would print each of them besides. */
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The path with its names, for messages. */
function requestOf(route: Route, parameters: object): { readonly method: string; readonly path: string } {
  const [method = '', template = ''] = route.split(' ');
  const values = new Map(Object.entries(parameters));
  return { method, path: template.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => String(values.get(name) ?? name)) };
}
