import type { components } from '@octokit/openapi-types';
import type { Json } from '@nx-apiops/plan';
import type { Answer } from '../http/exchange.js';
import { entriesOf, type Commit, type GitFile, type TreeEntry } from './git-objects.js';
import type { GitHubCall, GitHubRoutes } from './github-call.js';
import { gitHubFault, notFound, notSupplied, unprocessable } from './github-fault.js';
import { commitOn } from './git-writes.js';
import type { Repository } from './repository.js';
import { showCommit } from './show-commit.js';
import { showEntry, showFile } from './show-content.js';
import { EMPTY_REPOSITORY } from './unverified.js';

type Schemas = components['schemas'];

/** Files, commits and branches as git has them, as far as they are read; and writing one file. */
export const CONTENT_ROUTES: GitHubRoutes = {
  'GET /repos/{owner}/{repo}/contents': (call) => contentAnswer(call, ''),
  'GET /repos/{owner}/{repo}/contents/{path...}': (call) => contentAnswer(call, call.param('path')),
  'PUT /repos/{owner}/{repo}/contents/{path...}': putContent,
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
export function findCommit({ branches, commits }: Repository, ref: string): Commit | undefined {
  const branch = branches.get(ref.replace(/^(?:refs\/)?heads\//, ''));
  if (branch) return branch;
  return /^[\da-f]{7,40}$/.test(ref) ? [...commits.values()].find(({ sha }) => sha.startsWith(ref)) : undefined;
}

export function commitAt(repository: Repository, ref: string): Commit {
  if (repository.branches.size === 0) throw gitHubFault(409, EMPTY_REPOSITORY);
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
  const file = files.get(path);
  if (file && wants(call, 'raw')) {
    return {
      status: 200,
      text: { content: file.content.toString('utf8'), contentType: 'application/vnd.github.raw+json' },
    };
  }
  if (file) return { status: 200, body: showFile({ call, repository, ref }, path, file) };
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
  const { git } = call.world;
  const file = git.file(Buffer.from(content, 'base64'), before?.mode);
  const commit = commitOn({ call, repository }, name, {
    files: new Map([...(tip?.files ?? []), [path, file]]),
    message: String(message),
    isVerified: call.access.installation !== undefined,
  });
  const entry: TreeEntry = {
    name: path.split('/').at(-1) ?? path,
    path,
    type: 'file',
    mode: file.mode,
    sha: file.sha,
    size: file.content.length,
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

function checkHash(path: string, before: GitFile | undefined, sha: Json | undefined): void {
  if (before && sha === undefined) throw notSupplied(['sha']);
  if (sha !== undefined && (!before || sha !== before.sha)) {
    throw gitHubFault(409, `${path} does not match ${JSON.stringify(sha).replaceAll('"', '')}`);
  }
}
