import { gitHubFault, unprocessable, validationFailed } from './github-fault.js';
import type { GitHubCall, RepositoryPlace } from './github-call.js';
import { commitsBetween, mergeBaseOf, mergeFiles } from './git-history.js';
import type { Commit, GitFile } from './git-objects.js';
import { isFreePrivate } from './plan-gates.js';
import type { MergeMethod, PullRequest } from './pull-request.js';
import type { CommitStatus, Repository } from './repository.js';
import type { CheckResult } from './github-seed.js';
import { APPROVAL_MISSING, AUTO_MERGE_REFUSALS, DRAFT_REFUSALS } from './unverified.js';

/** A pull request, and who asks about it. */
export interface PullRequestPlace extends RepositoryPlace {
  readonly pullRequest: PullRequest;
}

export interface NewPullRequest {
  readonly title: string;
  readonly body: string | null;
  /** `branch` or `owner:branch`. */
  readonly head: string;
  readonly base: string;
  readonly isDraft: boolean;
}

/** Throws a 422 for branches that do not exist or do not differ, and where there is an open one for them. */
export function createPullRequest(place: RepositoryPlace, wanted: NewPullRequest): PullRequest {
  const { call, repository } = place;
  const { world } = call;
  const head = branchOfHead(call, wanted.head);
  if (wanted.title.trim() === '') throw validationFailed([invalid('title', 'missing_field')]);
  if (head === undefined || !repository.branches.has(head)) throw validationFailed([invalid('head', 'invalid')]);
  if (!repository.branches.has(wanted.base)) throw validationFailed([invalid('base', 'invalid')]);
  mustBeNew(place, head, wanted.base);
  if (wanted.isDraft) mustHaveDrafts(place);
  const now = world.now();
  const pullRequest: PullRequest = {
    id: world.nextId(),
    number: repository.pullRequests.length + 1,
    head,
    base: wanted.base,
    title: wanted.title,
    body: wanted.body,
    isDraft: wanted.isDraft,
    author: world.owner.login,
    state: 'open',
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    mergedAt: null,
    mergeCommitSha: null,
    closedTips: undefined,
    labels: new Set(),
    comments: [],
    approvals: new Set(),
    autoMerge: undefined,
  };
  world.addPullRequest(repository, pullRequest);
  return pullRequest;
}

/** The branch of a head; undefined for heads in forks, which do not exist. */
export function branchOfHead({ world }: GitHubCall, head: string): string | undefined {
  const colon = head.indexOf(':');
  if (colon === -1) return head;
  return head.slice(0, colon).toLowerCase() === world.organization.login.toLowerCase()
    ? head.slice(colon + 1)
    : undefined;
}

function mustBeNew({ call, repository }: RepositoryPlace, head: string, base: string): void {
  const isTaken = repository.pullRequests.some(
    (other) => other.state === 'open' && other.head === head && other.base === base,
  );
  const custom = (message: string) => validationFailed([{ resource: 'PullRequest', code: 'custom', message }]);
  if (isTaken) throw custom(`A pull request already exists for ${call.world.organization.login}:${head}.`);
  const tips = [base, head].map((branch) => repository.branches.get(branch)?.sha ?? '') as [string, string];
  if (commitsBetween(repository, ...tips).length === 0) throw custom(`No commits between ${base} and ${head}`);
}

/**
 * The plan Free has drafts in public repositories only.
 * Source: https://docs.github.com/pull-requests/collaborating-with-pull-requests/proposing-changes-to-your-work-with-pull-requests/about-pull-requests#draft-pull-requests
 */
function mustHaveDrafts({ call, repository }: RepositoryPlace): void {
  if (isFreePrivate(call.world, repository)) throw unprocessable(DRAFT_REFUSALS.notSupported);
}

function invalid(field: string, code: string) {
  return { resource: 'PullRequest', field, code };
}

export interface Tips {
  readonly head: string;
  readonly base: string;
}

/** The newest commits of both branches, or what they were when the pull request was closed. */
export function tipsOf(repository: Repository, { head, base, closedTips }: PullRequest): Tips {
  if (closedTips) return closedTips;
  return {
    head: repository.branches.get(head)?.sha ?? '',
    base: repository.branches.get(base)?.sha ?? '',
  };
}

export interface PullRequestChange {
  readonly title?: string;
  readonly body?: string | null;
  readonly base?: string;
  readonly state?: 'open' | 'closed';
}

/** Throws a 422 for merged ones that are to be opened again, and where there is another for the same branches. */
export function updatePullRequest(place: PullRequestPlace, change: PullRequestChange): void {
  const { call, repository, pullRequest } = place;
  const { title, body, base, state } = change;
  if (title !== undefined && title.trim() === '') throw validationFailed([invalid('title', 'missing_field')]);
  if (base !== undefined && !repository.branches.has(base)) throw validationFailed([invalid('base', 'invalid')]);
  if (state === 'open' && pullRequest.state === 'closed') reopen(place);
  if (state === 'closed' && pullRequest.state === 'open') close(place);
  pullRequest.title = title ?? pullRequest.title;
  pullRequest.body = body === undefined ? pullRequest.body : body;
  pullRequest.base = base ?? pullRequest.base;
  pullRequest.updatedAt = call.world.now();
}

