/** The files of a repository, wherever they are. Paths are from its root, with forward slashes. */
export interface RepositoryFiles {
  /** The text as it is stored; undefined where there is no such file. */
  readonly read: (path: string) => string | undefined;
  /** Names of the files and folders in a folder; none where there is no such folder. */
  readonly children: (folder: string) => readonly string[];
  readonly isFile: (path: string) => boolean;
}

/** Paths of all files in a folder, at any depth; none where there is no such folder. */
export function filesBelow(files: Omit<RepositoryFiles, 'read'>, folder: string): readonly string[] {
  return files.children(folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    return files.isFile(path) ? [path] : filesBelow(files, path);
  });
}
