import { createHash } from 'node:crypto';

/** Content by path from the root of the repository. */
export type FileTree = ReadonlyMap<string, Buffer>;

export interface Commit {
  readonly sha: string;
  readonly treeSha: string;
  readonly parents: readonly string[];
  readonly message: string;
  /** ISO 8601 without fractions of seconds. */
  readonly date: string;
  readonly files: FileTree;
}

export interface CommitContent {
  readonly files: FileTree;
  readonly parents: readonly string[];
  readonly message: string;
  readonly date: string;
  readonly author: string;
}

/** The commit with the hash that git gives it. */
export function createCommit({ files, parents, message, date, author }: CommitContent): Commit {
  const treeSha = treeHash(files, '');
  const seconds = Math.floor(Date.parse(date) / 1000);
  const person = `${author} <${author}@users.noreply.github.com> ${seconds} +0000`;
  const text = [
    `tree ${treeSha}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${person}`,
    `committer ${person}`,
    '',
    message,
  ].join('\n');
  return { sha: objectHash('commit', Buffer.from(text)), treeSha, parents, message, date, files };
}

export function blobHash(content: Buffer): string {
  return objectHash('blob', content);
}

export interface TreeEntry {
  readonly name: string;
  readonly path: string;
  readonly type: 'file' | 'dir';
  readonly sha: string;
  /** Bytes of a file; 0 for a folder. */
  readonly size: number;
}

/** What a folder holds, by name; undefined where there is no such folder. The root is the empty path. */
export function entriesOf(files: FileTree, folder: string): readonly TreeEntry[] | undefined {
  const prefix = folder === '' ? '' : `${folder}/`;
  const entries = new Map<string, TreeEntry>();
  for (const [path, content] of files) {
    if (!path.startsWith(prefix)) continue;
    const [name = '', ...rest] = path.slice(prefix.length).split('/');
    const own = `${prefix}${name}`;
    if (rest.length === 0) {
      entries.set(name, { name, path: own, type: 'file', sha: blobHash(content), size: content.length });
    } else if (!entries.has(name)) {
      entries.set(name, { name, path: own, type: 'dir', sha: treeHash(files, own), size: 0 });
    }
  }
  if (entries.size === 0 && folder !== '') return undefined;
  return [...entries.values()].sort((a, b) => (sortName(a) < sortName(b) ? -1 : 1));
}

function treeHash(files: FileTree, folder: string): string {
  const rows = (entriesOf(files, folder) ?? []).map(({ name, type, sha }) =>
    Buffer.concat([Buffer.from(`${type === 'dir' ? '40000' : '100644'} ${name}\0`), Buffer.from(sha, 'hex')]),
  );
  return objectHash('tree', Buffer.concat(rows));
}

/** Git sorts folders as if their names ended in a slash. */
function sortName({ name, type }: TreeEntry): string {
  return type === 'dir' ? `${name}/` : name;
}

function objectHash(type: string, content: Buffer): string {
  return createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex');
}
