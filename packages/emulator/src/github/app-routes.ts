import type { JsonObject } from '@nx-apiops/plan';
import { isJsonObject } from '@nx-apiops/plan';
import { isJsonList, listOf } from '../json-members.js';
import { nodeId, showAccount, WEB } from './accounts.js';
import { tokenOf, type InstallationToken, type PermissionLevel } from './caller.js';
import type { GitHubCall, GitHubRoutes } from './github-call.js';
import { gitHubFault, notFound, unprocessable } from './github-fault.js';
import { listAnswer, pageOf } from './page.js';
import { showRepository } from './show-repository.js';
import { APP_REFUSALS } from './unverified.js';

const MAX_REPOSITORIES = 500;
const JWT = /^(?!ghs_)[\w-]+\.[\w-]+\.[\w-]+$/;
const LEVELS: readonly string[] = ['read', 'write', 'admin'] satisfies readonly PermissionLevel[];

/** The one app that is installed, and the tokens that it is given. */
export const APP_ROUTES: GitHubRoutes = {
  'GET /app': (call) => {
    mustBeApp(call);
    return { status: 200, body: showApp(call) };
  },
  'GET /app/installations': (call) => {
    mustBeApp(call);
    return listAnswer(call, [call.world.app], () => showInstallation(call));
  },
  'GET /app/installations/{id}': (call) => {
    mustBeApp(call);
    mustBeInstalled(call);
    return { status: 200, body: showInstallation(call) };
  },
  'POST /app/installations/{id}/access_tokens': (call) => {
    mustBeApp(call);
    mustBeInstalled(call);
    return { status: 201, body: newToken(call) };
  },
  'GET /orgs/{org}/installation': (call) => {
    mustBeApp(call);
    call.organization();
    return { status: 200, body: showInstallation(call) };
  },
  'GET /repos/{owner}/{repo}/installation': (call) => {
    mustBeApp(call);
    const { id } = call.repository();
    const { repositoryIds } = call.world.app;
    if (repositoryIds && !repositoryIds.has(id)) throw notFound();
    return { status: 200, body: showInstallation(call) };
  },
  'GET /installation/repositories': (call) => {
    const { installation } = call.access;
    if (!installation) throw gitHubFault(403, APP_REFUSALS.needsInstallation);
    const seen = call.world.repositories.filter(({ id }) => installation.repositoryIds?.has(id) !== false);
    const page = pageOf(call, seen);
    return {
      status: 200,
      headers: page.headers,
      body: {
        total_count: seen.length,
        repository_selection: installation.repositoryIds ? 'selected' : 'all',
        repositories: page.items.map((repository) => showRepository(call, repository)),
      },
    };
  },
};

/** Apps speak for themselves with a JSON web token, which is not looked into. */
function mustBeApp(call: GitHubCall): void {
  const token = tokenOf(call.request.headers['authorization']);
  if (!JWT.test(token)) throw gitHubFault(401, 'A JSON web token could not be decoded');
}

function mustBeInstalled(call: GitHubCall): void {
  if (call.param('id') !== String(call.world.app.installationId)) throw notFound();
}

function newToken(call: GitHubCall): JsonObject {
  const { world } = call;
  const body = call.json();
  const repositoryIds = chosenRepositories(call, body);
  const permissions = chosenPermissions(call, body);
  const expiresAtMs = world.nowMs() + world.tokenLifeMs;
  const installation: InstallationToken = {
    token: tokenText(world.app.id, world.nextId()),
    installationId: world.app.installationId,
    appId: world.app.id,
    expiresAtMs,
    repositoryIds,
    permissions,
  };
  world.tokens.set(installation.token, installation);
  const isNarrowed = body['repositories'] !== undefined || body['repository_ids'] !== undefined;
  return {
    token: installation.token,
    expires_at: new Date(expiresAtMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    permissions,
    repository_selection: repositoryIds ? 'selected' : 'all',
    ...(isNarrowed && {
      repositories: world.repositories
        .filter(({ id }) => repositoryIds?.has(id))
        .map((repository) => showRepository(call, repository)),
    }),
  };
}

/** Those that the body names, all of the installation where it names none. */
function chosenRepositories(call: GitHubCall, body: JsonObject): ReadonlySet<number> | undefined {
  const { world } = call;
  const { repositories, repository_ids: ids } = body;
  const allowed = world.app.repositoryIds;
  if (!isJsonList(repositories) && !isJsonList(ids)) return allowed;
  const named = listOf(repositories).map((name) => world.findRepository(world.organization.login, String(name))?.id);
  const all = [...named, ...listOf(ids).map((id) => world.repositoryWithId(Number(id))?.id)];
  if (all.length > MAX_REPOSITORIES) throw unprocessable(APP_REFUSALS.tooManyRepositories(MAX_REPOSITORIES));
  const found = all.filter((id) => id !== undefined && allowed?.has(id) !== false) as number[];
  if (found.length !== all.length) throw unprocessable(APP_REFUSALS.repositoryMissing);
  return new Set(found);
}

function chosenPermissions({ world }: GitHubCall, { permissions }: JsonObject): InstallationToken['permissions'] {
  const granted = world.app.permissions;
  if (!isJsonObject(permissions)) return granted;
  const chosen = Object.entries(permissions).map(([name, level]) => {
    const [asked, most] = [LEVELS.indexOf(String(level)), LEVELS.indexOf(granted[name] ?? '')];
    if (asked === -1 || asked > most) throw unprocessable(APP_REFUSALS.permissionMissing);
    return [name, String(level) as PermissionLevel] as const;
  });
  return { metadata: 'read', ...Object.fromEntries(chosen) };
}

/** The long form, which names the app and holds a JSON web token. */
function tokenText(appId: number, number: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signature = Buffer.alloc(SIGNATURE_BYTES, number).toString('base64url');
  return `ghs_${appId}_${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iss: appId, jti: number })}.${signature}`;
}

const SIGNATURE_BYTES = 256;

function showApp(call: GitHubCall): JsonObject {
  const { app, organization } = call.world;
  return {
    id: app.id,
    slug: app.slug,
    client_id: `Iv23li${String(app.id).padStart(14, '0')}`,
    node_id: nodeId('A', app.id),
    owner: showAccount(call.api, organization, 'Organization'),
    name: app.slug,
    description: '',
    external_url: WEB,
    html_url: `${WEB}/apps/${app.slug}`,
    created_at: '2020-01-01T00:00:00Z',
    updated_at: '2020-01-01T00:00:00Z',
    permissions: app.permissions,
    events: [],
    installations_count: 1,
  };
}

function showInstallation(call: GitHubCall): JsonObject {
  const { app, organization } = call.world;
  const url = `${call.api}/app/installations/${app.installationId}`;
  return {
    id: app.installationId,
    account: showAccount(call.api, organization, 'Organization'),
    repository_selection: app.repositoryIds ? 'selected' : 'all',
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: `${call.api}/installation/repositories`,
    html_url: `${WEB}/organizations/${organization.login}/settings/installations/${app.installationId}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: organization.id,
    target_type: 'Organization',
    permissions: app.permissions,
    events: [],
    created_at: '2020-01-01T00:00:00Z',
    updated_at: '2020-01-01T00:00:00Z',
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_at: null,
    suspended_by: null,
  };
}
