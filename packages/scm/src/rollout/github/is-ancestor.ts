import { parseRepositoryName } from '../../github/repository.js';
import type { RolloutRepository } from '../rollout-port.js';
import type { GitHubSession } from './graphql-session.js';

/**
 * Whether the commit has nothing that `of`, a commit or a branch, does not have. GitHub answers 404 for histories that
 * never met.
 *
 * Source: https://docs.github.com/rest/commits/commits#compare-two-commits
 */
export async function isAncestor(
  { client, counter }: GitHubSession,
  { fullName }: RolloutRepository,
  { oid, of }: { readonly oid: string; readonly of: string },
): Promise<boolean> {
  counter.add('compare branch');
  const compared = await client.find('GET /repos/{owner}/{repo}/compare/{basehead}', {
    ...parseRepositoryName(fullName),
    basehead: `${of}...${oid}`,
    per_page: 1,
  });
  return compared?.ahead_by === 0;
}
