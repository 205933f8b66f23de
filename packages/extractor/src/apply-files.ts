import { mkdir, readdir, realpath, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { ExtractorError } from './errors.js';
import type { FilePlan } from './plan-files.js';

/**
 * Carries out a file plan: each file is replaced as a whole, so that an interrupted run leaves none half written;
 * folders that become empty go. Touches nothing outside `folder`. Throws `WRITE`.
 */
export async function applyFiles(folder: string, plan: FilePlan): Promise<void> {
  await mkdir(folder, { recursive: true });
  const root = await realpath(folder);
  for (const path of plan.deletes) {
    const file = inside(root, path);
    await attempt(path, async () => rm(file, { force: true }));
    await removeEmptyFolders(root, dirname(file));
  }
  for (const { path, text } of plan.writes) {
    const file = inside(root, path);
    await attempt(path, async () => replaceFile(root, file, text));
  }
}

function inside(root: string, path: string): string {
  const file = resolve(root, path);
  if (!file.startsWith(root + sep)) throw new ExtractorError('WRITE', `${path} leads out of the artifact folder.`);
  return file;
}

async function replaceFile(root: string, file: string, text: string): Promise<void> {
  const folder = dirname(file);
  await mkdir(folder, { recursive: true });
  const real = await realpath(folder);
  if (real !== root && !real.startsWith(root + sep)) {
    throw new ExtractorError('WRITE', `${folder} is a link out of the artifact folder.`);
  }
  const temporary = join(folder, `.${process.pid}.tmp`);
  await writeFile(temporary, text);
  await rename(temporary, file);
}

async function attempt(path: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (cause) {
    if (cause instanceof ExtractorError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ExtractorError('WRITE', `${path} cannot be written: ${reason}`, { cause });
  }
}

async function removeEmptyFolders(root: string, folder: string): Promise<void> {
  if (folder === root || !folder.startsWith(root + sep)) return;
  const entries = await readdir(folder).catch(() => ['unreadable']);
  if (entries.length > 0) return;
  await rmdir(folder);
  await removeEmptyFolders(root, dirname(folder));
}
