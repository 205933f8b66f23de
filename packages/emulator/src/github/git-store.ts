import { foldersOf, objectHash, type Commit, type FileMode, type FileTree, type GitFile } from './git-objects.js';

export interface CommitContent {
  readonly files: ReadonlyMap<string, GitFile>;
  readonly parents: readonly string[];
  readonly message: string;
  readonly date: string;
  readonly author: string;
  /** Default false. */
  readonly isVerified?: boolean;
}

interface StoredTree {
  readonly sha: string;
  readonly files: FileTree;
}

/**
 * Files and trees of all repositories, each content once: thousands of repositories with the same files take hardly
 * more room than one.
 */
export class GitStore {
  readonly #files = new Map<string, GitFile>();
  readonly #trees = new Map<string, FileTree>();
  readonly #shas = new WeakMap<FileTree, string>();
  readonly #seeds = new WeakMap<Readonly<Record<string, string>>, StoredTree>();

  file(content: Buffer, mode: FileMode = '100644'): GitFile {
    const sha = objectHash('blob', content);
    return this.#keep({ sha, content, mode });
  }

  withMode(file: GitFile, mode: FileMode): GitFile {
    return file.mode === mode ? file : this.#keep({ ...file, mode });
  }

  tree(files: ReadonlyMap<string, GitFile>): StoredTree {
    const known = this.#shas.get(files);
    if (known !== undefined) return { sha: known, files };
    const sha = foldersOf(files).get('')?.sha ?? '';
    const kept = this.#trees.get(sha) ?? files;
    this.#trees.set(sha, kept);
    this.#shas.set(kept, sha);
    return { sha, files: kept };
  }

  /** The tree of files as seeds have them; repositories of one seed share it. */
  seed(texts: Readonly<Record<string, string>>): FileTree {
    const known = this.#seeds.get(texts);
    if (known) return known.files;
    const files = Object.entries(texts).map(([path, text]) => [path, this.file(Buffer.from(text))] as const);
    const tree = this.tree(new Map(files));
    this.#seeds.set(texts, tree);
    return tree.files;
  }

  /** The commit with the hash that git gives it. */
  commit({ files, parents, message, date, author, isVerified = false }: CommitContent): Commit {
    const tree = this.tree(files);
    const seconds = Math.floor(Date.parse(date) / 1000);
    const person = `${author} <${author}@users.noreply.github.com> ${seconds} +0000`;
    const text = [
      `tree ${tree.sha}`,
      ...parents.map((parent) => `parent ${parent}`),
      `author ${person}`,
      `committer ${person}`,
      '',
      message,
    ].join('\n');
    const sha = objectHash('commit', Buffer.from(text));
    return { sha, treeSha: tree.sha, parents, message, date, files: tree.files, isVerified };
  }

  #keep(file: GitFile): GitFile {
    const key = `${file.mode} ${file.sha}`;
    const known = this.#files.get(key);
    if (known) return known;
    this.#files.set(key, file);
    return file;
  }
}
