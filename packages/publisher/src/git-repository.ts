import { spawn } from 'node:child_process';
import { posix } from 'node:path';
import type { ArtifactSource } from '@nx-apiops/apim';
import { PublisherError } from './errors.js';

/** Read access to a git working tree. Runs `git`; never changes anything. */
export interface GitRepository {
  /** Commit that is checked out, in full; undefined before the first commit. */
  head(): Promise<string | undefined>;
  /** True where nothing below the given paths differs from the commit that is checked out, ignored files included. */
  isClean(paths: readonly string[]): Promise<boolean>;
  /** The full id of a commit, or undefined where this clone does not have it. */
  resolveCommit(revision: string): Promise<string | undefined>;
  /** `owner/name` of the remote `origin`, undefined without one. */
  originName(): Promise<string | undefined>;
  /** A file as a commit has it, undefined where it does not. */
  readFile(commit: string, path: string): Promise<string | undefined>;
  /** The artifact files below `folder` as a commit has them. */
  source(commit: string, folder: string): ArtifactSource;
}

/** Shown instead of a full commit id. */
const SHORT_ID_LENGTH = 10;

export function shortCommit(commit: string): string {
  return commit.slice(0, SHORT_ID_LENGTH);
}

/** The repository that `folder` is in, or undefined where it is in none or git is not installed. */
export async function openGitRepository(folder: string): Promise<GitRepository | undefined> {
  const top = await tryGit(folder, ['rev-parse', '--show-prefix']);
  if (top === undefined) return undefined;
  // Paths below `folder` are below `prefix` in commits.
  const prefix = top.trim();
  const inCommit = (path: string): string => posix.normalize(posix.join(prefix, path));
  return {
    head: async () => (await tryGit(folder, ['rev-parse', '--verify', '--quiet', 'HEAD']))?.trim(),
    isClean: async (paths) =>
      (await git(folder, ['status', '--porcelain', '--ignored=matching', '--', ...paths])).trim() === '',
    resolveCommit: async (revision) =>
      (await tryGit(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]))?.trim(),
    originName: async () => repositoryName(await tryGit(folder, ['remote', 'get-url', 'origin'])),
    readFile: async (commit, path) => tryGit(folder, ['cat-file', 'blob', `${commit}:${inCommit(path)}`]),
    source: (commit, artifacts) => commitSource(folder, commit, inCommit(artifacts)),
  };
}

/** `owner/name` out of a remote's URL, in its https and ssh forms, for GitHub and Azure DevOps. */
export function repositoryName(url: string | undefined): string | undefined {
  const path = decodedUrl(url?.trim())
    ?.replace(/\.git$/, '')
    // Azure DevOps leaves the project out where the repository has its name.
    .replace(
      /^https:\/\/(?:[^/]*dev\.azure\.com\/[^/]+|[^/]+\.visualstudio\.com(?:\/DefaultCollection)?)\/_git\/([^/]+)$/,
      '$1/$1',
    )
    .replace(/\/_git\//, '/');
  return path === undefined ? undefined : lastTwoParts(path);
}

/** `owner/name` at the end of a path; the owner may follow a colon, as in `git@github.com:owner/name`. */
function lastTwoParts(path: string): string | undefined {
  const [name, owner] = path.split('/').reverse();
  const shortOwner = owner?.split(':').at(-1);
  return name && shortOwner ? `${shortOwner}/${name}` : undefined;
}

function decodedUrl(url: string | undefined): string | undefined {
  try {
    return url === undefined ? undefined : decodeURIComponent(url);
  } catch {
    return url;
  }
}

function commitSource(folder: string, commit: string, prefix: string): ArtifactSource {
  const base = prefix === '.' ? '' : `${prefix.replace(/\/$/, '')}/`;
  let blobs: Promise<ReadonlyMap<string, string>> | undefined;
  return {
    name: `${prefix} at ${shortCommit(commit)}`,
    list: async () => {
      const listing = await git(folder, ['ls-tree', '-r', '-z', '--full-tree', '--name-only', commit, '--', prefix]);
      const paths = listing.split('\0').filter((path) => path.startsWith(base));
      return paths
        .map((path) => path.slice(base.length))
        .filter((path) => !/(^|\/)\./.test(path))
        .sort();
    },
    read: async (path) => {
      blobs ??= readTree(folder, commit, prefix);
      const text = (await blobs).get(`${base}${path}`);
      if (text === undefined) throw new PublisherError('GIT', `${path} cannot be read at ${shortCommit(commit)}.`);
      return text;
    },
  };
}

/** Every file below `prefix`, with two git processes however many files there are. */
async function readTree(folder: string, commit: string, prefix: string): Promise<ReadonlyMap<string, string>> {
  const listing = await git(folder, ['ls-tree', '-r', '-z', '--full-tree', commit, '--', prefix]);
  const entries = listing.split('\0').flatMap((line): TreeEntry[] => {
    const [, mode, id, path] = /^(\d+) blob ([0-9a-f]+)\t([\s\S]+)$/.exec(line) ?? [];
    return id === undefined || path === undefined ? [] : [{ id, path, isLink: mode === LINK_MODE }];
  });
  const output = await gitBuffer(folder, ['cat-file', '--batch'], entries.map(({ id }) => `${id}\n`).join(''));
  const files = new Map<string, string>();
  let offset = 0;
  for (const { path } of entries) {
    const endOfHeader = output.indexOf('\n', offset);
    const size = Number(output.toString('utf8', offset, endOfHeader).split(' ')[2]);
    files.set(path, output.toString('utf8', endOfHeader + 1, endOfHeader + 1 + size));
    offset = endOfHeader + 1 + size + 1;
  }
  for (const { path } of entries.filter(({ isLink }) => isLink)) {
    const target = posix.join(posix.dirname(path), files.get(path) ?? '');
    const text = files.get(target);
    if (text === undefined) files.delete(path);
    else files.set(path, text);
  }
  return files;
}

/** A file of a commit. */
interface TreeEntry {
  readonly id: string;
  readonly path: string;
  /** Its content is the path that it points to. */
  readonly isLink: boolean;
}

const LINK_MODE = '120000';

async function git(folder: string, args: readonly string[]): Promise<string> {
  return (await gitBuffer(folder, args)).toString('utf8');
}

async function tryGit(folder: string, args: readonly string[]): Promise<string | undefined> {
  return git(folder, args).catch(() => undefined);
}

async function gitBuffer(folder: string, args: readonly string[], input = ''): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...args], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.stdin.on('error', () => undefined);
    child.on('error', (cause) =>
      reject(new PublisherError('GIT', 'git cannot be run.', { hint: 'Install git.', cause })),
    );
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out));
      else reject(new PublisherError('GIT', `git ${args[0]} failed: ${Buffer.concat(err).toString('utf8').trim()}`));
    });
    child.stdin.end(input);
  });
}
