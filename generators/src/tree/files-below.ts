import type { Tree } from '@nx/devkit';

/** Paths of all files in a folder, at any depth; none where there is no such folder. */
export function filesBelow(tree: Tree, folder: string): readonly string[] {
  return tree.children(folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    return tree.isFile(path) ? [path] : filesBelow(tree, path);
  });
}
