import type { ApiopsConfig } from '@nx-apiops/config';
import type { Setting } from '@nx-apiops/plan';
import { environmentSecret, missingSecretsNote, refuseUnknownSecrets } from '../secret-names.js';
import type { GitHubClient } from './github-client.js';
import { GITHUB_TYPES } from './github-settings.js';
import type { RepositoryName } from './repository.js';

/**
 * One setting for each secret whose value was given. Throws `SCM_REJECTED` for a name that no pipeline reads, so that a
 * misspelt one does not go unnoticed.
 */
export function secretSettings(
  config: ApiopsConfig,
  { given, replaceSecrets }: { readonly given: ReadonlyMap<string, string>; readonly replaceSecrets: boolean },
): Setting[] {
  refuseUnknownSecrets(config, given.keys());
  return [...given.keys()].map((name) => ({
    type: GITHUB_TYPES.secret,
    name,
    value: { exists: true, ...(replaceSecrets && { replaced: true }) },
  }));
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
    return missingSecretsNote(name, missing);
  });
}
