import { nodeId, WEB } from '../accounts.js';
import { commitsBetween } from '../git-history.js';
import type { Commit } from '../git-objects.js';
import type { GitHubCall } from '../github-call.js';
import type { PullRequest, PullRequestComment } from '../pull-request.js';
import { mergedFiles, needsApproval, rollupOf, tipsOf, type Tips } from '../pull-requests.js';
import type { Label, Repository } from '../repository.js';
import { userNode } from './account-nodes.js';
import { Connection, type PageArguments } from './connection.js';
import { CommitNode, RefNode } from './git-nodes.js';
import { globalId } from './global-id.js';
import { labelNode, RepositoryNode } from './repository-node.js';

type PullRequestState = 'OPEN' | 'CLOSED' | 'MERGED';

export interface PullRequestFilter {
  readonly headRefName?: string | null;
  readonly baseRefName?: string | null;
  readonly states?: readonly PullRequestState[] | null;
  readonly labels?: readonly string[] | null;
  readonly orderBy?: { readonly field: string; readonly direction: 'ASC' | 'DESC' } | null;
}

/** The pull requests of a repository, oldest first where no order is asked for. */
export function pullRequestsOf(place: Repository, filter: PullRequestFilter): readonly PullRequest[] {
  const { headRefName, baseRefName, states, labels, orderBy } = filter;
  const found = place.pullRequests.filter(
    (pullRequest) =>
      (!headRefName || pullRequest.head === headRefName) &&
      (!baseRefName || pullRequest.base === baseRefName) &&
      (!states || states.includes(stateOf(pullRequest))) &&
      (!labels || labels.some((label) => pullRequest.labels.has(label))),
  );
  if (!orderBy) return found;
  const key = ({ updatedAt, number }: PullRequest): string =>
    orderBy.field === 'UPDATED_AT' ? updatedAt : String(number).padStart(9, '0');
  const sorted = found.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  return orderBy.direction === 'DESC' ? sorted.reverse() : sorted;
}

function stateOf({ state, mergedAt }: PullRequest): PullRequestState {
  if (mergedAt !== null) return 'MERGED';
  return state === 'open' ? 'OPEN' : 'CLOSED';
}

export class PullRequestNode {
  readonly __typename = 'PullRequest';
  readonly isCrossRepository = false;
  readonly #call: GitHubCall;
  readonly #place: Repository;
  readonly #pullRequest: PullRequest;

  constructor(call: GitHubCall, place: Repository, pullRequest: PullRequest) {
    this.#call = call;
    this.#place = place;
    this.#pullRequest = pullRequest;
  }

