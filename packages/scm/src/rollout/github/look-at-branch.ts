import type { RolloutRepository } from '../rollout-port.js';
import { newestPullRequests, PULL_REQUEST_FIELDS, type PullRequestNode } from './find-pull-requests.js';
import { ask, problemOf, type GitHubSession } from './graphql-session.js';

/** A branch and its open pull request, as they are at the moment. */
export interface BranchLook {
  /** Undefined where there is no such branch. */
  readonly tip: string | undefined;
  /** The open pull request into the default branch. */
  readonly open: PullRequestNode | undefined;
}

const lookOf = (repository: RolloutRepository): string => `query ($id: ID!, $branch: String!, $ref: String!) {
  node(id: $id) { ... on Repository {
    ref(qualifiedName: $ref) { target { oid } }
    ${newestPullRequests(repository, ', states: [OPEN]')}
  } }
}
${PULL_REQUEST_FIELDS}`;

interface Data {
  readonly node: {
    readonly ref: { readonly target: { readonly oid: string } | null } | null;
    readonly pullRequests: { readonly nodes: readonly (PullRequestNode | null)[] | null };
  } | null;
}

export async function lookAtBranch(
  session: GitHubSession,
  repository: RolloutRepository,
  branch: string,
): Promise<BranchLook> {
  const { id, fullName } = repository;
  const what = 'look at branch';
  const variables = { id, branch, ref: `refs/heads/${branch}` };
  const { data, errors } = await ask<Data>(session, what, { query: lookOf(repository), variables });
  if (!data.node) throw problemOf(errors, 'node', `${what} ${branch} of ${fullName}`);
  const { ref, pullRequests } = data.node;
  const open = (pullRequests.nodes ?? []).find((one) => one !== null && !one.isCrossRepository);
  return { tip: ref?.target?.oid, open: open ?? undefined };
}