/** Makes it a draft, which ends its auto-merge, or ready. Throws a 422 for those that are closed. */
export function changeDraft(place: PullRequestPlace, isDraft: boolean): void {
  const { call, repository, pullRequest } = place;
  if (pullRequest.state === 'closed') throw unprocessable(DRAFT_REFUSALS.closed);
  if (isDraft) mustHaveDrafts(place);
  pullRequest.isDraft = isDraft;
  if (isDraft) pullRequest.autoMerge = undefined;
  else mergeWhereFree({ call, repository }, pullRequest.head);
}

function reopen({ call, repository, pullRequest }: PullRequestPlace): void {
  const cannot = (reason: string) =>
    validationFailed([{ resource: 'PullRequest', code: 'invalid', field: 'state', message: reason }]);
  if (pullRequest.mergedAt !== null) throw cannot('state cannot be changed. The pull request cannot be reopened.');
  const { head, base } = pullRequest;
  if (!repository.branches.has(head)) throw cannot(`state cannot be changed. The ${head} branch has been deleted.`);
  if (!repository.branches.has(base)) throw cannot(`state cannot be changed. The ${base} branch has been deleted.`);
  const other = repository.pullRequests.some(
    (one) => one !== pullRequest && one.state === 'open' && one.head === head && one.base === base,
  );
  if (other) {
    const place = `${call.world.organization.login}:${head}`;
    throw cannot(`state cannot be changed. There is already an open pull request for ${place}.`);
  }
  pullRequest.state = 'open';
  pullRequest.closedAt = null;
  pullRequest.closedTips = undefined;
}

function close({ call, repository, pullRequest }: PullRequestPlace): void {
  pullRequest.closedTips = tipsOf(repository, pullRequest);
  pullRequest.state = 'closed';
  pullRequest.autoMerge = undefined;
  pullRequest.closedAt = call.world.now();
  pullRequest.updatedAt = pullRequest.closedAt;
}

/** Without a branch at either end a pull request cannot stay open. */
export function closePullRequestsOf(place: RepositoryPlace, branch: string): void {
  for (const pullRequest of place.repository.pullRequests) {
    const isOf = pullRequest.head === branch || pullRequest.base === branch;
    if (isOf && pullRequest.state === 'open') close({ ...place, pullRequest });
  }
}

/** The files that merging leaves on the base; undefined where there are conflicts. */
export function mergedFiles(
  repository: Repository,
  pullRequest: PullRequest,
): ReadonlyMap<string, GitFile> | undefined {
  const tips = tipsOf(repository, pullRequest);
  const [head, base] = [repository.commits.get(tips.head), repository.commits.get(tips.base)];
  if (!head || !base) return undefined;
  return mergeFiles(mergeBaseOf(repository, base.sha, head.sha)?.files, base.files, head.files);
}

/** The reported statuses of a commit, after what the seed says of all. */
export function statusesOf(repository: Repository, sha: string): readonly CommitStatus[] {
  return [...(repository.statuses.get(sha)?.values() ?? [])];
}

/** What the seed has the checks of a commit say: those at the heads of pull requests. */
export function checkResultOf(repository: Repository, sha: string): CheckResult | undefined {
  if (repository.checks === undefined) return undefined;
  const isHead = repository.pullRequests.some((pullRequest) => tipsOf(repository, pullRequest).head === sha);
  return isHead ? repository.checks : undefined;
}

/** All checks and statuses of a commit in one word; undefined where there are none. */
export function rollupOf(repository: Repository, sha: string): CheckResult | 'error' | undefined {
  const states = [checkResultOf(repository, sha), ...statusesOf(repository, sha).map(({ state }) => state)];
  return (['error', 'failure', 'pending', 'success'] as const).find((state) => states.includes(state));
}

/** Whether the base still asks for an approval. */
export function needsApproval(repository: Repository, pullRequest: PullRequest): boolean {
  const isGuarded = repository.isGuarded && pullRequest.base === repository.defaultBranch;
  return isGuarded && !pullRequest.approvals.has(tipsOf(repository, pullRequest).head);
}

export interface MergeWish {
  readonly method: MergeMethod;
  /** The head that the caller has seen. */
  readonly sha: string | undefined;
  readonly title: string | undefined;
  readonly message: string | undefined;
}

/** Throws a 405 where something stands against it, and a 409 where the head is not the one that was seen. */
export function mergePullRequest(place: PullRequestPlace, wish: MergeWish): Commit {
  const { repository, pullRequest } = place;
  const { settings } = repository;
  const isAllowed = {
    merge: settings.allow_merge_commit,
    squash: settings.allow_squash_merge,
    rebase: settings.allow_rebase_merge,
  }[wish.method];
  if (pullRequest.state !== 'open') throw gitHubFault(405, 'Pull Request is not mergeable');
  if (pullRequest.isDraft) throw gitHubFault(405, 'Pull Request is still a draft');
  if (!isAllowed) throw gitHubFault(405, `${METHOD_NAMES[wish.method]} are not allowed on this repository.`);
  const tips = tipsOf(repository, pullRequest);
  if (wish.sha !== undefined && wish.sha !== tips.head) {
    throw gitHubFault(409, 'Head branch was modified. Review and try the merge again.');
  }
  if (needsApproval(repository, pullRequest)) throw gitHubFault(405, APPROVAL_MISSING);
  const files = mergedFiles(repository, pullRequest);
  if (!files) throw gitHubFault(405, 'Pull Request is not mergeable');
  return merge(place, wish, files);
}