  id(): string {
    return nodeId('PR', this.#pullRequest.id);
  }

  databaseId(): number {
    return this.#pullRequest.id;
  }

  fullDatabaseId(): string {
    return String(this.#pullRequest.id);
  }

  number(): number {
    return this.#pullRequest.number;
  }

  title(): string {
    return this.#pullRequest.title;
  }

  body(): string {
    return this.#pullRequest.body ?? '';
  }

  state(): PullRequestState {
    return stateOf(this.#pullRequest);
  }

  closed(): boolean {
    return this.#pullRequest.state === 'closed';
  }

  merged(): boolean {
    return this.#pullRequest.mergedAt !== null;
  }

  isDraft(): boolean {
    return this.#pullRequest.isDraft;
  }

  createdAt(): string {
    return this.#pullRequest.createdAt;
  }

  updatedAt(): string {
    return this.#pullRequest.updatedAt;
  }

  closedAt(): string | null {
    return this.#pullRequest.closedAt;
  }

  mergedAt(): string | null {
    return this.#pullRequest.mergedAt;
  }

  url(): string {
    return `${WEB}/${this.#call.world.organization.login}/${this.#place.name}/pull/${this.#pullRequest.number}`;
  }

  author() {
    return userNode(this.#call.world.owner);
  }

  headRefName(): string {
    return this.#pullRequest.head;
  }

  baseRefName(): string {
    return this.#pullRequest.base;
  }

  headRefOid(): string {
    return this.#tips().head;
  }

  baseRefOid(): string {
    return this.#tips().base;
  }

  headRef(): RefNode | null {
    return this.#ref(this.#pullRequest.head);
  }

  baseRef(): RefNode | null {
    return this.#ref(this.#pullRequest.base);
  }

  repository(): RepositoryNode {
    return new RepositoryNode(this.#call, this.#place);
  }

  headRepository(): RepositoryNode {
    return this.repository();
  }

  baseRepository(): RepositoryNode {
    return this.repository();
  }

  mergeable(): 'MERGEABLE' | 'CONFLICTING' | 'UNKNOWN' {
    if (this.#pullRequest.state !== 'open') return 'UNKNOWN';
    return mergedFiles(this.#place, this.#pullRequest) ? 'MERGEABLE' : 'CONFLICTING';
  }

  mergeStateStatus(): string {
    if (this.#pullRequest.state !== 'open') return 'UNKNOWN';
    if (this.mergeable() === 'CONFLICTING') return 'DIRTY';
    if (this.#pullRequest.isDraft) return 'DRAFT';
    if (needsApproval(this.#place, this.#pullRequest)) return 'BLOCKED';
    const rollup = rollupOf(this.#place, this.#tips().head);
    return rollup === undefined || rollup === 'success' ? 'CLEAN' : 'UNSTABLE';
  }

  reviewDecision(): 'APPROVED' | 'REVIEW_REQUIRED' | null {
    if (needsApproval(this.#place, this.#pullRequest)) return 'REVIEW_REQUIRED';
    return this.#pullRequest.approvals.size > 0 ? 'APPROVED' : null;
  }

  mergeCommit(): CommitNode | null {
    const commit = this.#place.commits.get(this.#pullRequest.mergeCommitSha ?? '');
    return commit ? new CommitNode(this.#call, this.#place, commit) : null;
  }

  autoMergeRequest() {
    const { autoMerge } = this.#pullRequest;
    if (!autoMerge) return null;
    return {
      enabledAt: autoMerge.enabledAt,
      enabledBy: this.author(),
      mergeMethod: autoMerge.method.toUpperCase(),
      pullRequest: () => new PullRequestNode(this.#call, this.#place, this.#pullRequest),
    };
  }

  commits(args: PageArguments) {
    const { base, head } = this.#tips();
    const commits = commitsBetween(this.#place, base, head);
    const isMerged = commits.length === 0 && this.#pullRequest.mergedAt !== null;
    const shown = isMerged ? [this.#place.commits.get(head)].flatMap((commit) => commit ?? []) : commits;
    return new Connection(shown, args, (commit) => this.#commit(commit));
  }

  labels(args: PageArguments) {
    const labels = [...this.#pullRequest.labels].flatMap((name) => this.#place.labels.get(name.toLowerCase()) ?? []);
    return new Connection(labels, args, (label: Label) => labelNode(this.#call, this.#place, label));
  }

  comments(args: PageArguments) {
    return new Connection(this.#pullRequest.comments, args, (comment) => commentNode(this.#call, comment));
  }

  #commit(commit: Commit) {
    return {
      id: globalId('PRC', `${this.#pullRequest.id}:${commit.sha}`),
      commit: () => new CommitNode(this.#call, this.#place, commit),
      pullRequest: () => new PullRequestNode(this.#call, this.#place, this.#pullRequest),
    };
  }

  #ref(branch: string): RefNode | null {
    return this.#place.branches.has(branch) ? new RefNode(this.#call, this.#place, branch) : null;
  }

  #tips(): Tips {
    return tipsOf(this.#place, this.#pullRequest);
  }
}

export function commentNode(call: GitHubCall, { id, body, createdAt }: PullRequestComment) {
  return {
    __typename: 'IssueComment',
    id: nodeId('IC', id),
    databaseId: id,
    body,
    createdAt,
    author: userNode(call.world.owner),
  };
}
