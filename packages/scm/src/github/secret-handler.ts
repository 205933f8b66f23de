import type { SettingHandler } from '@nx-apiops/plan';
import { ScmError } from '../errors.js';
import { parseScopedName } from '../scoped-name.js';
import type { GitHubClient } from './github-client.js';
import type { RepositoryName } from './repository.js';
import { sealSecret } from './seal-secret.js';

/** Where the values of secrets come from; they stand in no plan. */
export type SecretSource = (scopedName: string) => string | undefined;

/**
 * Secrets of the repository (`ORDERS_KEY`) and of its environments (`prod/ORDERS_KEY`). GitHub tells that one exists,
 * never what it holds: `{ exists: true }` is all that can be compared. A value with `replaced` is always written. What is
 * read has `updatedAt` besides, which no desired value has.
 */
export function secretHandler(client: GitHubClient, repository: RepositoryName, valueOf: SecretSource): SettingHandler {
  return {
    read: async (scoped) => {
      const { environment, name } = parseScopedName(scoped);
      const found =
        environment === undefined
          ? await client.find('GET /repos/{owner}/{repo}/actions/secrets/{secret_name}', {
              ...repository,
              secret_name: name,
            })
          : await client.find('GET /repos/{owner}/{repo}/environments/{environment_name}/secrets/{secret_name}', {
              ...repository,
              environment_name: environment,
              secret_name: name,
            });
      return found && { exists: true, updatedAt: found.updated_at };
    },
    write: async (scoped) => {
      const secret = valueOf(scoped);
      if (secret === undefined) {
        throw new ScmError('SCM_REJECTED', `There is no value for the secret ${scoped}.`, {
          hint: 'Give the file with its value again: --secrets FILE.',
        });
      }
      const { environment, name } = parseScopedName(scoped);
      if (environment === undefined) {
        const { key, key_id } = await client.send('GET /repos/{owner}/{repo}/actions/secrets/public-key', repository);
        const encrypted_value = await sealSecret(secret, key);
        const body = { ...repository, secret_name: name, encrypted_value, key_id };
        await client.send('PUT /repos/{owner}/{repo}/actions/secrets/{secret_name}', body);
        return;
      }
      const place = { ...repository, environment_name: environment };
      const { key, key_id } = await client.send(
        'GET /repos/{owner}/{repo}/environments/{environment_name}/secrets/public-key',
        place,
      );
      const encrypted_value = await sealSecret(secret, key);
      await client.send('PUT /repos/{owner}/{repo}/environments/{environment_name}/secrets/{secret_name}', {
        ...place,
        secret_name: name,
        encrypted_value,
        key_id,
      });
    },
  };
}
