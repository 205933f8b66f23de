import { stripEnd } from '@nx-apiops/plan';
import { WEB } from '../accounts.js';
import { historyOf } from '../git-history.js';
import { foldersOf, type Commit, type FileTree, type Folder, type GitFile, type TreeEntry } from '../git-objects.js';
import type { GitHubCall, RepositoryPlace } from '../github-call.js';
import { rollupOf } from '../pull-requests.js';
import type { Repository } from '../repository.js';
import { Connection, type PageArguments } from './connection.js';
import { globalId } from './global-id.js';
import { PullRequestNode, pullRequestsOf, type PullRequestFilter } from './pull-request-node.js';
import { RepositoryNode } from './repository-node.js';

const SHORT_OID = 7;
const MAX_TEXT_BYTES = 512 * 1024;

/** Something of a repository in git. */
abstract class GitObjectNode {
  abstract readonly __typename: string;
  readonly call: GitHubCall;
  readonly place: Repository;
  readonly oid: string;

  constructor(call: GitHubCall, place: Repository, oid: string) {
    this.call = call;
    this.place = place;
    this.oid = oid;
  }

  id(): string {
    return globalId(this.__typename, `${this.place.id}:${this.oid}`);
  }

  abbreviatedOid(): string {
    return this.oid.slice(0, SHORT_OID);
  }

  repository(): RepositoryNode {
    return new RepositoryNode(this.call, this.place);
  }
}

export class BlobNode extends GitObjectNode {
  readonly __typename = 'Blob';
  readonly #content: Buffer;

  constructor(call: GitHubCall, place: Repository, { sha, content }: GitFile) {
    super(call, place, sha);
    this.#content = content;
  }

  byteSize(): number {
    return this.#content.length;
  }

  isBinary(): boolean {
    return this.#content.includes(0);
  }

  isTruncated(): boolean {
    return this.#content.length > MAX_TEXT_BYTES;
  }

  text(): string | null {
    return this.isBinary() ? null : this.#content.toString('utf8', 0, MAX_TEXT_BYTES);
  }
}

export class TreeNode extends GitObjectNode {
  readonly __typename = 'Tree';
  readonly #files: FileTree;
  readonly #folder: Folder;

  constructor(call: GitHubCall, place: Repository, { files, folder }: { files: FileTree; folder: Folder }) {
    super(call, place, folder.sha);
    this.#files = files;
    this.#folder = folder;
  }

  entries(): readonly TreeEntryNode[] {
    return this.#folder.entries.map(
      (entry) => new TreeEntryNode({ call: this.call, repository: this.place }, this.#files, entry),
    );
  }
}

class TreeEntryNode {
  readonly name: string;
  readonly path: string;
  readonly oid: string;
  readonly size: number;
  readonly type: string;
  readonly mode: number;
  readonly #call: GitHubCall;
  readonly #place: Repository;
  readonly #files: FileTree;

  constructor({ call, repository }: RepositoryPlace, files: FileTree, entry: TreeEntry) {
    this.#call = call;
    this.#place = repository;
    this.#files = files;
    this.name = entry.name;
    this.path = entry.path;
    this.oid = entry.sha;
    this.size = entry.size;
    this.type = entry.type === 'dir' ? 'tree' : 'blob';
    this.mode = Number.parseInt(entry.mode, 8);
  }

