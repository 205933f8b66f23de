import type { components } from '@octokit/openapi-types';
import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { listOf, objectsAt, textAt } from '../json-members.js';
import { nodeId, WEB } from './accounts.js';
import { foldersOf, type Commit, type FileMode, type FileTree, type GitFile, type TreeEntry } from './git-objects.js';
import { createBranch, deleteBranch, moveBranch, mustWriteWorkflows } from './git-writes.js';
import type { GitHubCall, GitHubRoutes, RepositoryPlace } from './github-call.js';
import { gitHubFault, notFound, notSupplied, unprocessable } from './github-fault.js';
import { listAnswer } from './page.js';
import type { Repository } from './repository.js';
import { showVerification } from './show-commit.js';
import { EMPTY_REPOSITORY, TREE_FAULTS } from './unverified.js';

type Schemas = components['schemas'];

const GIT = '/repos/{owner}/{repo}/git';
/** Empty, absolute, or with parts that are empty or lead up. */
const BAD_PATH = /^$|^\/|(?:^|\/)\.{0,2}(?:\/|$)/;
const FILE_MODES: readonly string[] = ['100644', '100755', '120000'] satisfies readonly FileMode[];

/** Blobs, trees, commits and branches, one by one. */
export const GIT_ROUTES: GitHubRoutes = {
  [`GET ${GIT}/blobs/{sha}`]: (call) => {
    const repository = call.repository();
    const file = findFile(repository, call.param('sha'));
    if (!file) throw notFound();
    const content = file.content.toString('base64').replaceAll(/.{1,60}/g, '$&\n');
    const shown = { ...showObject({ call, repository }, 'blobs', file.sha), node_id: nodeId('B', repository.id) };
    const body = { ...shown, size: file.content.length, content, encoding: 'base64' } satisfies Schemas['blob'];
    return { status: 200, body };
  },
  [`POST ${GIT}/blobs`]: (call) => {
    const repository = call.repository();
    const { content, encoding = 'utf-8' } = call.json();
    if (typeof content !== 'string') throw notSupplied(['content']);
    const isBase64 = encoding === 'base64';
    if (isBase64 && /[^A-Za-z\d+/=\s]/.test(content)) throw unprocessable('content is not valid Base64');
    const file = call.world.git.file(Buffer.from(content, isBase64 ? 'base64' : 'utf8'));
    repository.looseFiles.set(file.sha, file);
    return { status: 201, body: showObject({ call, repository }, 'blobs', file.sha) };
  },
  [`GET ${GIT}/trees/{sha}`]: (call) => {
    const repository = notEmpty(call.repository());
    const found = findTree(repository, call.param('sha'));
    if (!found) throw notFound();
    return { status: 200, body: showTree({ call, repository }, found, call.query.has('recursive')) };
  },
  [`POST ${GIT}/trees`]: (call) => {
    const repository = notEmpty(call.repository());
    const { files } = call.world.git.tree(newTree(call, repository));
    const tree: FoundTree = { files, folder: '' };
    repository.looseTrees.set(shaOf(tree), files);
    return { status: 201, body: showTree({ call, repository }, tree, false) };
  },
  [`GET ${GIT}/commits/{sha}`]: (call) => {
    const repository = call.repository();
    const commit = repository.commits.get(call.param('sha'));
    if (!commit) throw notFound();
    return { status: 200, body: showGitCommit(call, repository, commit) };
  },
  [`POST ${GIT}/commits`]: (call) => {
    const repository = notEmpty(call.repository());
    return { status: 201, body: showGitCommit(call, repository, newCommit(call, repository)) };
  },
  [`GET ${GIT}/ref/{ref...}`]: (call) => {
    const repository = notEmpty(call.repository());
    const branch = /^heads\/(.+)$/.exec(call.param('ref'))?.[1] ?? '';
    const tip = repository.branches.get(branch);
    if (!tip) throw notFound();
    return { status: 200, body: showRef({ call, repository }, branch, tip) };
  },
  [`GET ${GIT}/matching-refs/{ref...}`]: (call) => {
    const repository = call.repository();
    const found = [...repository.branches].filter(([name]) => `heads/${name}`.startsWith(call.param('ref')));
    return listAnswer(call, found, ([name, tip]) => showRef({ call, repository }, name, tip));
  },
  [`POST ${GIT}/refs`]: (call) => {
    const repository = call.repository();
    const { ref, sha } = call.json();
    const missing = Object.entries({ ref, sha }).filter(([, value]) => typeof value !== 'string');
    if (missing.length > 0) throw notSupplied(missing.map(([name]) => name));
    const branch = /^refs\/heads\/(.+)$/.exec(String(ref))?.[1];
    if (branch === undefined) throw unprocessable('Reference name must start with refs/heads/');
    const tip = createBranch({ call, repository }, branch, String(sha));
    return { status: 201, body: showRef({ call, repository }, branch, tip) };
  },
  [`PATCH ${GIT}/refs/{ref...}`]: (call) => {
    const repository = call.repository();
    const branch = branchAt(call);
    const { sha, force } = call.json();
    if (typeof sha !== 'string') throw notSupplied(['sha']);
    const before = repository.branches.get(branch);
    const after = repository.commits.get(sha);
    if (before && after) mustWriteWorkflows(call, before.files, after.files);
    const tip = moveBranch({ call, repository }, branch, { sha, isForced: force === true });
    return { status: 200, body: showRef({ call, repository }, branch, tip) };
  },
  [`DELETE ${GIT}/refs/{ref...}`]: (call) => {
    deleteBranch({ call, repository: call.repository() }, branchAt(call));
    return { status: 204 };
  },
};

