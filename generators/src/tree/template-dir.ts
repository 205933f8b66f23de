import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Folder of a generator's templates: beside the built code in the installed plugin, at the top of the platform
 * repository where the sources run.
 */
export function templateDir(name: string): string {
  const packed = `../templates/${name}`;
  const found = [packed, `../../../templates/${name}`]
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find(existsSync);
  if (found === undefined) throw new Error(`The folder ${packed} of nx-apiops is missing; install it again.`);
  return found;
}
