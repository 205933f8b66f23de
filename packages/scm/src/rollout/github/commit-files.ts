import type { Clock } from '@nx-apiops/plan';
import { ScmError } from '../../errors.js';
import type { Parameters } from '../../github/github-client.js';
import { graphqlFailure } from '../../github/graphql-errors.js';
import { parseRepositoryName } from '../../github/repository.js';
import { branchChanged } from '../branch-changed.js';
import { lookThenWrite } from '../lost-answer.js';
import type { RolloutCommit, RolloutRepository } from '../rollout-port.js';
import { commitInput, tellsOfMove } from './commit-input.js';
import { mutate, type GitHubSession } from './graphql-session.js';
import { hasContent } from './has-content.js';
import { isAncestor } from './is-ancestor.js';
import { lookAtBranch, type BranchLook } from './look-at-branch.js';

const CREATE_REF = 'branch: createRef(input: $branch) { clientMutationId }';
const COMMIT = 'commit: createCommitOnBranch(input: $commit) { commit { oid } }';

/** What was found before the write is told as well: the next step need not look again. */
export interface WrittenCommit {
  readonly oid: string;
  readonly look: BranchLook;
}

/**
 * Puts the changes on the branch as one commit, signed by GitHub. GraphQL does it in one request; modes of files, and
 * replacing a commit without the pull request ever being empty (GitHub would close it), take git's own objects.
 */
export async function commitFiles(
  { session, clock }: { readonly session: GitHubSession; readonly clock: Clock },
  repository: RolloutRepository,
  wanted: RolloutCommit,
): Promise<WrittenCommit> {
  const { branch, baseOid, replaces = [] } = wanted;
  return lookThenWrite<BranchLook, WrittenCommit>({
    clock,
    look: () => lookAtBranch(session, repository, branch),
    done: async (look) => {
      const { tip } = look;
      if (tip === undefined || tip === baseOid) return undefined;
      if (await hasContent(session, repository, { ...wanted, tip })) return { oid: tip, look };
      if (replaces.includes(tip)) return undefined;
      // Left by a run that ended before its commit.
      if (await isAncestor(session, repository, { oid: tip, of: baseOid })) return undefined;
      throw branchChanged(repository.fullName, branch, tip);
    },
    write: async (look) => {
      const needsObjects =
        wanted.changes.some((change) => change.kind !== 'delete' && change.isExecutable !== undefined) ||
        (look.tip !== undefined && look.tip !== baseOid);
      const write = needsObjects ? writeObjects : writeOnBranch;
      return { oid: await write(session, repository, { ...wanted, tip: look.tip }), look };
    },
    isOutrun: (error) => error instanceof ScmError && error.cause === OUTRUN,
  });
}

type Write = RolloutCommit & { readonly tip: string | undefined };

/** Marks the refusal of what was looked up and is no longer so. */
const OUTRUN = new Error('The branch moved between the look and the write.');

async function writeOnBranch(session: GitHubSession, repository: RolloutRepository, wanted: Write): Promise<string> {
  const { branch, baseOid, changes, message, tip } = wanted;
  const isNew = tip === undefined;
  const { fullName } = repository;
  const commit = commitInput({ fullName, branch, expectedHeadOid: baseOid, message, changes });
  const ref = { repositoryId: repository.id, name: `refs/heads/${branch}`, oid: baseOid };
  const declared = isNew
    ? '$branch: CreateRefInput!, $commit: CreateCommitOnBranchInput!'
    : '$commit: CreateCommitOnBranchInput!';
  // Mutations of one request are carried out one after the other.
  const query = `mutation (${declared}) {\n${isNew ? `${CREATE_REF}\n` : ''}${COMMIT}\n}`;
  const variables = isNew ? { branch: ref, commit } : { commit };
  const what = 'commit';
  const { data, errors } = await mutate<Committed>(session, what, { query, variables, kind: 'change' });
  const oid = data.commit?.commit?.oid;
  if (oid !== undefined) return oid;
  const failure = graphqlFailure(errors, `${what} to ${branch} of ${fullName}`);
  throw tellsOfMove(errors)
    ? new ScmError(failure.code, failure.message, { ...hintOf(failure), cause: OUTRUN })
    : failure;
}

interface Committed {
  readonly commit: { readonly commit: { readonly oid: string } | null } | null;
}

function hintOf({ hint }: ScmError): { hint?: string } {
  return hint === undefined ? {} : { hint };
}

type NewTreeEntry = Parameters<'POST /repos/{owner}/{repo}/git/trees'>['tree'][number];

/** The tree and the commit are found by nobody until the branch points to them. */
async function writeObjects(session: GitHubSession, repository: RolloutRepository, wanted: Write): Promise<string> {
  const { client, counter, pace } = session;
  const { branch, baseOid, changes, message, tip } = wanted;
  const name = parseRepositoryName(repository.fullName);
  const modes = await modesOf(session, repository, wanted);
  await pace.turn('change');
  counter.add('write trees');
  const tree = await client.send('POST /repos/{owner}/{repo}/git/trees', {
    ...name,
    base_tree: baseOid,
    tree: changes.map((change): NewTreeEntry => {
      const { path } = change;
      if (change.kind === 'delete') return { path, mode: '100644', type: 'blob', sha: null };
      const isExecutable = change.isExecutable ?? modes.get(path) === '100755';
      return { path, mode: isExecutable ? '100755' : '100644', type: 'blob', content: change.text };
    }),
  });
  await pace.turn('change');
  counter.add('commit');
  const commit = await client.send('POST /repos/{owner}/{repo}/git/commits', {
    ...name,
    message,
    tree: tree.sha,
    parents: [baseOid],
  });
  await pace.turn('change');
  counter.add('move branch');
  if (tip === undefined) {
    await client.send('POST /repos/{owner}/{repo}/git/refs', { ...name, ref: `refs/heads/${branch}`, sha: commit.sha });
  } else {
    const ref = `heads/${branch}`;
    await client.send('PATCH /repos/{owner}/{repo}/git/refs/{ref}', { ...name, ref, sha: commit.sha, force: true });
  }
  return commit.sha;
}

/** Modes of the files that are replaced, so that what is executable stays so. */
async function modesOf(
  { client, counter }: GitHubSession,
  { fullName }: RolloutRepository,
  { baseOid, changes }: Write,
): Promise<ReadonlyMap<string, string>> {
  if (changes.every((change) => change.kind !== 'update' || change.isExecutable !== undefined)) return new Map();
  counter.add('read whole trees');
  const { tree } = await client.send('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
    ...parseRepositoryName(fullName),
    tree_sha: baseOid,
    recursive: '1',
  });
  return new Map(tree.map(({ path, mode }) => [path, mode]));
}
