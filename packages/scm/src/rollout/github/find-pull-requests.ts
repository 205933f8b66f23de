import { ScmError } from '../../errors.js';
import type { ChecksState, PullRequestReading, RolloutPullRequest, RolloutRepository } from '../rollout-port.js';
import { GITHUB_BATCH } from '../unverified.js';
import { ask, inGroups, literal, problemOf, type GitHubSession } from './graphql-session.js';

/** Forks may have branches of the same name; the newest of the repository's own is looked for among so many. */
const CANDIDATES = 5;

export const PULL_REQUEST_FIELDS = `fragment Found on PullRequest {
  id number url state isDraft title body mergeable headRefOid updatedAt isCrossRepository
  autoMergeRequest { enabledAt }
  labels(first: 20) { nodes { name } }
  commits(last: 1) { nodes { commit { statusCheckRollup { state } } } }
}`;

export interface PullRequestNode {
  readonly id: string;
  readonly number: number;
  readonly url: string;
  readonly state: 'OPEN' | 'CLOSED' | 'MERGED';
  readonly isDraft: boolean;
  readonly title: string;
  readonly body: string;
  /** `UNKNOWN` while GitHub has not tried to merge yet. */
  readonly mergeable: 'MERGEABLE' | 'CONFLICTING' | 'UNKNOWN';
  readonly headRefOid: string;
  readonly updatedAt: string;
  readonly isCrossRepository: boolean;
  readonly autoMergeRequest: object | null;
  readonly labels: { readonly nodes: readonly ({ readonly name: string } | null)[] | null } | null;
  readonly commits: {
    readonly nodes:
      readonly ({ readonly commit: { readonly statusCheckRollup: { readonly state: string } | null } } | null)[] | null;
  };
}

type Answer = Record<
  string,
  { readonly pullRequests: { readonly nodes: readonly (PullRequestNode | null)[] | null } } | null
>;

/** Those into the default branch, the newest first. The branch that they are from is the variable `$branch`. */
export function newestPullRequests({ defaultBranch }: RolloutRepository, more = ''): string {
  const order = 'orderBy: { field: CREATED_AT, direction: DESC }';
  const names = `headRefName: $branch, baseRefName: ${literal(defaultBranch)}`;
  return `pullRequests(${names}, first: ${CANDIDATES}, ${order}${more}) { nodes { ...Found } }`;
}

export async function* findPullRequests(
  session: GitHubSession,
  repositories: readonly RolloutRepository[],
  branch: string,
): AsyncIterable<readonly PullRequestReading[]> {
  const what = 'find pull requests';
  const read = async (group: readonly RolloutRepository[]): Promise<readonly PullRequestReading[]> => {
    const parts = group.map(
      (repository, index) =>
        `r${index}: node(id: ${literal(repository.id)}) { ... on Repository { ${newestPullRequests(repository)} } }`,
    );
    const query = `query ($branch: String!) {\n${parts.join('\n')}\n}\n${PULL_REQUEST_FIELDS}`;
    const { data, errors } = await ask<Answer>(session, what, { query, variables: { branch } });
    return group.map((repository, index) => {
      const node = data[`r${index}`];
      if (!node) return { repository, problem: problemOf(errors, `r${index}`, `${what} of ${repository.fullName}`) };
      return { repository, pullRequest: ownNewest(node.pullRequests.nodes) };
    });
  };
  for await (const answer of inGroups(repositories, GITHUB_BATCH.repositories, read)) {
    if ('result' in answer) yield answer.result;
    else yield answer.group.map((repository) => ({ repository, problem: answer.problem }));
  }
}

function ownNewest(nodes: readonly (PullRequestNode | null)[] | null): RolloutPullRequest | undefined {
  const found = (nodes ?? []).find((node) => node !== null && !node.isCrossRepository);
  return found ? toPullRequest(found) : undefined;
}

function toPullRequest(node: PullRequestNode): RolloutPullRequest {
  return {
    number: node.number,
    url: node.url,
    state: ({ OPEN: 'open', CLOSED: 'closed', MERGED: 'merged' } as const)[node.state],
    isDraft: node.isDraft,
    title: node.title,
    body: node.body,
    hasConflicts: node.state === 'OPEN' && node.mergeable === 'CONFLICTING',
    headOid: node.headRefOid,
    checks: checksOf(node.commits.nodes?.[0]?.commit.statusCheckRollup?.state),
    isAutoMerging: node.autoMergeRequest !== null,
    updatedAt: node.updatedAt,
  };
}

/** Source: https://docs.github.com/graphql/reference/enums#statusstate */
function checksOf(state: string | undefined): ChecksState {
  switch (state) {
    case undefined:
      return 'none';
    case 'SUCCESS':
      return 'success';
    case 'FAILURE':
    case 'ERROR':
      return 'failure';
    default:
      return 'pending';
  }
}

/** Of one repository, for writes: the id is what GraphQL changes it by. Throws `SCM_NOT_FOUND`. */
export async function findByNumber(
  session: GitHubSession,
  { id, fullName }: RolloutRepository,
  number: number,
): Promise<PullRequestNode & { readonly methods: MergeMethods }> {
  const what = 'look at pull request';
  const query = `query ($id: ID!, $number: Int!) {
    node(id: $id) { ... on Repository {
      squashMergeAllowed mergeCommitAllowed rebaseMergeAllowed pullRequest(number: $number) { ...Found }
    } }
  }\n${PULL_REQUEST_FIELDS}`;
  type Data = { node: (MergeMethods & { pullRequest: PullRequestNode | null }) | null };
  const { data, errors } = await ask<Data>(session, what, { query, variables: { id, number } });
  const node = data.node?.pullRequest;
  if (data.node && node) return { ...node, methods: data.node };
  if (errors.length > 0) throw problemOf(errors, 'node', `${what} ${fullName}#${number}`);
  throw new ScmError('SCM_NOT_FOUND', `GitHub has no pull request ${fullName}#${number}.`, {
    hint: 'Check the number.',
  });
}

interface MergeMethods {
  readonly squashMergeAllowed: boolean;
  readonly mergeCommitAllowed: boolean;
  readonly rebaseMergeAllowed: boolean;
}
