import { ScmError } from '../errors.js';
import type { AzureDevOpsClient } from './azure-devops-client.js';
import type { AzureDevOpsRepository } from './repository.js';

/** What everything that is written refers to. */
export interface AzureDevOpsFacts {
  readonly project: { readonly id: string; readonly name: string };
  readonly repository: { readonly id: string; readonly name: string };
  /** Without `refs/heads/`; undefined while the repository is empty. */
  readonly defaultBranch: string | undefined;
}

/** Throws `SCM_NOT_FOUND` for a project or repository that does not exist or that the token must not see. */
export async function readAzureDevOpsFacts(
  client: AzureDevOpsClient,
  { project, repository }: AzureDevOpsRepository,
): Promise<AzureDevOpsFacts> {
  const found = await client.find('git', (git) => git.getRepository(repository, project));
  if (!found?.id || !found.project?.id) {
    throw new ScmError(
      'SCM_NOT_FOUND',
      `The organization ${client.organization} has no repository ${project}/${repository}, or the token must not see it.`,
      { hint: 'Create it first, correct --repository or AZURE_DEVOPS_ORG_URL, or give the token access to it.' },
    );
  }
  return {
    project: { id: found.project.id, name: found.project.name ?? project },
    repository: { id: found.id, name: found.name ?? repository },
    defaultBranch: found.defaultBranch?.replace(/^refs\/heads\//, ''),
  };
}
