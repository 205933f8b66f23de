import type { SettingHandler } from '@nx-apiops/plan';
import type { GitHubClient } from './github-client.js';
import type { RepositoryName } from './repository.js';

/** Names a variable or secret of an environment, or of the repository. */
export function scopedName(name: string, environment?: string): string {
  return environment === undefined ? name : `${environment}/${name}`;
}

/** Environments are named in lower case without slashes, so the first slash ends one. */
export function parseScopedName(text: string): { readonly environment?: string; readonly name: string } {
  const at = text.indexOf('/');
  return at < 0 ? { name: text } : { environment: text.slice(0, at), name: text.slice(at + 1) };
}

/** Variables of the repository (`AZURE_TENANT_ID`) and of its environments (`prod/AZURE_CLIENT_ID`). */
export function variableHandler(client: GitHubClient, repository: RepositoryName): SettingHandler {
  const find = async (scoped: string): Promise<string | undefined> => {
    const { environment, name } = parseScopedName(scoped);
    const found =
      environment === undefined
        ? await client.find('GET /repos/{owner}/{repo}/actions/variables/{name}', { ...repository, name })
        : await client.find('GET /repos/{owner}/{repo}/environments/{environment_name}/variables/{name}', {
            ...repository,
            environment_name: environment,
            name,
          });
    return found?.value;
  };
  return {
    read: async (scoped) => {
      const value = await find(scoped);
      return value === undefined ? undefined : { value };
    },
    write: async (scoped, { value }) => {
      const { environment, name } = parseScopedName(scoped);
      const verb = (await find(scoped)) === undefined ? 'create' : 'update';
      const body = { ...repository, name, value: String(value) };
      if (environment !== undefined) {
        const place = { ...body, environment_name: environment };
        if (verb === 'create') {
          await client.send('POST /repos/{owner}/{repo}/environments/{environment_name}/variables', place);
        } else {
          await client.send('PATCH /repos/{owner}/{repo}/environments/{environment_name}/variables/{name}', place);
        }
      } else if (verb === 'create') {
        await client.send('POST /repos/{owner}/{repo}/actions/variables', body);
      } else {
        await client.send('PATCH /repos/{owner}/{repo}/actions/variables/{name}', body);
      }
    },
    remove: async (scoped) => {
      const { environment, name } = parseScopedName(scoped);
      if (environment === undefined) {
        await client.send('DELETE /repos/{owner}/{repo}/actions/variables/{name}', { ...repository, name });
        return;
      }
      await client.send('DELETE /repos/{owner}/{repo}/environments/{environment_name}/variables/{name}', {
        ...repository,
        environment_name: environment,
        name,
      });
    },
  };
}
