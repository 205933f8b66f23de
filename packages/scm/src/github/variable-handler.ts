import type { SettingHandler } from '@nx-apiops/plan';
import { parseScopedName } from '../scoped-name.js';
import type { GitHubClient } from './github-client.js';
import type { RepositoryName } from './repository.js';

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
