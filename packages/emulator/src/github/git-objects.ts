import { createHash } from 'node:crypto';

/** A plain file, an executable one, or a symbolic link. */
export type FileMode = '100644' | '100755' | '120000';

export interface GitFile {
  /** The hash that git gives the content. */
  readonly sha: string;
  readonly content: Buffer;
  readonly mode: FileMode;
}

/** Files by path from the root of the repository. */
export type FileTree = ReadonlyMap<string, GitFile>;

export interface Commit {
  readonly sha: string;
  readonly treeSha: string;
  readonly parents: readonly string[];
  readonly message: string;
  /** ISO 8601 without fractions of seconds. */
  readonly date: string;
  readonly files: FileTree;
  /** Whether GitHub signed it. */
  readonly isVerified: boolean;
}

export interface TreeEntry {
  readonly name: string;
  readonly path: string;
  readonly type: 'file' | 'dir';
  readonly mode: FileMode | '040000';
  readonly sha: string;
  /** Bytes of a file; 0 for a folder. */
  readonly size: number;
}

export interface Folder {
  readonly sha: string;
  /** In the order of git. */
  readonly entries: readonly TreeEntry[];
}

type Folders = ReadonlyMap<string, Folder>;

/** Trees never change, and one query asks for many folders of each. */
const FOLDERS = new WeakMap<FileTree, Folders>();

/** Every folder by its path, the root under the empty one, after all folders that are in it. */
export function foldersOf(files: FileTree): Folders {
  const known = FOLDERS.get(files);
  if (known) return known;
  const built = buildFolders(files);
  FOLDERS.set(files, built);
  return built;
}

function buildFolders(files: FileTree): Folders {
  const contents = new Map<string, Map<string, GitFile | undefined>>([['', new Map()]]);
  for (const [path, file] of files) {
    let folder = '';
    let start = 0;
    for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', start)) {
      contents.get(folder)?.set(path.slice(start, slash), undefined);
      folder = path.slice(0, slash);
      if (!contents.has(folder)) contents.set(folder, new Map());
      start = slash + 1;
    }
    contents.get(folder)?.set(path.slice(start), file);
  }
  const folders = new Map<string, Folder>();
  const build = (path: string): Folder => {
    const entries = [...(contents.get(path) ?? [])].map(([name, file]): TreeEntry => {
      const own = path === '' ? name : `${path}/${name}`;
      return file
        ? { name, path: own, type: 'file', mode: file.mode, sha: file.sha, size: file.content.length }
        : { name, path: own, type: 'dir', mode: '040000', sha: build(own).sha, size: 0 };
    });
    entries.sort((a, b) => (sortName(a) < sortName(b) ? -1 : 1));
    const folder = { sha: hashOfEntries(entries), entries };
    folders.set(path, folder);
    return folder;
  };
  build('');
  return folders;
}

/** What a folder holds; undefined where there is no such folder. The root is the empty path. */
export function entriesOf(files: FileTree, folder: string): readonly TreeEntry[] | undefined {
  return foldersOf(files).get(folder)?.entries;
}

function hashOfEntries(entries: readonly TreeEntry[]): string {
  const rows = entries.flatMap(({ name, mode, sha }) => [
    Buffer.from(`${mode.replace(/^0/, '')} ${name}\0`),
    Buffer.from(sha, 'hex'),
  ]);
  return objectHash('tree', Buffer.concat(rows));
}

/** Git sorts folders as if their names ended in a slash. */
function sortName({ name, type }: TreeEntry): string {
  return type === 'dir' ? `${name}/` : name;
}

/** The hash that git gives an object. */
export function objectHash(type: 'blob' | 'tree' | 'commit', content: Buffer): string {
  return createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex');
}
