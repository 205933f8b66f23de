import type { GitHubCall } from '../github-call.js';
import type { PlacedPullRequest } from '../world.js';
import { createBranch, deleteBranch, moveBranch } from '../git-writes.js';
import type { MergeMethod } from '../pull-request.js';
import {
  addComment,
  addLabels,
  changeDraft,
  createPullRequest,
  enableAutoMerge,
  mergePullRequest,
  updatePullRequest,
  type PullRequestPlace,
} from '../pull-requests.js';
import type { Label } from '../repository.js';
import { userNode } from './account-nodes.js';
import { commitOnBranch, type CommitOnBranchInput } from './commit-on-branch.js';
import { branchWithId, labelWithId, pullRequestWithId, repositoryWithId } from './find-node.js';
import { RefNode } from './git-nodes.js';
import { GraphQLFault } from './graphql-fault.js';
import { commentNode, PullRequestNode } from './pull-request-node.js';
import { labelNode } from './repository-node.js';
import { refFault } from './ref-fault.js';

interface Input {
  readonly clientMutationId?: string | null;
}

type Mutation<Fields> = (args: { readonly input: Fields & Input }) => object;

interface PullRequestId {
  readonly pullRequestId: string;
}

interface MergeInput extends PullRequestId {
  readonly mergeMethod?: 'MERGE' | 'SQUASH' | 'REBASE' | null;
  readonly expectedHeadOid?: string | null;
  readonly commitHeadline?: string | null;
  readonly commitBody?: string | null;
}

interface NewPullRequestInput {
  readonly repositoryId: string;
  readonly baseRefName: string;
  readonly headRefName: string;
  readonly headRepositoryId?: string | null;
  readonly title: string;
  readonly body?: string | null;
  readonly draft?: boolean | null;
}

interface PullRequestChangeInput extends PullRequestId {
  readonly title?: string | null;
  readonly body?: string | null;
  readonly baseRefName?: string | null;
  readonly state?: 'OPEN' | 'CLOSED' | null;
  readonly labelIds?: readonly string[] | null;
}

const REF_PREFIX = 'refs/heads/';

/** Where every mutation starts: one function for each, which gets the member `input`. */
export function mutationRoot(call: GitHubCall) {
  return { ...refMutations(call), ...pullRequestMutations(call), ...stateMutations(call), ...labelMutations(call) };
}

function refMutations(call: GitHubCall) {
  const createCommitOnBranch: Mutation<CommitOnBranchInput> = ({ input }) =>
    payload(input, commitOnBranch(call, input));
  const createRef: Mutation<{ repositoryId: string; name: string; oid: string }> = ({ input }) => {
    const repository = repositoryWithId(call, input.repositoryId);
    call.mustWrite(repository, 'contents');
    if (!input.name.startsWith(REF_PREFIX)) throw new GraphQLFault('UNPROCESSABLE', 'Invalid ref name');
    const branch = input.name.slice(REF_PREFIX.length);
    refFault(branch, () => createBranch({ call, repository }, branch, input.oid));
    return payload(input, { ref: new RefNode(call, repository, branch) });
  };
  const updateRef: Mutation<{ refId: string; oid: string; force?: boolean | null }> = ({ input }) => {
    const { repository, branch } = branchWithId(call, input.refId);
    call.mustWrite(repository, 'contents');
    refFault(branch, () =>
      moveBranch({ call, repository }, branch, { sha: input.oid, isForced: input.force === true }),
    );
    return payload(input, { ref: new RefNode(call, repository, branch) });
  };
  const deleteRef: Mutation<{ refId: string }> = ({ input }) => {
    const { repository, branch } = branchWithId(call, input.refId);
    call.mustWrite(repository, 'contents');
    refFault(branch, () => deleteBranch({ call, repository }, branch));
    return payload(input, {});
  };
  return { createCommitOnBranch, createRef, updateRef, deleteRef };
}

