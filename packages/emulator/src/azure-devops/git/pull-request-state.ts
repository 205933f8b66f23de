import type { JsonObject } from '@nx-apiops/plan';
import { listOf, objectAt, objectsAt, textAt } from '../../json-members.js';
import type { OrganizationState } from '../organization-state.js';
import { policiesOf } from '../policy/branch-protection.js';
import { MINIMUM_REVIEWERS, REQUIRED_REVIEWERS } from '../policy/policy-types.js';
import { mergeTrees } from './merge-trees.js';
import { addCommit, authorOf, historyOf, tipOf, type RepositoryState, type Tree } from './repository-state.js';

/** Votes from here on are approvals: 10 is one, 5 is one with suggestions. */
const APPROVAL_VOTE = 5;
const NO_FILES: Tree = new Map();

/** The files that completing the pull request would leave on the target; undefined where there are conflicts. */
export function mergedTree(repository: RepositoryState, pullRequest: JsonObject): Tree | undefined {
  const source = tipOf(repository, textAt(pullRequest, 'sourceRefName') ?? '');
  const target = tipOf(repository, textAt(pullRequest, 'targetRefName') ?? '');
  if (!source || !target) return undefined;
  const known = new Set(historyOf(repository, target.id).map(({ id }) => id));
  const base = historyOf(repository, source.id).find(({ id }) => known.has(id));
  return mergeTrees(base?.tree ?? NO_FILES, source.tree, target.tree);
}

/** Names of the policies that keep the pull request from being completed. Builds and statuses are taken as good. */
export function unmetPolicies(
  organization: OrganizationState,
  repository: RepositoryState,
  pullRequest: JsonObject,
): readonly string[] {
  const approvals = objectsAt(pullRequest, 'reviewers').filter(({ vote }) => Number(vote) >= APPROVAL_VOTE);
  const approvers = new Set(approvals.map((reviewer) => textAt(reviewer, 'id') ?? ''));
  const author = textAt(pullRequest, 'createdBy.id') ?? '';
  return policiesOf(organization, repository, textAt(pullRequest, 'targetRefName') ?? '')
    .filter((policy) => !isMet(policy, approvers, author))
    .map((policy) => textAt(policy, 'type.displayName') ?? '');
}

function isMet(policy: JsonObject, approvers: ReadonlySet<string>, author: string): boolean {
  const settings = objectAt(policy, 'settings');
  switch (textAt(policy, 'type.id') ?? '') {
    case MINIMUM_REVIEWERS: {
      const others = [...approvers].filter((id) => settings['creatorVoteCounts'] === true || id !== author);
      return others.length >= Number(settings['minimumApproverCount']);
    }
    case REQUIRED_REVIEWERS:
      return listOf(settings['requiredReviewerIds']).every((id) => typeof id === 'string' && approvers.has(id));
    default:
      return true;
  }
}

/** The reviewers that policies add to every pull request of the target. */
export function requiredReviewerIds(
  organization: OrganizationState,
  repository: RepositoryState,
  ref: string,
): readonly string[] {
  return policiesOf(organization, repository, ref)
    .filter((policy) => textAt(policy, 'type.id') === REQUIRED_REVIEWERS)
    .flatMap((policy) => listOf(objectAt(policy, 'settings')['requiredReviewerIds']))
    .filter((id) => typeof id === 'string');
}

/** Puts the merged files on the target, and answers the id of the commit. */
export function mergeInto(
  organization: OrganizationState,
  repository: RepositoryState,
  merge: { readonly pullRequest: JsonObject; readonly tree: Tree },
): string {
  const { pullRequest, tree } = merge;
  const sourceRef = textAt(pullRequest, 'sourceRefName') ?? '';
  const targetRef = textAt(pullRequest, 'targetRefName') ?? '';
  const isSquash = textAt(pullRequest, 'completionOptions.mergeStrategy') === 'squash';
  const parents = [repository.refs.get(targetRef), isSquash ? undefined : repository.refs.get(sourceRef)];
  const commit = addCommit(repository, {
    comment: `Merged PR ${Number(pullRequest['pullRequestId'])}: ${textAt(pullRequest, 'title') ?? ''}`,
    parents: parents.filter((id) => id !== undefined),
    tree,
    author: authorOf(organization),
  });
  repository.refs.set(targetRef, commit.id);
  if (objectAt(pullRequest, 'completionOptions')['deleteSourceBranch'] === true) repository.refs.delete(sourceRef);
  return commit.id;
}
