import { ScmError } from '../errors.js';

/** A repository in Azure DevOps. */
export interface AzureDevOpsRepository {
  readonly project: string;
  readonly repository: string;
}

/** `apis/acme-apis`; both may have spaces. Throws `SCM_REPOSITORY`. */
export function parseAzureDevOpsRepository(text: string): AzureDevOpsRepository {
  const [, project, repository] = /^([^/\\:*?"<>|#%]+)\/([^/\\:*?"<>|#%]+)$/.exec(text.trim()) ?? [];
  if (project !== undefined && repository !== undefined) return { project, repository };
  throw new ScmError('SCM_REPOSITORY', `${JSON.stringify(text)} names no repository in Azure DevOps.`, {
    hint: 'Write it as project/repository, such as --repository apis/acme-apis.',
  });
}