function branchAt(call: GitHubCall): string {
  return call.param('ref').replace(/^heads\//, '');
}

function notEmpty(repository: Repository): Repository {
  if (repository.branches.size === 0) throw gitHubFault(409, EMPTY_REPOSITORY);
  return repository;
}

interface FoundTree {
  readonly files: FileTree;
  /** Where in the files the tree is. */
  readonly folder: string;
}

function shaOf({ files, folder }: FoundTree): string {
  return foldersOf(files).get(folder)?.sha ?? '';
}

function findFile(repository: Repository, sha: string): GitFile | undefined {
  const loose = repository.looseFiles.get(sha);
  if (loose) return loose;
  for (const { files } of repository.commits.values()) {
    for (const file of files.values()) if (file.sha === sha) return file;
  }
  return undefined;
}

/** A tree by its own hash, by that of a commit, or by the name of a branch. */
function findTree(repository: Repository, name: string): FoundTree | undefined {
  const commit = repository.branches.get(name.replace(/^refs\/heads\//, '')) ?? repository.commits.get(name);
  if (commit) return { files: commit.files, folder: '' };
  const all = [...[...repository.commits.values()].map(({ files }) => files), ...repository.looseTrees.values()];
  for (const files of all) {
    for (const [folder, { sha }] of foldersOf(files)) if (sha === name) return { files, folder };
  }
  return undefined;
}

/** The files of a tree as if its folder were the root. */
function filesBelow({ files, folder }: FoundTree): FileTree {
  if (folder === '') return files;
  const prefix = `${folder}/`;
  return new Map(
    [...files].flatMap(([path, file]) => (path.startsWith(prefix) ? [[path.slice(prefix.length), file] as const] : [])),
  );
}

/** `base_tree` with the entries put over it. An entry of `null` deletes a file or folder. */
function newTree(call: GitHubCall, repository: Repository): ReadonlyMap<string, GitFile> {
  const body = call.json();
  if (!Array.isArray(body['tree'])) throw notSupplied(['tree']);
  const baseName = textAt(body, 'base_tree');
  const base = baseName === undefined ? undefined : findTree(repository, baseName);
  if (baseName !== undefined && !base) throw notFound();
  const files = new Map(base && filesBelow(base));
  for (const entry of objectsAt(body, 'tree')) putEntry({ call, repository }, files, entry);
  return files;
}

function putEntry(
  { call, repository }: RepositoryPlace,
  files: Map<string, GitFile>,
  { path, mode, sha, content }: JsonObject,
): void {
  if (typeof path !== 'string' || BAD_PATH.test(path)) throw unprocessable(TREE_FAULTS.path);
  const inside = [...files.keys()].filter((file) => file.startsWith(`${path}/`));
  if (sha === null && inside.length === 0 && !files.has(path)) throw unprocessable('GitRPC::BadObjectState');
  const put = sha === null ? [] : newFiles({ call, repository }, { path, mode, sha, content });
  for (const file of [path, ...inside]) files.delete(file);
  for (const [file, kept] of put) files.set(file, kept);
}

interface AskedEntry {
  readonly path: string;
  readonly mode: Json | undefined;
  readonly sha: Json | undefined;
  readonly content: Json | undefined;
}

/** What an entry puts at its path: one file, or all that a tree has. */
function newFiles(
  { call, repository }: RepositoryPlace,
  { path, mode, sha, content }: AskedEntry,
): readonly (readonly [string, GitFile])[] {
  if (mode === '040000') {
    const tree = typeof sha === 'string' ? findTree(repository, sha) : undefined;
    if (!tree) throw unprocessable(`tree.sha ${String(sha)} is not a valid tree`);
    return [...filesBelow(tree)].map(([file, kept]) => [`${path}/${file}`, kept]);
  }
  if (typeof mode !== 'string' || !FILE_MODES.includes(mode)) throw unprocessable(TREE_FAULTS.mode);
  const known = typeof sha === 'string' ? findFile(repository, sha) : undefined;
  if (sha !== undefined && !known) throw unprocessable(`tree.sha ${String(sha)} is not a valid blob`);
  if (!known && typeof content !== 'string') throw unprocessable(TREE_FAULTS.content);
  const { git } = call.world;
  return [[path, git.withMode(known ?? git.file(Buffer.from(String(content))), mode as FileMode)]];
}

function newCommit(call: GitHubCall, repository: Repository): Commit {
  const body = call.json();
  const [message, tree] = ['message', 'tree'].map((member) => textAt(body, member));
  const missing = Object.entries({ message, tree }).filter(([, value]) => value === undefined);
  if (missing.length > 0) throw notSupplied(missing.map(([name]) => name));
  const found = findTree(repository, String(tree));
  if (!found) throw unprocessable('Tree SHA does not exist');
  const parents = listOf(body['parents']).map(String);
  const before = parents.map((parent) => repository.commits.get(parent));
  if (before.includes(undefined)) throw unprocessable('Parent SHA does not exist or is not a commit object');
  const { world, access } = call;
  const files = filesBelow(found);
  mustWriteWorkflows(call, before[0]?.files, files);
  const isOwn = isJsonObject(body['author']) || isJsonObject(body['committer']);
  const commit = world.git.commit({
    files,
    parents,
    message: String(message),
    date: world.now(),
    author: world.owner.login,
    isVerified: access.installation !== undefined && !isOwn,
  });
  repository.commits.set(commit.sha, commit);
  return commit;
}

function urlOf({ call, repository }: RepositoryPlace): string {
  return `${call.api}/repos/${call.world.organization.login}/${repository.name}/git`;
}

function showObject(place: RepositoryPlace, kind: 'blobs' | 'trees', sha: string) {
  return { sha, url: `${urlOf(place)}/${kind}/${sha}` };
}

function showRef(place: RepositoryPlace, branch: string, { sha }: Commit) {
  const url = urlOf(place);
  return {
    ref: `refs/heads/${branch}`,
    node_id: `REF_${Buffer.from(`${place.repository.id}:refs/heads/${branch}`).toString('base64url')}`,
    url: `${url}/refs/heads/${branch}`,
    object: { sha, type: 'commit', url: `${url}/commits/${sha}` },
  } satisfies Schemas['git-ref'];
}

function showTree(place: RepositoryPlace, tree: FoundTree, isRecursive: boolean): Json {
  const folders = foldersOf(tree.files);
  const prefix = tree.folder === '' ? '' : `${tree.folder}/`;
  const rows = (folder: string): readonly TreeEntry[] =>
    (folders.get(folder)?.entries ?? []).flatMap((entry) =>
      isRecursive && entry.type === 'dir' ? [entry, ...rows(entry.path)] : [entry],
    );
  const shown = rows(tree.folder).map(({ path, mode, sha, size, type }) => ({
    path: path.slice(prefix.length),
    mode,
    type: type === 'dir' ? 'tree' : 'blob',
    sha,
    ...(type === 'file' && { size }),
    url: showObject(place, type === 'dir' ? 'trees' : 'blobs', sha).url,
  }));
  return {
    ...showObject(place, 'trees', shaOf(tree)),
    tree: shown,
    truncated: false,
  } satisfies Schemas['git-tree'];
}

function showGitCommit(call: GitHubCall, repository: Repository, commit: Commit) {
  const { sha, message, date, treeSha, parents } = commit;
  const { login } = call.world.owner;
  const html = `${WEB}/${call.world.organization.login}/${repository.name}/commit`;
  const url = urlOf({ call, repository });
  const person = { name: login, email: `${login}@users.noreply.github.com`, date };
  return {
    sha,
    node_id: nodeId('C', repository.id),
    url: `${url}/commits/${sha}`,
    html_url: `${html}/${sha}`,
    author: person,
    committer: person,
    tree: showObject({ call, repository }, 'trees', treeSha),
    message,
    parents: parents.map((parent) => ({
      sha: parent,
      url: `${url}/commits/${parent}`,
      html_url: `${html}/${parent}`,
    })),
    verification: showVerification(commit),
  } satisfies Schemas['git-commit'];
}
