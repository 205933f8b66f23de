import type { Tree } from '@nx/devkit';
import type { Json } from '@nx-apiops/plan';

/** Writes a file that belongs to the user from then on: one that is there stays as it is. */
export function writeOnce(tree: Tree, path: string, content: string): void {
  if (!tree.exists(path)) tree.write(path, content);
}

/** JSON as the artifact files have it. */
export function renderJson(value: Json): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
