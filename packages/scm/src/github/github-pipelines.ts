import type { SettingHandlers } from '@nx-apiops/plan';
import { ScmError } from '../errors.js';
import { createDirectory } from './directory.js';
import { environmentHandler } from './environment-handler.js';
import type { GitHubClient } from './github-client.js';
import { GITHUB_TYPES } from './github-settings.js';
import { readOidcSubject } from './oidc-subject.js';
import type { RepositoryName } from './repository.js';
import { variableHandler } from './variable-handler.js';

/** What identities need to know of, and write to, a repository whose pipelines run on GitHub. */
export interface GitHubPipelineAccess {
  readonly kind: 'github';
  readonly issuer: string;
  readonly subjectPrefix: string;
  readonly handlers: SettingHandlers;
}

/** Claims that make no difference to the usual form of subjects. */
const USUAL_CLAIMS: ReadonlySet<string> = new Set(['repo', 'context']);

/** Throws `SCM_REJECTED` where the repository's tokens have subjects of a form of its own. */
export async function githubPipelines(client: GitHubClient, repository: RepositoryName): Promise<GitHubPipelineAccess> {
  const { issuer, prefix, customClaims = [] } = await readOidcSubject(client, repository);
  const unusual = customClaims.filter((claim) => !USUAL_CLAIMS.has(claim));
  if (unusual.length > 0) {
    throw new ScmError(
      'SCM_REJECTED',
      `The tokens of ${repository.owner}/${repository.repo} have subjects with further claims: ${unusual.join(', ')}.`,
      {
        hint: 'Reset them (Actions, OIDC customization: use_default), or make the federated credentials by hand.',
      },
    );
  }
  return {
    kind: 'github',
    issuer,
    subjectPrefix: prefix,
    handlers: {
      [GITHUB_TYPES.environment]: environmentHandler({
        client,
        repository,
        directory: createDirectory(client, repository.owner),
      }),
      [GITHUB_TYPES.variable]: variableHandler(client, repository),
    },
  };
}