  object(): BlobNode | TreeNode | null {
    return objectAtPath({ call: this.#call, repository: this.#place }, this.#files, this.path);
  }

  repository(): RepositoryNode {
    return new RepositoryNode(this.#call, this.#place);
  }
}

export class CommitNode extends GitObjectNode {
  readonly __typename = 'Commit';
  readonly #commit: Commit;

  constructor(call: GitHubCall, place: Repository, commit: Commit) {
    super(call, place, commit.sha);
    this.#commit = commit;
  }

  message(): string {
    return this.#commit.message;
  }

  messageHeadline(): string {
    return this.#commit.message.split('\n')[0] ?? '';
  }

  messageBody(): string {
    return this.#commit.message.split('\n').slice(1).join('\n').trim();
  }

  authoredDate(): string {
    return this.#commit.date;
  }

  committedDate(): string {
    return this.#commit.date;
  }

  author() {
    const { login } = this.call.world.owner;
    return { name: login, email: `${login}@users.noreply.github.com`, date: this.#commit.date };
  }

  committer() {
    return this.author();
  }

  url(): string {
    return `${WEB}/${this.call.world.organization.login}/${this.place.name}/commit/${this.oid}`;
  }

  signature() {
    if (!this.#commit.isVerified) return null;
    return { __typename: 'GpgSignature', isValid: true, state: 'VALID', wasSignedByGitHub: true };
  }

  statusCheckRollup() {
    const state = rollupOf(this.place, this.oid);
    if (state === undefined) return null;
    return {
      id: globalId('SCR', `${this.place.id}:${this.oid}`),
      state: state.toUpperCase(),
      commit: () => new CommitNode(this.call, this.place, this.#commit),
    };
  }

  tree(): TreeNode {
    const { files } = this.#commit;
    return new TreeNode(this.call, this.place, { files, folder: rootOf(files) });
  }

  file({ path }: { readonly path: string }): TreeEntryNode | null {
    const { files } = this.#commit;
    const folder = path.split('/').slice(0, -1).join('/');
    const entry = foldersOf(files)
      .get(folder)
      ?.entries.find((one) => one.path === path);
    return entry ? new TreeEntryNode({ call: this.call, repository: this.place }, files, entry) : null;
  }

  history(args: PageArguments): Connection<Commit, CommitNode> {
    return new Connection(historyOf(this.place, this.oid), args, (commit) => this.#node(commit));
  }

  parents(args: PageArguments): Connection<Commit, CommitNode> {
    const parents = this.#commit.parents.flatMap((sha) => this.place.commits.get(sha) ?? []);
    return new Connection(parents, args, (commit) => this.#node(commit));
  }

  #node(commit: Commit): CommitNode {
    return new CommitNode(this.call, this.place, commit);
  }
}

export class RefNode {
  readonly __typename = 'Ref';
  readonly name: string;
  readonly prefix = 'refs/heads/';
  readonly #call: GitHubCall;
  readonly #place: Repository;

  constructor(call: GitHubCall, place: Repository, branch: string) {
    this.#call = call;
    this.#place = place;
    this.name = branch;
  }

  id(): string {
    return globalId('REF', `${this.#place.id}:refs/heads/${this.name}`);
  }

  target(): CommitNode | null {
    const commit = this.#place.branches.get(this.name);
    return commit ? new CommitNode(this.#call, this.#place, commit) : null;
  }

  repository(): RepositoryNode {
    return new RepositoryNode(this.#call, this.#place);
  }

  associatedPullRequests(args: PageArguments & PullRequestFilter) {
    const found = pullRequestsOf(this.#place, { ...args, headRefName: this.name });
    return new Connection(found, args, (pullRequest) => new PullRequestNode(this.#call, this.#place, pullRequest));
  }
}

/** What an expression such as `main:apis/echo.yaml` means: a commit, a folder or a file. */
export function resolveExpression(
  call: GitHubCall,
  place: Repository,
  expression: string,
): BlobNode | TreeNode | CommitNode | null {
  const colon = expression.indexOf(':');
  const commit = commitOf(place, colon === -1 ? expression : expression.slice(0, colon));
  if (colon === -1) return commit ? new CommitNode(call, place, commit) : objectWithOid(call, place, expression);
  return commit
    ? objectAtPath({ call, repository: place }, commit.files, stripEnd(expression.slice(colon + 1), '/'))
    : null;
}

function commitOf(place: Repository, revision: string): Commit | undefined {
  const branch = revision === 'HEAD' ? place.defaultBranch : revision.replace(/^refs\/heads\//, '');
  return place.branches.get(branch) ?? place.commits.get(revision);
}

function objectAtPath(
  { call, repository }: RepositoryPlace,
  files: FileTree,
  path: string,
): BlobNode | TreeNode | null {
  const file = files.get(path);
  if (file) return new BlobNode(call, repository, file);
  const folder = foldersOf(files).get(path);
  return folder ? new TreeNode(call, repository, { files, folder }) : null;
}

/** Any object of a repository by its whole hash. */
export function objectWithOid(
  call: GitHubCall,
  place: Repository,
  oid: string,
): BlobNode | TreeNode | CommitNode | null {
  const commit = place.commits.get(oid);
  if (commit) return new CommitNode(call, place, commit);
  for (const { files } of place.commits.values()) {
    for (const file of files.values()) if (file.sha === oid) return new BlobNode(call, place, file);
    for (const folder of foldersOf(files).values()) {
      if (folder.sha === oid) return new TreeNode(call, place, { files, folder });
    }
  }
  return null;
}

function rootOf(files: FileTree): Folder {
  return foldersOf(files).get('') ?? { sha: '', entries: [] };
}
