import type { Clock } from '@nx-apiops/plan';
import { ScmError } from '../../errors.js';
import type { GitHubClient } from '../../github/github-client.js';
import { graphqlFailure } from '../../github/graphql-errors.js';
import type { RepositoryName } from '../../github/repository.js';
import { branchFile, repositoryEmpty, type BranchFile, type BranchFileLook } from '../branch-file.js';
import { commitInput, tellsOfMove } from './commit-input.js';
import { problemOf } from './graphql-session.js';

export interface GitHubBranchFileOptions {
  readonly client: GitHubClient;
  readonly repository: RepositoryName;
  readonly branch: string;
  readonly path: string;
  readonly clock?: Clock | undefined;
}

interface Place extends GitHubBranchFileOptions {
  readonly fullName: string;
  /** For messages. */
  readonly name: string;
}

/** One request for each read, one or two for each change; four for the change that makes the branch. */
export function githubBranchFile(options: GitHubBranchFileOptions): BranchFile {
  const { repository, branch, path, clock } = options;
  const fullName = `${repository.owner}/${repository.repo}`;
  const place = { ...options, fullName, name: `${path} on the branch ${branch} of ${fullName}` };
  return branchFile({
    name: place.name,
    clock,
    readText: () => readText(place),
    look: () => look(place),
    commit: (text, message, { head }) =>
      head === undefined ? makeBranch(place, text, message) : commitOnTop(place, { text, message, head }),
    isOutrun: (error) => error instanceof ScmError && (error.cause === MOVED || /already exists/i.test(error.message)),
  });
}

/** Marks the refusal of a commit for a branch that moved. */
const MOVED = new Error('The branch moved between the look and the commit.');

/**
 * The raw form alone has files of more than 1 MB, up to 100.
 *
 * Source: https://docs.github.com/rest/repos/contents#get-repository-content
 */
async function readText({ client, repository, branch, path }: Place): Promise<string | undefined> {
  const parameters = { ...repository, path, ref: branch, mediaType: { format: 'raw' } };
  const answer: unknown = await client.find('GET /repos/{owner}/{repo}/contents/{path}', parameters);
  // Octokit makes a text of what says that it is UTF-8, and leaves other content as bytes.
  return answer instanceof ArrayBuffer ? Buffer.from(answer).toString('utf8') : (answer as string | undefined);
}

/** Both of one commit: whoever commits in between makes the head another one. */
const LOOK = `query ($owner: String!, $name: String!, $ref: String!, $path: String!) {
  repository(owner: $owner, name: $name) {
    isEmpty
    ref(qualifiedName: $ref) { target { oid ... on Commit { file(path: $path) { oid } } } }
  }
}`;

interface Looked {
  readonly repository: {
    readonly isEmpty: boolean;
    readonly ref: {
      readonly target: { readonly oid: string; readonly file?: { readonly oid: string } | null } | null;
    } | null;
  } | null;
}

async function look({ client, repository, fullName, name, branch, path }: Place): Promise<BranchFileLook> {
  const what = `look at ${name}`;
  const variables = { owner: repository.owner, name: repository.repo, ref: `refs/heads/${branch}`, path };
  const { data, errors } = await client.graphql<Looked>({ query: LOOK, variables, what });
  if (!data.repository) throw problemOf(errors, 'repository', what);
  if (data.repository.isEmpty) throw repositoryEmpty(fullName);
  const target = data.repository.ref?.target;
  return { head: target?.oid, version: target?.file?.oid };
}

const COMMIT = `mutation ($commit: CreateCommitOnBranchInput!) {
  commit: createCommitOnBranch(input: $commit) { commit { oid } }
}`;

interface Committed {
  readonly commit: { readonly commit: { readonly oid: string } | null } | null;
}

/** Of two commits on top of the same one GitHub takes only the first. */
async function commitOnTop(
  { client, fullName, name, branch, path }: Place,
  { text, message, head }: { readonly text: string; readonly message: string; readonly head: string },
): Promise<string> {
  const what = `change ${name}`;
  const changes = [{ kind: 'update', path, text }] as const;
  const commit = commitInput({ fullName, branch, expectedHeadOid: head, message, changes });
  const { data, errors } = await client.graphql<Committed>({ query: COMMIT, variables: { commit }, what });
  const oid = data.commit?.commit?.oid;
  if (oid !== undefined) return oid;
  const { code, message: reason, hint } = graphqlFailure(errors, what);
  throw new ScmError(code, reason, {
    ...(hint !== undefined && { hint }),
    ...(tellsOfMove(errors) && { cause: MOVED }),
  });
}

/** Without a parent. Until the branch points to it, nobody finds the commit. */
async function makeBranch({ client, repository, branch, path }: Place, text: string, message: string): Promise<string> {
  const { sha: tree } = await client.send('POST /repos/{owner}/{repo}/git/trees', {
    ...repository,
    tree: [{ path, mode: '100644', type: 'blob', content: text }],
  });
  const { sha } = await client.send('POST /repos/{owner}/{repo}/git/commits', {
    ...repository,
    message,
    tree,
    parents: [],
  });
  await client.send('POST /repos/{owner}/{repo}/git/refs', { ...repository, ref: `refs/heads/${branch}`, sha });
  return sha;
}
