import { generateKeyPairSync } from 'node:crypto';
import type { Octokit } from '@octokit/rest';
import { ScmError } from '../errors.js';

/** A GitHub App, and what of its rights is asked for. */
export interface GitHubApp {
  readonly appId: string | number;
  /** PEM. Never used, not even to sign, for a loopback http address. */
  readonly privateKey: string;
  /** Default: the installation of `owner`. */
  readonly installationId?: number | undefined;
  /** The organization that it is installed in; needed where there is no `installationId`. */
  readonly owner?: string | undefined;
  /** Names without their owner; at most 500. Default: all repositories of the installation. */
  readonly repositories?: readonly string[] | undefined;
  /** Default: what a rollout needs. */
  readonly permissions?: Readonly<Record<string, 'read' | 'write'>> | undefined;
}

export interface AppAuthorization {
  /** A token of the installation, made anew before it expires: one lives for an hour. `refresh` makes a new one now. */
  readonly token: (options?: { readonly refresh: boolean }) => Promise<string>;
  /** What the installation was given, whatever of that is asked for. */
  readonly permissions: () => Promise<Readonly<Record<string, string>>>;
}

/** Source: https://docs.github.com/rest/authentication/permissions-required-for-github-apps */
export const ROLLOUT_PERMISSIONS = {
  metadata: 'read',
  contents: 'write',
  pull_requests: 'write',
  workflows: 'write',
} as const satisfies Readonly<Record<string, 'read' | 'write'>>;

/** Throws `SCM_TOKEN_MISSING` where neither the installation nor its owner is named. Loads `@octokit/auth-app`. */
export async function appAuthorization(options: {
  readonly app: GitHubApp;
  readonly isDevelopment: boolean;
  readonly request: Octokit['request'];
}): Promise<AppAuthorization> {
  const { app, isDevelopment, request } = options;
  const { createAppAuth } = await import('@octokit/auth-app');
  const privateKey = isDevelopment ? throwawayKey() : app.privateKey;
  const auth = createAppAuth({ appId: app.appId, privateKey, request });
  const asApp = async (): Promise<Record<string, string>> => {
    const { token } = await auth({ type: 'app' });
    return { authorization: `bearer ${token}` };
  };
  const findInstallation = async (): Promise<number> => {
    if (app.installationId !== undefined) return app.installationId;
    if (app.owner === undefined) {
      throw new ScmError('SCM_TOKEN_MISSING', `Which installation of the GitHub App ${app.appId} to use is not said.`, {
        hint: 'Give the id of its installation, or the organization that it is installed in.',
      });
    }
    const { data } = await request('GET /orgs/{org}/installation', { org: app.owner, headers: await asApp() });
    return data.id;
  };
  let found: Promise<number> | undefined;
  const installation = (): Promise<number> => {
    found ??= findInstallation().catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  };
  return {
    // Kept by the library until shortly before it is over.
    token: async ({ refresh } = { refresh: false }) => {
      const { token } = await auth({
        type: 'installation',
        refresh,
        installationId: await installation(),
        permissions: { ...(app.permissions ?? ROLLOUT_PERMISSIONS) },
        ...(app.repositories && { repositoryNames: [...app.repositories] }),
      });
      return token;
    },
    permissions: async () => {
      const { data } = await request('GET /app/installations/{installation_id}', {
        installation_id: await installation(),
        headers: await asApp(),
      });
      return Object.fromEntries(Object.entries(data.permissions).map(([name, level]) => [name, String(level)]));
    },
  };
}

/** What is signed with a real key could be used at GitHub by whoever listens. */
function throwawayKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
