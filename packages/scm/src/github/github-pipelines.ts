import type { SettingHandler, SettingHandlers } from '@nx-apiops/plan';
import { ScmError } from '../errors.js';
import { createDirectory } from './directory.js';
import { environmentHandler } from './environment-handler.js';
import type { GitHubClient } from './github-client.js';
import { GITHUB_TYPES } from './github-settings.js';
import { readOidcSubject } from './oidc-subject.js';
import { readRepositoryFacts } from './repository-facts.js';
import type { RepositoryName } from './repository.js';
import { secretHandler, type SecretSource } from './secret-handler.js';
import { variableHandler } from './variable-handler.js';
import { webHost } from './web-host.js';

/** What identities need to know of, and write to, a repository whose pipelines run on GitHub. */
export interface GitHubPipelineAccess {
  readonly kind: 'github';
  /** `acme/acme-apis`. */
  readonly repository: string;
  /** Where people, and GitHub's own command, find it: `github.com`. */
  readonly webHost: string;
  readonly issuer: string;
  /** A colon and the context follow: `repo:acme/acme-apis`. */
  readonly subjectPrefix: string;
  /** Handlers of the settings `environment` and `variable`. */
  readonly handlers: SettingHandlers;
  /**
   * Reads and writes secrets of the repository (`NAME`) and of its environments (`prod/NAME`), whose values come from the
   * source and stand in no plan. What is read has `updatedAt`.
   */
  readonly secrets: (valueOf: SecretSource) => SettingHandler;
}

/** Claims that make no difference to the usual form of subjects. */
const USUAL_CLAIMS: ReadonlySet<string> = new Set(['repo', 'context']);

/** Throws `SCM_NOT_FOUND`, and `SCM_REJECTED` where the repository's tokens have subjects of a form of its own. */
export async function githubPipelines(client: GitHubClient, repository: RepositoryName): Promise<GitHubPipelineAccess> {
  // A repository that cannot be seen looks like one that says nothing of its subjects.
  await readRepositoryFacts(client, repository);
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
    repository: `${repository.owner}/${repository.repo}`,
    webHost: webHost(client.apiUrl),
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
    secrets: (valueOf) => secretHandler(client, repository, valueOf),
  };
}
