import { isJsonObject } from '@nx-apiops/plan';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CreateError } from './errors.js';
import type { Tarball } from './lock/plan-lock.js';
import { npmCommand } from './npm-command.js';
import type { Platform } from './platform.js';
import { runCommand } from './run-command.js';

/** Folder of the packages in a new repository. */
export const VENDOR_FOLDER = 'vendor';

/** Packs the platform's packages into `vendor/` of a repository. Throws `COMMAND_FAILED`. */
export async function packPackages(
  { root, packages }: Platform,
  repository: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Tarball>> {
  const folder = join(repository, VENDOR_FOLDER);
  mkdirSync(folder, { recursive: true });
  const workspaces = packages.flatMap((name) => ['--workspace', name]);
  const command = npmCommand(['pack', '--json', '--ignore-scripts', '--pack-destination', folder, ...workspaces]);
  const packed = parsePacked(await runCommand(command, { cwd: root, ...(signal && { signal }) }));
  for (const name of packages) {
    if (!packed.has(name)) throw new CreateError('COMMAND_FAILED', `npm pack made no package of ${name}.`);
  }
  return packed;
}

/** npm prints a list, or since version 11 also an object by name. */
function parsePacked(stdout: string): ReadonlyMap<string, Tarball> {
  const parsed: unknown = JSON.parse(stdout);
  const items: readonly unknown[] = Array.isArray(parsed) ? parsed : Object.values(isJsonObject(parsed) ? parsed : {});
  const tarballs = new Map<string, Tarball>();
  for (const item of items) {
    if (!isJsonObject(item)) continue;
    const { name, filename, integrity } = item;
    if (typeof name !== 'string' || typeof filename !== 'string' || typeof integrity !== 'string') continue;
    tarballs.set(name, { file: `${VENDOR_FOLDER}/${filename.replace(/^@/, '').replaceAll('/', '-')}`, integrity });
  }
  return tarballs;
}
