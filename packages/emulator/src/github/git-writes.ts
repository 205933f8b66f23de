import { gitHubFault, unprocessable } from './github-fault.js';
import type { GitHubCall, RepositoryPlace } from './github-call.js';
import { changedPaths, isBefore } from './git-history.js';
import type { Commit, FileTree } from './git-objects.js';
import { closePullRequestsOf, mergeWhereFree } from './pull-requests.js';
import type { Repository } from './repository.js';
import { CHANGES_NEED_PULL_REQUEST, EMPTY_REPOSITORY } from './unverified.js';

const WORKFLOWS = /^\.github\/workflows\//;
/** Source: git-check-ref-format, as far as names of branches go. */
const BAD_NAME = /\.\.|[\0-\x20\x7f~^:?*[\\]|\/\/|\/\.|^\/|\/$|\.$|\.lock(?:\/|$)|@\{/;

export interface WrittenFiles {
  readonly files: FileTree;
  readonly message: string;
  readonly isVerified: boolean;
}

/** Puts a commit on a branch, a first one where there is none. Throws a 403 for workflows and guarded branches. */
export function commitOn(place: RepositoryPlace, branch: string, written: WrittenFiles): Commit {
  const { call, repository } = place;
  const tip = repository.branches.get(branch);
  mustWriteWorkflows(call, tip?.files, written.files);
  if (tip) mustBeUnguarded(repository, branch);
  const commit = call.world.git.commit({
    ...written,
    parents: tip ? [tip.sha] : [],
    date: call.world.now(),
    author: call.world.owner.login,
  });
  repository.commits.set(commit.sha, commit);
  if (repository.branches.size === 0) repository.defaultBranch = branch;
  moveTo(place, branch, commit);
  return commit;
}

/** Throws a 422 for branches that exist and commits that do not, a 409 for empty repositories. */
export function createBranch(place: RepositoryPlace, branch: string, sha: string): Commit {
  const { repository } = place;
  if (repository.branches.size === 0) throw gitHubFault(409, EMPTY_REPOSITORY);
  if (branch === '' || BAD_NAME.test(branch)) throw unprocessable('Reference name is not valid');
  const commit = repository.commits.get(sha);
  if (!commit) throw unprocessable('Object does not exist');
  if (repository.branches.has(branch)) throw unprocessable('Reference already exists');
  moveTo(place, branch, commit);
  return commit;
}

export interface BranchMove {
  readonly sha: string;
  readonly isForced: boolean;
}

/** Throws a 422 for branches and commits that do not exist, and for moves that lose commits unless they are forced. */
export function moveBranch(place: RepositoryPlace, branch: string, move: BranchMove): Commit {
  const { repository } = place;
  const tip = repository.branches.get(branch);
  if (!tip) throw unprocessable('Reference does not exist');
  const commit = repository.commits.get(move.sha);
  if (!commit) throw unprocessable('Object does not exist');
  if (!move.isForced && !isBefore(repository, tip.sha, commit.sha)) throw unprocessable('Update is not a fast forward');
  if (tip.sha === commit.sha) return commit;
  mustBeUnguarded(repository, branch);
  moveTo(place, branch, commit);
  return commit;
}

/** Closes the pull requests of the branch. Throws a 422 for branches that do not exist, and for the default one. */
export function deleteBranch(place: RepositoryPlace, branch: string): void {
  const { repository } = place;
  if (!repository.branches.has(branch)) throw unprocessable('Reference does not exist');
  if (branch === repository.defaultBranch) throw unprocessable('Cannot delete the default branch');
  closePullRequestsOf(place, branch);
  repository.branches.delete(branch);
}

/** Throws a 403 where the files of workflows differ and the token may not write them. */
export function mustWriteWorkflows(call: GitHubCall, before: FileTree | undefined, after: FileTree): void {
  if (call.access.canWriteWorkflows) return;
  const path = changedPaths(before, after).find((changed) => WORKFLOWS.test(changed));
  if (path === undefined) return;
  throw gitHubFault(
    403,
    `refusing to allow a GitHub App to create or update workflow \`${path}\` without \`workflows\` permission`,
  );
}

function mustBeUnguarded(repository: Repository, branch: string): void {
  if (repository.isGuarded && branch === repository.defaultBranch) throw unprocessable(CHANGES_NEED_PULL_REQUEST);
}

function moveTo(place: RepositoryPlace, branch: string, commit: Commit): void {
  const { call, repository } = place;
  repository.branches.set(branch, commit);
  repository.updatedAt = call.world.now();
  mergeWhereFree(place, branch);
}
