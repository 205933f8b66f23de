import { generateFiles } from '@nx/devkit';
import { FsTree } from 'nx/src/generators/tree.js';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The files that a folder of templates gives, by path, without writing them anywhere. */
export function renderTemplates(
  folder: string,
  substitutions: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, string> {
  const scratch = new FsTree(join(tmpdir(), 'nx-apiops-no-such-folder'), false);
  generateFiles(scratch, folder, '.', { ...substitutions });
  return new Map(
    scratch.listChanges().map(({ path, content }) => [path.replaceAll('\\', '/'), content?.toString('utf8') ?? '']),
  );
}
