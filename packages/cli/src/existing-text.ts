import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Reads files of an artifact folder, so that what is written into them keeps their style. */
export function existingText(folder: string): (path: string) => string | undefined {
  return (path) => {
    const file = join(folder, path);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  };
}
