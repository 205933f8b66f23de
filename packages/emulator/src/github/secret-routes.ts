import type { components } from '@octokit/openapi-types';
import { repositoryWithEnvironments } from './environment-routes.js';
import type { GitHubCall, GitHubHandler, GitHubRoutes } from './github-call.js';
import { notFound, notSupplied, unprocessable } from './github-fault.js';
import { pageOf } from './page.js';
import type { Secret } from './repository.js';
import { parseSettingName } from './setting-name.js';
import { NOT_BASE64 } from './unverified.js';

interface SecretPlace {
  readonly secrets: Map<string, Secret>;
  /** Whose key seals them. */
  readonly scope: string;
}

type FindSecrets = (call: GitHubCall) => SecretPlace;

const ofRepository: FindSecrets = (call) => {
  const { secrets, id } = call.repositoryWithSettings();
  return { secrets, scope: `repository ${id}` };
};
const ofEnvironment: FindSecrets = (call) => {
  call.repositoryWithSettings();
  repositoryWithEnvironments(call);
  const { secrets, id } = call.environment();
  return { secrets, scope: `environment ${id}` };
};

/** Secrets of repositories and of environments. No answer has their values. */
export const SECRET_ROUTES: GitHubRoutes = {
  ...secretRoutes('/repos/{owner}/{repo}/actions/secrets', ofRepository),
  ...secretRoutes('/repos/{owner}/{repo}/environments/{environment}/secrets', ofEnvironment),
};

function secretRoutes(path: string, find: FindSecrets): GitHubRoutes {
  return {
    [`GET ${path}`]: (call) => {
      const all = [...find(call).secrets.values()];
      const page = pageOf(call, all);
      const body = { total_count: all.length, secrets: page.items.map(showSecret) };
      return { status: 200, headers: page.headers, body };
    },
    [`GET ${path}/public-key`]: (call) => {
      const { keyId, publicKey } = call.keys.keyOf(find(call).scope);
      const body = { key_id: keyId, key: publicKey } satisfies components['schemas']['actions-public-key'];
      return { status: 200, body };
    },
    [`GET ${path}/{name}`]: (call) => ({ status: 200, body: showSecret(existing(call, find(call).secrets)) }),
    [`PUT ${path}/{name}`]: put(find),
    [`DELETE ${path}/{name}`]: (call) => {
      const { secrets } = find(call);
      secrets.delete(existing(call, secrets).name);
      return { status: 204 };
    },
  };
}

const BASE64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;

function put(find: FindSecrets): GitHubHandler {
  return (call) => {
    const { secrets, scope } = find(call);
    const name = parseSettingName('Secret', call.param('name'));
    const { encrypted_value, key_id } = call.json();
    const missing = Object.entries({ encrypted_value, key_id }).filter(([, value]) => typeof value !== 'string');
    if (missing.length > 0) throw notSupplied(missing.map(([member]) => member));
    if (!BASE64.test(String(encrypted_value))) throw unprocessable(NOT_BASE64);
    const value = call.keys.open(scope, { keyId: String(key_id), value: String(encrypted_value) });
    const now = call.world.now();
    const before = secrets.get(name);
    secrets.set(name, { name, value, createdAt: before?.createdAt ?? now, updatedAt: now });
    return before ? { status: 204 } : { status: 201, body: {} };
  };
}

function existing(call: GitHubCall, secrets: ReadonlyMap<string, Secret>): Secret {
  const found = secrets.get(call.param('name').toUpperCase());
  if (!found) throw notFound();
  return found;
}

function showSecret({ name, createdAt, updatedAt }: Secret) {
  return { name, created_at: createdAt, updated_at: updatedAt } satisfies components['schemas']['actions-secret'];
}
