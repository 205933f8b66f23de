import type { SettingHandler } from '@nx-apiops/plan';
import type { GitHubClient } from './github-client.js';
import type { RepositoryName } from './repository.js';

/** What workflows may use and do, in the words of `apiops.yaml`. As a desired value it has the owned members only. */
export interface ActionsRules {
  /**
   * Patterns of actions beside those of GitHub and of the organization, sorted. `['*']`: all actions; `[]` with
   * `githubOwned` false: only those of the organization.
   */
  readonly allowed?: readonly string[];
  readonly githubOwned?: boolean;
  readonly token?: 'read' | 'write';
  readonly pullRequests?: boolean;
}

const EVERY_ACTION = ['*'];

/** The settings of a repository's GitHub Actions. There is one of them: its name is for people. */
export function actionsHandler(client: GitHubClient, repository: RepositoryName): SettingHandler {
  const readAllowed = async (): Promise<Pick<ActionsRules, 'allowed' | 'githubOwned'>> => {
    const { allowed_actions: kind } = await client.send('GET /repos/{owner}/{repo}/actions/permissions', repository);
    if (kind !== 'selected')
      return { allowed: kind === 'local_only' ? [] : EVERY_ACTION, githubOwned: kind !== 'local_only' };
    const selected = await client.send('GET /repos/{owner}/{repo}/actions/permissions/selected-actions', repository);
    return {
      allowed: [...(selected.patterns_allowed ?? [])].sort(),
      githubOwned: selected.github_owned_allowed ?? false,
    };
  };
  const readToken = async (): Promise<Required<Pick<ActionsRules, 'token' | 'pullRequests'>>> => {
    const workflow = await client.send('GET /repos/{owner}/{repo}/actions/permissions/workflow', repository);
    return {
      token: workflow.default_workflow_permissions,
      pullRequests: workflow.can_approve_pull_request_reviews,
    };
  };
  return {
    read: async () => ({ ...(await readAllowed()), ...(await readToken()) }),
    write: async (_, value) => {
      const wanted = value as ActionsRules;
      if (wanted.allowed) await writeAllowed(client, repository, wanted);
      if (wanted.token === undefined && wanted.pullRequests === undefined) return;
      const now = { ...(await readToken()), ...wanted };
      await client.send('PUT /repos/{owner}/{repo}/actions/permissions/workflow', {
        ...repository,
        default_workflow_permissions: now.token,
        can_approve_pull_request_reviews: now.pullRequests,
      });
    },
  };
}

async function writeAllowed(client: GitHubClient, repository: RepositoryName, wanted: ActionsRules): Promise<void> {
  const before = await client.send('GET /repos/{owner}/{repo}/actions/permissions', repository);
  await client.send('PUT /repos/{owner}/{repo}/actions/permissions', {
    ...repository,
    enabled: before.enabled,
    allowed_actions: 'selected',
  });
  const selected = await client.send('GET /repos/{owner}/{repo}/actions/permissions/selected-actions', repository);
  await client.send('PUT /repos/{owner}/{repo}/actions/permissions/selected-actions', {
    ...repository,
    verified_allowed: selected.verified_allowed ?? false,
    github_owned_allowed: wanted.githubOwned ?? selected.github_owned_allowed ?? true,
    patterns_allowed: [...(wanted.allowed ?? [])],
  });
}
