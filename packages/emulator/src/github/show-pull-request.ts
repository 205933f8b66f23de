import type { JsonObject } from '@nx-apiops/plan';
import { nodeId, showAccount, WEB } from './accounts.js';
import { commitsBetween } from './git-history.js';
import type { GitHubCall } from './github-call.js';
import type { PullRequest, PullRequestComment } from './pull-request.js';
import { mergedFiles, needsApproval, rollupOf, tipsOf, type PullRequestPlace } from './pull-requests.js';
import type { Repository } from './repository.js';
import { showRepository } from './show-repository.js';

/** A pull request as lists have it; on its own, `isWhole`, also with whether it merges. */
export function showPullRequest(
  { call, repository, pullRequest }: PullRequestPlace,
  { isWhole = false }: { readonly isWhole?: boolean } = {},
): JsonObject {
  const { api, world } = call;
  const { id, number, head, base, autoMerge } = pullRequest;
  const place = `${world.organization.login}/${repository.name}`;
  const url = `${api}/repos/${place}/pulls/${number}`;
  const issue = `${api}/repos/${place}/issues/${number}`;
  const tips = tipsOf(repository, pullRequest);
  const user = showAccount(api, world.owner, 'User');
  const owner = showAccount(api, world.organization, 'Organization');
  const repo = isWhole
    ? showRepository(call, repository)
    : { id: repository.id, name: repository.name, full_name: place };
  const end = (ref: string, sha: string): JsonObject => ({
    label: `${world.organization.login}:${ref}`,
    ref,
    sha,
    user: owner,
    repo,
  });
  return {
    url,
    id,
    node_id: nodeId('PR', id),
    html_url: `${WEB}/${place}/pull/${number}`,
    diff_url: `${WEB}/${place}/pull/${number}.diff`,
    patch_url: `${WEB}/${place}/pull/${number}.patch`,
    issue_url: issue,
    number,
    state: pullRequest.state,
    locked: false,
    title: pullRequest.title,
    user,
    body: pullRequest.body,
    created_at: pullRequest.createdAt,
    updated_at: pullRequest.updatedAt,
    closed_at: pullRequest.closedAt,
    merged_at: pullRequest.mergedAt,
    merge_commit_sha: pullRequest.mergeCommitSha,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: [...pullRequest.labels].map((name) => showLabel(call, repository, name)),
    milestone: null,
    draft: pullRequest.isDraft,
    commits_url: `${url}/commits`,
    comments_url: `${issue}/comments`,
    statuses_url: `${api}/repos/${place}/statuses/${tips.head}`,
    head: end(head, tips.head),
    base: end(base, tips.base),
    author_association: 'MEMBER',
    auto_merge: autoMerge ? { enabled_by: user, merge_method: autoMerge.method } : null,
    active_lock_reason: null,
    ...(isWhole && {
      merged: pullRequest.mergedAt !== null,
      ...mergeability(repository, pullRequest),
      merged_by: pullRequest.mergedAt === null ? null : user,
      comments: pullRequest.comments.length,
      review_comments: 0,
      maintainer_can_modify: false,
      commits: commitsBetween(repository, tips.base, tips.head).length,
    }),
  };
}

function mergeability(repository: Repository, pullRequest: PullRequest) {
  if (pullRequest.state !== 'open') return { mergeable: null, rebaseable: null, mergeable_state: 'unknown' };
  const isMergeable = mergedFiles(repository, pullRequest) !== undefined;
  return {
    mergeable: isMergeable,
    rebaseable: isMergeable,
    mergeable_state: stateOf(repository, pullRequest, isMergeable),
  };
}

function stateOf(repository: Repository, pullRequest: PullRequest, isMergeable: boolean): string {
  if (!isMergeable) return 'dirty';
  if (pullRequest.isDraft) return 'draft';
  if (needsApproval(repository, pullRequest)) return 'blocked';
  const rollup = rollupOf(repository, tipsOf(repository, pullRequest).head);
  return rollup === undefined || rollup === 'success' ? 'clean' : 'unstable';
}

export function showLabel(call: GitHubCall, repository: Repository, name: string) {
  const id = repository.labels.get(name.toLowerCase())?.id ?? 0;
  const place = `${call.api}/repos/${call.world.organization.login}/${repository.name}`;
  return {
    id,
    node_id: `LA_${Buffer.from(`${repository.id}:${name.toLowerCase()}`).toString('base64url')}`,
    url: `${place}/labels/${encodeURIComponent(name)}`,
    name,
    description: null,
    color: 'ededed',
    default: false,
  };
}

export function showComment(
  { call, repository, pullRequest }: PullRequestPlace,
  { id, body, createdAt }: PullRequestComment,
): JsonObject {
  const place = `${call.world.organization.login}/${repository.name}`;
  return {
    id,
    node_id: nodeId('IC', id),
    url: `${call.api}/repos/${place}/issues/comments/${id}`,
    html_url: `${WEB}/${place}/pull/${pullRequest.number}#issuecomment-${id}`,
    issue_url: `${call.api}/repos/${place}/issues/${pullRequest.number}`,
    body,
    user: showAccount(call.api, call.world.owner, 'User'),
    created_at: createdAt,
    updated_at: createdAt,
  };
}
