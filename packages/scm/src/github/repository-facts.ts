import { ScmError } from '../errors.js';
import type { GitHubClient } from './github-client.js';
import type { RepositoryName } from './repository.js';

/** What decides which protection a repository can have. */
export interface RepositoryFacts {
  readonly defaultBranch: string;
  readonly isPrivate: boolean;
  readonly ownerType: 'Organization' | 'User';
  /** `free`, `team`, `enterprise` …; undefined where the token must not see it. */
  readonly plan: string | undefined;
}

/** Throws `SCM_NOT_FOUND` for a repository that does not exist or that the token must not see. */
export async function readRepositoryFacts(
  client: GitHubClient,
  { owner, repo }: RepositoryName,
): Promise<RepositoryFacts> {
  const found = await client.find('GET /repos/{owner}/{repo}', { owner, repo });
  if (!found) {
    throw new ScmError('SCM_NOT_FOUND', `GitHub has no repository ${owner}/${repo}, or the token must not see it.`, {
      hint: 'Create it first, correct --repository, or give the token access to it.',
    });
  }
  const ownerType = found.owner.type === 'Organization' ? 'Organization' : 'User';
  const organization = ownerType === 'Organization' ? await client.find('GET /orgs/{org}', { org: owner }) : undefined;
  return {
    defaultBranch: found.default_branch,
    isPrivate: found.private,
    ownerType,
    plan: organization?.plan?.name,
  };
}
