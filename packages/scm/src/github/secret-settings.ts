import { suggestNames, type ApiopsConfig } from '@nx-apiops/config';
import type { Setting } from '@nx-apiops/plan';
import { ScmError } from '../errors.js';
import type { GitHubClient } from './github-client.js';
import { GITHUB_TYPES } from './github-settings.js';
import type { RepositoryName } from './repository.js';

/** The pipelines read a secret of an environment under its name with the environment before it: `PROD_ORDERS_KEY`. */
export function environmentSecret(environment: string, secret: string): string {
  return `${environment.replaceAll('-', '_').toUpperCase()}_${secret}`;
}

/**
 * One setting for each secret whose value was given. Throws `SCM_REJECTED` for a name that no pipeline reads, so that a
 * misspelt one does not go unnoticed.
 */
export function secretSettings(
  { pipelines, environments }: ApiopsConfig,
  { given, replaceSecrets }: { readonly given: ReadonlyMap<string, string>; readonly replaceSecrets: boolean },
): Setting[] {
  const known = new Set(
    pipelines.secrets.flatMap((secret) => [secret, ...environments.map(({ name }) => environmentSecret(name, secret))]),
  );
  return [...given.keys()].map((name) => {
    if (!known.has(name)) {
      throw new ScmError('SCM_REJECTED', `No pipeline reads a secret ${name}: ${suggestNames(name, known)}.`, {
        hint: 'Name it under pipelines.secrets in apiops.yaml, or with the environment before it, such as PROD_ORDERS_KEY.',
      });
    }
    return {
      type: GITHUB_TYPES.secret,
      name,
      value: { exists: true, ...(replaceSecrets && { replaced: true }) },
    };
  });
}

/** The secrets that pipelines ask for and the repository does not have. */
export async function missingSecrets(
  { pipelines, environments }: ApiopsConfig,
  context: {
    readonly client: GitHubClient;
    readonly repository: RepositoryName;
    readonly given: ReadonlyMap<string, string>;
  },
): Promise<string[]> {
  if (pipelines.secrets.length === 0) return [];
  const { client, repository, given } = context;
  const stored = await client.list('GET /repos/{owner}/{repo}/actions/secrets', repository);
  const names = new Set([...stored.map(({ name }) => name), ...given.keys()]);
  return environments.flatMap(({ name }) => {
    const missing = pipelines.secrets.filter(
      (secret) => !names.has(secret) && !names.has(environmentSecret(name, secret)),
    );
    if (missing.length === 0) return [];
    return [`Publishing to ${name} asks for secrets that are not set: ${missing.join(', ')}. Set them: --secrets FILE`];
  });
}