function pullRequestMutations(call: GitHubCall) {
  const create: Mutation<NewPullRequestInput> = ({ input }) => {
    const repository = repositoryWithId(call, input.repositoryId);
    call.mustWrite(repository, 'pull_requests');
    const pullRequest = createPullRequest(
      { call, repository },
      {
        title: input.title,
        body: input.body ?? null,
        head: input.headRefName.replace(REF_PREFIX, ''),
        base: input.baseRefName.replace(REF_PREFIX, ''),
        isDraft: input.draft === true,
      },
    );
    return payload(input, { pullRequest: new PullRequestNode(call, repository, pullRequest) });
  };
  const update: Mutation<PullRequestChangeInput> = ({ input }) => {
    const found = writable(call, input);
    const { pullRequest } = found;
    const labels = input.labelIds?.map((id) => labelWithId(call, id).label.name);
    updatePullRequest(found, {
      ...(typeof input.title === 'string' && { title: input.title }),
      ...(typeof input.body === 'string' && { body: input.body }),
      ...(typeof input.baseRefName === 'string' && { base: input.baseRefName.replace(REF_PREFIX, '') }),
      ...(input.state && { state: input.state === 'OPEN' ? ('open' as const) : ('closed' as const) }),
    });
    if (labels) {
      pullRequest.labels.clear();
      addLabels(found, labels);
    }
    return shown(call, input, found);
  };
  const merge: Mutation<MergeInput> = ({ input }) => {
    const found = writable(call, input, 'contents');
    mergePullRequest(found, {
      method: methodOf(input),
      sha: input.expectedHeadOid ?? undefined,
      title: input.commitHeadline ?? undefined,
      message: input.commitBody ?? undefined,
    });
    return shown(call, input, found);
  };
  return { createPullRequest: create, updatePullRequest: update, mergePullRequest: merge };
}

function stateMutations(call: GitHubCall) {
  const change =
    (apply: (found: PullRequestPlace) => void): Mutation<PullRequestId> =>
    ({ input }) => {
      const found = writable(call, input);
      apply(found);
      found.pullRequest.updatedAt = call.world.now();
      return shown(call, input, found);
    };
  const enablePullRequestAutoMerge: Mutation<MergeInput> = ({ input }) => {
    const found = writable(call, input);
    enableAutoMerge(found, {
      method: methodOf(input),
      expectedHead: input.expectedHeadOid ?? undefined,
    });
    return shown(call, input, found);
  };
  return {
    enablePullRequestAutoMerge,
    closePullRequest: change((found) => updatePullRequest(found, { state: 'closed' })),
    reopenPullRequest: change((found) => updatePullRequest(found, { state: 'open' })),
    convertPullRequestToDraft: change((found) => changeDraft(found, true)),
    markPullRequestReadyForReview: change((found) => changeDraft(found, false)),
    disablePullRequestAutoMerge: change(({ pullRequest }) => {
      pullRequest.autoMerge = undefined;
    }),
  };
}

function labelMutations(call: GitHubCall) {
  const addLabelsToLabelable: Mutation<{ labelableId: string; labelIds: readonly string[] }> = ({ input }) => {
    const { repository, pullRequest } = writable(call, { pullRequestId: input.labelableId });
    const labels = input.labelIds.map((id) => labelWithId(call, id));
    const foreign = labels.find((label) => label.repository !== repository);
    if (foreign) throw new GraphQLFault('UNPROCESSABLE', `The label ${foreign.label.name} is not in the repository`);
    const names = labels.map(({ label }) => label.name);
    addLabels({ call, repository, pullRequest }, names);
    return payload(input, { labelable: new PullRequestNode(call, repository, pullRequest) });
  };
  const createLabel: Mutation<{ repositoryId: string; name: string; color: string }> = ({ input }) => {
    const repository = repositoryWithId(call, input.repositoryId);
    call.mustWrite(repository, 'pull_requests');
    const key = input.name.toLowerCase();
    if (repository.labels.has(key)) throw new GraphQLFault('UNPROCESSABLE', 'Name has already been taken');
    const label: Label = { id: call.world.nextId(), name: input.name };
    repository.labels.set(key, label);
    return payload(input, { label: labelNode(call, repository, label) });
  };
  const comment: Mutation<{ subjectId: string; body: string }> = ({ input }) => {
    const { repository, pullRequest } = writable(call, { pullRequestId: input.subjectId });
    const added = addComment({ call, repository, pullRequest }, input.body);
    return payload(input, {
      commentEdge: { cursor: '', node: commentNode(call, added) },
      subject: new PullRequestNode(call, repository, pullRequest),
    });
  };
  return { addLabelsToLabelable, createLabel, addComment: comment };
}

function writable(call: GitHubCall, { pullRequestId }: PullRequestId, permission = 'pull_requests'): PullRequestPlace {
  const found = pullRequestWithId(call, pullRequestId);
  call.mustWrite(found.repository, permission);
  return { call, ...found };
}

function shown(call: GitHubCall, input: Input, { repository, pullRequest }: PlacedPullRequest): object {
  return payload(input, {
    actor: userNode(call.world.owner),
    pullRequest: new PullRequestNode(call, repository, pullRequest),
  });
}

function payload(input: Input, members: object): object {
  return { clientMutationId: input.clientMutationId ?? null, ...members };
}

function methodOf({ mergeMethod }: MergeInput): MergeMethod {
  const methods = { MERGE: 'merge', SQUASH: 'squash', REBASE: 'rebase' } as const;
  return methods[mergeMethod ?? 'MERGE'];
}
