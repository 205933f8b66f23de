import type { Tree } from '@nx/devkit';
import type { RepositoryFiles } from '@nx-apiops/rollout';

/** The files of a tree, for what is derived from them. */
export function treeFiles(tree: Tree): RepositoryFiles {
  return {
    read: (path) => tree.read(path, 'utf8') ?? undefined,
    children: (folder) => tree.children(folder),
    isFile: (path) => tree.exists(path) && tree.isFile(path),
  };
}
