import type { components } from '@octokit/openapi-types';
import type { Json } from '@nx-apiops/plan';
import type { Answer } from '../http/exchange.js';
import { nodeId } from './accounts.js';
import { blobHash, createCommit, entriesOf, type Commit, type TreeEntry } from './git-objects.js';
import type { GitHubCall, GitHubRoutes } from './github-call.js';
import { gitHubFault, notFound, notSupplied, unprocessable } from './github-fault.js';
import type { Repository } from './repository.js';
import { showCommit } from './show-commit.js';
import { showEntry, showFile } from './show-content.js';

type Schemas = components['schemas'];

const EMPTY = 'Git Repository is empty.';

/** Files, commits and branches as git has them, as far as they are read; and writing one file. */
export const CONTENT_ROUTES: GitHubRoutes = {
  'GET /repos/{owner}/{repo}/contents': (call) => contentAnswer(call, ''),
  'GET /repos/{owner}/{repo}/contents/{path...}': (call) => contentAnswer(call, call.param('path')),
  'PUT /repos/{owner}/{repo}/contents/{path...}': putContent,
  'GET /repos/{owner}/{repo}/git/ref/{ref...}': (call) => {
    const repository = call.repository();
    if (repository.branches.size === 0) throw gitHubFault(409, EMPTY);
    const ref = call.param('ref');
    const tip = ref.startsWith('heads/') ? repository.branches.get(ref.slice('heads/'.length)) : undefined;
    if (!tip) throw notFound();
    return { status: 200, body: showRef(call, repository, { ref: `refs/${ref}`, sha: tip.sha }) };
  },
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': (call) => {
    const repository = call.repository();
    commitAt(repository, call.param('ref'));
    return { status: 200, body: { total_count: 0, check_runs: [] } };
  },
  'GET /repos/{owner}/{repo}/commits/{ref}': (call) => {
    const repository = call.repository();
    const commit = commitAt(repository, call.param('ref'));
    if (!wants(call, 'sha')) return { status: 200, body: showCommit(call, repository, commit) };
    return { status: 200, text: { content: commit.sha, contentType: 'application/vnd.github.sha' } };
  },
  'GET /repos/{owner}/{repo}/codeowners/errors': (call) => {
    call.repository();
    return { status: 200, body: { errors: [] } satisfies Schemas['codeowners-errors'] };
  },
};

/** The commit at a branch, with or without `heads/`, or of a hash that may be shortened. */
function findCommit({ branches, commits }: Repository, ref: string): Commit | undefined {
  const branch = branches.get(ref.replace(/^(?:refs\/)?heads\//, ''));
  if (branch) return branch;
  return /^[\da-f]{7,40}$/.test(ref) ? [...commits.values()].find(({ sha }) => sha.startsWith(ref)) : undefined;
}

function commitAt(repository: Repository, ref: string): Commit {
  if (repository.branches.size === 0) throw gitHubFault(409, EMPTY);
  const found = findCommit(repository, ref);
  if (!found) throw unprocessable(`No commit found for SHA: ${ref}`);
  return found;
}

/** Whether the caller asks for another form of the answer than JSON. */
function wants({ request }: GitHubCall, form: 'raw' | 'sha'): boolean {
  return new RegExp(`^application/vnd\\.github\\.(?:v3\\.)?${form}\\b`).test(request.headers['accept'] ?? '');
}

function contentAnswer(call: GitHubCall, path: string): Answer {
  const repository = call.repository();
  if (repository.branches.size === 0) throw notFound('This repository is empty.');
  const ref = call.query.get('ref') ?? repository.defaultBranch;
  const commit = findCommit(repository, ref);
  if (!commit) throw notFound(`No commit found for the ref ${ref}`);
  const { files } = commit;
  const content = files.get(path);
  if (content !== undefined && wants(call, 'raw')) {
    return { status: 200, text: { content: content.toString('utf8'), contentType: 'application/vnd.github.raw+json' } };
  }
  if (content !== undefined) return { status: 200, body: showFile({ call, repository, ref }, path, content) };
  const entries = entriesOf(files, path);
  if (!entries) throw notFound();
  return { status: 200, body: entries.map((entry) => showEntry({ call, repository, ref }, entry)) };
}

/** Creates or replaces one file, which needs the hash of what it replaces; the first one makes the first branch. */
function putContent(call: GitHubCall) {
  const repository = call.repository();
  const path = call.param('path');
  const { message, content, sha, branch = repository.defaultBranch } = call.json();
  const missing = Object.entries({ message, content }).filter(([, value]) => typeof value !== 'string');
  if (missing.length > 0) throw notSupplied(missing.map(([name]) => name));
  if (typeof content !== 'string' || /[^A-Za-z\d+/=\s]/.test(content)) {
    throw unprocessable('content is not valid Base64');
  }
  const name = String(branch);
  const tip = repository.branches.get(name);
  if (!tip && repository.branches.size > 0) throw notFound(`Branch ${name} not found`);
  const before = tip?.files.get(path);
  checkHash(path, before, sha);
  const bytes = Buffer.from(content, 'base64');
  const commit = createCommit({
    files: new Map([...(tip?.files ?? []), [path, bytes]]),
    parents: tip ? [tip.sha] : [],
    message: String(message),
    date: call.world.now(),
    author: call.world.owner.login,
  });
  repository.branches.set(name, commit);
  repository.commits.set(commit.sha, commit);
  repository.updatedAt = commit.date;
  if (!tip) repository.defaultBranch = name;
  const entry: TreeEntry = {
    name: path.split('/').at(-1) ?? path,
    path,
    type: 'file',
    sha: blobHash(bytes),
    size: bytes.length,
  };
  const { commit: details, ...shown } = showCommit(call, repository, commit);
  return {
    status: before ? 200 : 201,
    body: {
      content: showEntry({ call, repository, ref: name }, entry),
      commit: { ...details, sha: shown.sha, node_id: shown.node_id, html_url: shown.html_url, parents: shown.parents },
    },
  };
}

function checkHash(path: string, before: Buffer | undefined, sha: Json | undefined): void {
  if (before && sha === undefined) throw notSupplied(['sha']);
  if (sha !== undefined && (!before || sha !== blobHash(before))) {
    throw gitHubFault(409, `${path} does not match ${JSON.stringify(sha).replaceAll('"', '')}`);
  }
}

function showRef(
  call: GitHubCall,
  { id, name }: Repository,
  { ref, sha }: { readonly ref: string; readonly sha: string },
) {
  const url = `${call.api}/repos/${call.world.organization.login}/${name}/git`;
  return {
    ref,
    node_id: nodeId('REF', id),
    url: `${url}/${ref}`,
    object: { sha, type: 'commit', url: `${url}/commits/${sha}` },
  } satisfies Schemas['git-ref'];
}
