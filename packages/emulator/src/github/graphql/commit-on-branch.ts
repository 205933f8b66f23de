import type { GitHubCall } from '../github-call.js';
import { commitOn } from '../git-writes.js';
import type { FileTree, GitFile } from '../git-objects.js';
import type { Repository } from '../repository.js';
import { branchMissing, deletedPathMissing } from '../unverified.js';
import { branchWithId } from './find-node.js';
import { CommitNode, RefNode } from './git-nodes.js';
import { GraphQLFault, unresolved } from './graphql-fault.js';

export interface CommitOnBranchInput {
  readonly branch: {
    readonly id?: string | null;
    readonly repositoryNameWithOwner?: string | null;
    readonly branchName?: string | null;
  };
  readonly expectedHeadOid: string;
  readonly message: { readonly headline: string; readonly body?: string | null };
  readonly fileChanges?: {
    readonly additions?: readonly { readonly path: string; readonly contents: string }[] | null;
    readonly deletions?: readonly { readonly path: string }[] | null;
  } | null;
}

/** One commit with all changes, signed by GitHub. Modes of files stay as they are. */
export function commitOnBranch(call: GitHubCall, input: CommitOnBranchInput) {
  const { repository, branch } = placeOf(call, input);
  call.mustWrite(repository, 'contents');
  const name = branch.replace(/^refs\/heads\//, '');
  const tip = repository.branches.get(name);
  if (!tip) throw new GraphQLFault('NOT_FOUND', branchMissing(name));
  if (tip.sha !== input.expectedHeadOid) {
    throw new GraphQLFault(
      'STALE_DATA',
      `Expected branch to point to "${input.expectedHeadOid}" but it did not.  Pull and try again.`,
    );
  }
  const { headline, body } = input.message;
  const commit = commitOn({ call, repository }, name, {
    files: changedFiles(call, input, tip),
    message: body ? `${headline}\n\n${body}` : headline,
    isVerified: true,
  });
  return { commit: new CommitNode(call, repository, commit), ref: new RefNode(call, repository, name) };
}

function placeOf(call: GitHubCall, { branch }: CommitOnBranchInput): { repository: Repository; branch: string } {
  if (branch.id) return branchWithId(call, branch.id);
  const [owner = '', name = ''] = (branch.repositoryNameWithOwner ?? '').split('/');
  const repository = call.world.findRepository(owner, name);
  if (!repository || !call.sees(repository)) throw unresolved(`a Repository with the name '${owner}/${name}'`);
  return { repository, branch: branch.branchName ?? '' };
}

function changedFiles(
  call: GitHubCall,
  { fileChanges }: CommitOnBranchInput,
  { sha, files }: { readonly sha: string; readonly files: FileTree },
): ReadonlyMap<string, GitFile> {
  const changed = new Map(files);
  for (const { path } of fileChanges?.deletions ?? []) {
    if (!changed.delete(path)) throw new GraphQLFault('UNPROCESSABLE', deletedPathMissing(path, sha));
  }
  for (const { path, contents } of fileChanges?.additions ?? []) {
    if (path === '' || path.startsWith('/') || path.split('/').some((part) => part === '' || part === '..')) {
      throw new GraphQLFault('UNPROCESSABLE', `The path ${JSON.stringify(path)} is not valid`);
    }
    if (/[^A-Za-z\d+/=\s]/.test(contents)) {
      throw new GraphQLFault('UNPROCESSABLE', `The contents of ${path} are not valid Base64`);
    }
    changed.set(path, call.world.git.file(Buffer.from(contents, 'base64'), files.get(path)?.mode));
  }
  return changed;
}
