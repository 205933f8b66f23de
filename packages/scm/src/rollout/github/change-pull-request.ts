import type { Clock } from '@nx-apiops/plan';
import { ScmError } from '../../errors.js';
import { graphqlFailure } from '../../github/graphql-errors.js';
import { parseRepositoryName } from '../../github/repository.js';
import { branchChanged } from '../branch-changed.js';
import { lookThenWrite } from '../lost-answer.js';
import type { AutoMergeResult, PullRequestChange, RolloutRepository } from '../rollout-port.js';
import { findByNumber, type PullRequestNode } from './find-pull-requests.js';
import { mutate, type GitHubSession } from './graphql-session.js';
import { isAncestor } from './is-ancestor.js';
import { lookAtBranch, type BranchLook } from './look-at-branch.js';

interface Context {
  readonly session: GitHubSession;
  readonly clock: Clock;
}

interface NumberedChange extends PullRequestChange {
  readonly number: number;
}

/** One request where it may stay a draft or ready as it is; else a look, and a mutation with what is not yet so. */
export async function updatePullRequest(
  context: Context,
  repository: RolloutRepository,
  { isDraft, ...change }: NumberedChange,
): Promise<void> {
  if (isDraft === undefined) await patch(context, repository, change);
  else await changeDraft(context, repository, { ...change, isDraft });
}

export async function closePullRequest(context: Context, repository: RolloutRepository, number: number): Promise<void> {
  await patch(context, repository, { number, state: 'closed' });
}

async function patch(
  { session }: Context,
  { fullName }: RolloutRepository,
  change: Omit<NumberedChange, 'isDraft'> & { readonly state?: 'closed' },
): Promise<void> {
  const { number, ...members } = change;
  await session.pace.turn('change');
  session.counter.add('change pull request');
  await session.client.send('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
    ...parseRepositoryName(fullName),
    pull_number: number,
    ...members,
  });
}

const UPDATE = { input: 'UpdatePullRequestInput', field: 'updatePullRequest' } as const;
const TO_DRAFT = { input: 'ConvertPullRequestToDraftInput', field: 'convertPullRequestToDraft' } as const;
const TO_READY = { input: 'MarkPullRequestReadyForReviewInput', field: 'markPullRequestReadyForReview' } as const;

/**
 * Only GraphQL changes whether a pull request is a draft, by its id.
 *
 * Source: https://docs.github.com/graphql/reference/mutations#convertpullrequesttodraft
 */
async function changeDraft(
  { session, clock }: Context,
  repository: RolloutRepository,
  { number, title, body, isDraft }: NumberedChange,
): Promise<void> {
  const what = 'change pull request';
  await lookThenWrite<PullRequestNode, true>({
    clock,
    look: () => findByNumber(session, repository, number),
    done: (found) => {
      const isSame = found.title === (title ?? found.title) && found.body === (body ?? found.body);
      return isSame && found.isDraft === isDraft ? true : undefined;
    },
    write: async (found) => {
      const id = { pullRequestId: found.id };
      const texts = { ...(title !== undefined && { title }), ...(body !== undefined && { body }) };
      const steps = [
        ...(Object.keys(texts).length > 0 ? [{ ...UPDATE, value: { ...id, ...texts } }] : []),
        ...(found.isDraft === isDraft ? [] : [{ ...(isDraft ? TO_DRAFT : TO_READY), value: id }]),
      ];
      const declared = steps.map(({ input }, index) => `$i${index}: ${input}!`);
      const fields = steps.map(({ field }, index) => `m${index}: ${field}(input: $i${index}) { clientMutationId }`);
      const { errors } = await mutate(session, what, {
        query: `mutation (${declared.join(', ')}) {\n${fields.join('\n')}\n}`,
        variables: Object.fromEntries(steps.map(({ value }, index) => [`i${index}`, value])),
        kind: 'change',
      });
      if (errors.length > 0) throw graphqlFailure(errors, `${what} ${repository.fullName}#${number}`);
      return true;
    },
  });
}

export async function deleteBranch(
  { session, clock }: Context,
  repository: RolloutRepository,
  { branch, oid }: { readonly branch: string; readonly oid: string },
): Promise<void> {
  await lookThenWrite<BranchLook, true>({
    clock,
    look: () => lookAtBranch(session, repository, branch),
    done: async ({ tip }) => {
      if (tip === undefined) return true;
      if (tip === oid) return undefined;
      if (await isAncestor(session, repository, { oid: tip, of: repository.defaultBranch })) return undefined;
      throw branchChanged(repository.fullName, branch, tip);
    },
    write: async () => {
      await session.pace.turn('change');
      session.counter.add('delete branch');
      const name = parseRepositoryName(repository.fullName);
      await session.client.send('DELETE /repos/{owner}/{repo}/git/refs/{ref}', { ...name, ref: `heads/${branch}` });
      return true;
    },
    isOutrun: (error) => error instanceof ScmError && /does not exist/i.test(error.message),
  });
}

const ENABLE = `mutation ($input: EnablePullRequestAutoMergeInput!) {
  enabled: enablePullRequestAutoMerge(input: $input) { pullRequest { id } }
}`;

/** As the repository allows it: squashed if it can be. */
export async function enableAutoMerge(
  { session, clock }: Context,
  repository: RolloutRepository,
  number: number,
): Promise<AutoMergeResult> {
  return lookThenWrite<Awaited<ReturnType<typeof findByNumber>>, AutoMergeResult>({
    clock,
    look: () => findByNumber(session, repository, number),
    done: ({ autoMergeRequest, state }) => {
      if (autoMergeRequest) return { isEnabled: true, reason: '' };
      return state === 'OPEN' ? undefined : { isEnabled: false, reason: 'the pull request is not open' };
    },
    write: async ({ id, headRefOid, methods }) => {
      const { squashMergeAllowed, mergeCommitAllowed } = methods;
      const mergeMethod = squashMergeAllowed ? 'SQUASH' : mergeCommitAllowed ? 'MERGE' : 'REBASE';
      const { data, errors } = await mutate<{ enabled: object | null }>(session, 'enable auto-merge', {
        query: ENABLE,
        variables: { input: { pullRequestId: id, expectedHeadOid: headRefOid, mergeMethod } },
        kind: 'change',
      });
      if (data.enabled) return { isEnabled: true, reason: '' };
      return { isEnabled: false, reason: errors.map(({ message }) => message).join('; ') || 'no reason given' };
    },
  });
}
