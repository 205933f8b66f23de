import { ScmError } from '../../errors.js';
import { askAgain } from '../lost-answer.js';
import { askGit, type AzureDevOpsSession } from './azure-devops-session.js';

const GIT_NAMESPACE = '2e9eb7ed-3c0a-47d4-87c1-0ffdd275fd87';

/** Bits of Git's security namespace. */
const NEEDED = [
  [4, 'Contribute'],
  [16, 'Create branch'],
  [16_384, 'Contribute to pull requests'],
] as const;

/**
 * Asks about the rights in all repositories of the project. Where the service does not tell, or there is no project,
 * only that repositories can be seen is certain.
 *
 * Source: https://learn.microsoft.com/rest/api/azure/devops/security/permissions/has-permissions-batch (7.1)
 */
export async function checkRights(session: AzureDevOpsSession): Promise<void> {
  const { client, counter, clock, project } = session;
  const [first] = await askGit(session, 'list repositories', (git) => git.getRepositories(project));
  if (!first?.project?.id || project === undefined) return;
  const evaluations = NEEDED.map(([permissions]) => ({
    securityNamespaceId: GIT_NAMESPACE,
    token: `repoV2/${first.project?.id}`,
    permissions,
  }));
  try {
    const answer = await askAgain(clock, () => {
      counter.add('check rights');
      return client.send<{ evaluations?: readonly { readonly value?: boolean }[] }>({
        method: 'POST',
        path: '_apis/security/permissionevaluationbatch',
        body: { alwaysAllowAdministrators: false, evaluations },
      });
    });
    const missing = NEEDED.filter((_, index) => answer.evaluations?.[index]?.value === false);
    if (missing.length === 0) return;
    const names = missing.map(([, name]) => `"${name}"`).join(', ');
    throw new ScmError(
      'SCM_FORBIDDEN',
      `The rollout would fail: who the token is of lacks ${names} in the repositories of ${project}.`,
      { hint: 'Give it the permission for all repositories of the project, and run the command again.' },
    );
  } catch (error) {
    if (error instanceof ScmError && error.code === 'SCM_NOT_FOUND') return;
    throw error;
  }
}
