import { OWN_PACKAGES } from 'nx-apiops';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateError } from './errors.js';
import { neededWorkspaces } from './lock/plan-lock.js';
import { parsePackageLock, type PackageLock } from './lock/package-lock.js';

/** A clone of the platform repository, which packages can be taken from. */
export interface Platform {
  readonly root: string;
  readonly lock: PackageLock;
  /** Names of the packages that a repository needs of it. */
  readonly packages: readonly string[];
}

const OWN_FOLDER = 'packages/create-nx-apiops';

/** The clone that this program runs from; undefined where it was installed from a registry. */
export function findPlatformRoot(): string | undefined {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const isClone = existsSync(join(root, 'package-lock.json')) && existsSync(join(root, OWN_FOLDER, 'package.json'));
  return isClone ? root : undefined;
}

/**
 * Reads the clone. Throws `PLATFORM_MISSING` without one, `PLATFORM_NOT_BUILT` where a needed package is not built, and
 * what reading its lock throws.
 */
export function readPlatform(root: string | undefined): Platform {
  if (root === undefined) {
    throw new CreateError(
      'PLATFORM_MISSING',
      'Vendored packages are made from a clone of the platform repository, and this is none.',
      {
        hint: 'Run it in the clone: npx create-nx-apiops <dir>. Or take the packages from the registry: --packages registry',
      },
    );
  }
  const lock = parsePackageLock(readFileSync(join(root, 'package-lock.json'), 'utf8'), 'package-lock.json');
  const packages = neededWorkspaces(lock, OWN_PACKAGES);
  for (const name of packages) {
    const folder = lock.packages[`node_modules/${name}`]?.resolved ?? '';
    if (existsSync(join(root, folder, 'dist/index.js'))) continue;
    throw new CreateError(
      'PLATFORM_NOT_BUILT',
      `The package ${name} in ${folder} of the platform repository is not built.`,
      {
        hint: `Run npm ci in ${root}.`,
      },
    );
  }
  return { root, lock, packages };
}
