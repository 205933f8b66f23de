import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { ApimError } from './errors.js';

/** Where artifact files come from: a folder on disk, or a commit. Paths are relative and use forward slashes. */
export interface ArtifactSource {
  /** For messages: `apim-artifacts`, `apim-artifacts at 1a2b3c4`. */
  readonly name: string;
  list(): Promise<readonly string[]>;
  read(path: string): Promise<string>;
}

/** Largest artifact file that is read, in bytes; more than twice what the service imports. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

/**
 * The files of a folder. Hidden files are left out.
 * Throws `ARTIFACT_FOLDER` where it is missing, `ARTIFACT_UNSAFE` for a link that leads out of it.
 */
export function folderSource(folder: string, name = folder): ArtifactSource {
  return {
    name,
    list: async () => {
      const root = await realpath(folder).catch((cause: unknown) => {
        throw new ApimError('ARTIFACT_FOLDER', `The artifact folder ${name} does not exist.`, {
          hint: 'Check `artifacts.folder` in apiops.yaml, or extract an instance into it first.',
          cause,
        });
      });
      const paths: string[] = [];
      await walk(root, root, paths);
      return paths.sort();
    },
    read: async (path) => {
      const file = join(folder, path);
      const { size } = await stat(file);
      if (size > MAX_FILE_BYTES) {
        throw new ApimError('ARTIFACT_INVALID', `${path} has ${size} bytes; at most ${MAX_FILE_BYTES} are read.`);
      }
      return readFile(file, 'utf8');
    },
  };
}

async function walk(root: string, folder: string, paths: string[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      if (entry.name.startsWith('.')) return;
      const path = join(folder, entry.name);
      if (entry.isSymbolicLink()) await assertInside(root, path);
      const kind = entry.isSymbolicLink() ? await stat(path) : entry;
      if (kind.isDirectory() && !entry.isSymbolicLink()) await walk(root, path, paths);
      else if (kind.isFile()) paths.push(relative(root, path).split(sep).join('/'));
    }),
  );
}

/** Throws `ARTIFACT_UNSAFE` where the link at `path` leads out of `root` or nowhere. */
async function assertInside(root: string, path: string): Promise<void> {
  const target = await realpath(path).catch(() => undefined);
  const shown = relative(root, path).split(sep).join('/');
  if (target === undefined) {
    throw new ApimError('ARTIFACT_UNSAFE', `${shown} is a symbolic link that leads nowhere.`, { hint: 'Remove it.' });
  }
  if (target !== root && !target.startsWith(root + sep)) {
    throw new ApimError('ARTIFACT_UNSAFE', `${shown} is a symbolic link out of the artifact folder.`, {
      hint: 'Replace the link by the file that it points to.',
    });
  }
  if ((await lstat(target)).isDirectory()) {
    throw new ApimError('ARTIFACT_UNSAFE', `${shown} is a symbolic link to a folder.`, {
      hint: 'Replace the link by the folder that it points to.',
    });
  }
}
