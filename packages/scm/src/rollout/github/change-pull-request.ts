import type { Clock } from '@nx-apiops/plan';
import { ScmError } from '../../errors.js';
import { parseRepositoryName } from '../../github/repository.js';
import { branchChanged } from '../branch-changed.js';
import { lookThenWrite } from '../lost-answer.js';
import type { AutoMergeResult, PullRequestChange, RolloutRepository } from '../rollout-port.js';
import { findByNumber } from './find-pull-requests.js';
import { mutate, type GitHubSession } from './graphql-session.js';
import { lookAtBranch } from './look-at-branch.js';

interface Context {
  readonly session: GitHubSession;
  readonly clock: Clock;
}

export async function changePullRequest(
  { session }: Context,
  { fullName }: RolloutRepository,
  { number, ...change }: PullRequestChange & { readonly number: number; readonly state?: 'closed' },
): Promise<void> {
  await session.pace.turn('change');
  session.counter.add('change pull request');
  await session.client.send('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
    ...parseRepositoryName(fullName),
    pull_number: number,
    ...change,
  });
}

export async function deleteBranch(
  { session, clock }: Context,
  repository: RolloutRepository,
  { branch, oid }: { readonly branch: string; readonly oid: string },
): Promise<void> {
  await lookThenWrite({
    clock,
    look: () => lookAtBranch(session, repository, branch),
    done: ({ tip }) => {
      if (tip === undefined) return true;
      if (tip === oid) return undefined;
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