const METHOD_NAMES = { merge: 'Merge commits', squash: 'Squash merges', rebase: 'Rebase merges' } as const;

function merge(place: PullRequestPlace, wish: MergeWish, files: ReadonlyMap<string, GitFile>): Commit {
  const { call, repository, pullRequest } = place;
  const tips = tipsOf(repository, pullRequest);
  const { number, head, title } = pullRequest;
  const usual =
    wish.method === 'merge'
      ? `Merge pull request #${number} from ${call.world.organization.login}/${head}\n\n${title}`
      : `${title} (#${number})`;
  const own = wish.title === undefined ? undefined : [wish.title, wish.message ?? ''].join('\n\n').trim();
  const commit = call.world.git.commit({
    files,
    parents: wish.method === 'merge' ? [tips.base, tips.head] : [tips.base],
    message: own ?? usual,
    date: call.world.now(),
    author: call.world.owner.login,
    isVerified: true,
  });
  repository.commits.set(commit.sha, commit);
  close(place);
  pullRequest.mergedAt = pullRequest.closedAt;
  pullRequest.mergeCommitSha = commit.sha;
  repository.branches.set(pullRequest.base, commit);
  repository.updatedAt = commit.date;
  const isNeeded = head === repository.defaultBranch;
  if (repository.settings.delete_branch_on_merge && !isNeeded) {
    closePullRequestsOf(place, head);
    repository.branches.delete(head);
  }
  return commit;
}

/** Throws a 422 where the repository does not allow it, or nothing is left to wait for. */
export function enableAutoMerge(
  { call, repository, pullRequest }: PullRequestPlace,
  { method, expectedHead }: { readonly method: MergeMethod; readonly expectedHead: string | undefined },
): void {
  if (!repository.settings.allow_auto_merge) throw unprocessable(AUTO_MERGE_REFUSALS.notAllowed);
  if (pullRequest.state !== 'open') throw unprocessable(AUTO_MERGE_REFUSALS.closed);
  if (pullRequest.isDraft) throw unprocessable(AUTO_MERGE_REFUSALS.draft);
  if (expectedHead !== undefined && expectedHead !== tipsOf(repository, pullRequest).head) {
    throw unprocessable(AUTO_MERGE_REFUSALS.stale);
  }
  const waitsFor = repository.isGuarded && pullRequest.base === repository.defaultBranch;
  if (!waitsFor) throw unprocessable(AUTO_MERGE_REFUSALS.unprotected);
  if (isFree(repository, pullRequest)) throw unprocessable(AUTO_MERGE_REFUSALS.clean);
  pullRequest.autoMerge = { method, enabledAt: call.world.now() };
  pullRequest.updatedAt = pullRequest.autoMerge.enabledAt;
}

function isFree(repository: Repository, pullRequest: PullRequest): boolean {
  const rollup = rollupOf(repository, tipsOf(repository, pullRequest).head);
  return !needsApproval(repository, pullRequest) && (rollup === undefined || rollup === 'success');
}

/** Merges those from the branch that were to merge themselves, as soon as nothing stands against it. */
export function mergeWhereFree(place: RepositoryPlace, head: string): void {
  const { repository } = place;
  for (const pullRequest of repository.pullRequests) {
    const { autoMerge } = pullRequest;
    if (pullRequest.head !== head || pullRequest.state !== 'open' || !autoMerge) continue;
    const files = isFree(repository, pullRequest) ? mergedFiles(repository, pullRequest) : undefined;
    const wish = { method: autoMerge.method, sha: undefined, title: undefined, message: undefined };
    if (files) merge({ ...place, pullRequest }, wish, files);
  }
}

/** An approval of the commit at the head. */
export function approve({ call, repository, pullRequest }: PullRequestPlace): void {
  pullRequest.approvals.add(tipsOf(repository, pullRequest).head);
  pullRequest.updatedAt = call.world.now();
  mergeWhereFree({ call, repository }, pullRequest.head);
}

/** Adds labels, which the repository gets where it lacks them. */
export function addLabels({ call, repository, pullRequest }: PullRequestPlace, names: readonly string[]): void {
  for (const name of names) {
    const key = name.toLowerCase();
    const label = repository.labels.get(key) ?? { id: call.world.nextId(), name };
    repository.labels.set(key, label);
    pullRequest.labels.add(label.name);
  }
  pullRequest.updatedAt = call.world.now();
}

export function addComment({ call, pullRequest }: PullRequestPlace, body: string) {
  const comment = { id: call.world.nextId(), body, createdAt: call.world.now() };
  pullRequest.comments.push(comment);
  pullRequest.updatedAt = comment.createdAt;
  return comment;
}
