import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { APIOPS_FILE } from '@nx-apiops/config';

/**
 * The folder that was named, else the nearest one upwards with apiops.yaml, else `start`. The search ends at the root of
 * the git repository: what lies around it is another matter.
 */
export function findRoot(named: string | undefined, start = process.cwd()): string {
  if (named !== undefined) return resolve(named);
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    if (existsSync(join(folder, APIOPS_FILE))) return folder;
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return resolve(start);
  }
}
