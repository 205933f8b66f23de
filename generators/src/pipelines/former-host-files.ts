import type { Tree } from '@nx/devkit';
import type { Hosting } from '@nx-apiops/config';
import { CODE_OWNERS_FILES, filesBelow, PIPELINES_FOLDER } from '@nx-apiops/rollout';

/** Folders that one host reads and the other does not. */
const FOLDERS: Readonly<Record<Hosting, string>> = { github: '.github', 'azure-devops': PIPELINES_FOLDER };

/** The files that only the host reads which the repository was at before, sorted by path. */
export function formerHostFiles(tree: Tree, hosting: Hosting): readonly string[] {
  const owners = CODE_OWNERS_FILES[hosting];
  return [...new Set([...filesBelow(tree, FOLDERS[hosting]), ...(tree.exists(owners) ? [owners] : [])])].sort();
}
