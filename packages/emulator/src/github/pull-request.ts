import type { JsonObject } from '@nx-apiops/plan';

export type MergeMethod = 'merge' | 'squash' | 'rebase';

export interface PullRequestComment {
  readonly id: number;
  readonly body: string;
  readonly createdAt: string;
}

/** A pull request between two branches of one repository. */
export interface PullRequest {
  readonly id: number;
  readonly number: number;
  readonly head: string;
  readonly createdAt: string;
  readonly author: string;
  base: string;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  isDraft: boolean;
  updatedAt: string;
  closedAt: string | null;
  mergedAt: string | null;
  mergeCommitSha: string | null;
  /** Tips as they were when it was closed; undefined while it is open. */
  closedTips: { readonly head: string; readonly base: string } | undefined;
  /** Names in the order in which they were added. */
  readonly labels: Set<string>;
  readonly comments: PullRequestComment[];
  /** Commits that were approved. */
  readonly approvals: Set<string>;
  autoMerge: { readonly method: MergeMethod; readonly enabledAt: string } | undefined;
}

/** As the state of the emulator has it. */
export function describePullRequest(pullRequest: PullRequest): JsonObject {
  const { number, title, body, head, base, state, isDraft, mergedAt, labels, comments, autoMerge } = pullRequest;
  return {
    number,
    title,
    body,
    head,
    base,
    state,
    isDraft,
    isMerged: mergedAt !== null,
    labels: [...labels],
    comments: comments.map((comment) => comment.body),
    autoMerge: autoMerge?.method ?? null,
  };
}
