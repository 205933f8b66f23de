import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from './errors.js';

export interface ConfigFile {
  /** For messages: the folder as given and the file's name, with forward slashes. */
  readonly file: string;
  readonly text: string;
}

/**
 * Reads `name` from `folder`; undefined when neither the file nor the folder exists.
 *
 * Throws `FILE_MISNAMED` when a file is there whose name differs only in case or in `.yml`: it would be taken for the
 * configuration and never be read. Throws `FILE_UNREADABLE` when the file cannot be read or is not UTF-8.
 */
export function readConfigFile(folder: string, name: string): ConfigFile | undefined {
  const names = listFolder(folder);
  const alike = names.find((other) => other !== name && canonical(other) === canonical(name));
  if (alike !== undefined) {
    throw new ConfigError(
      'FILE_MISNAMED',
      `${displayPath(folder, alike)} is not read: the file's name must be ${name}`,
      {
        hint: `Rename it to ${name}, or remove it.`,
      },
    );
  }
  if (!names.includes(name)) return undefined;
  const file = displayPath(folder, name);
  return { file, text: readUtf8(join(folder, name), file) };
}

/** A configuration for thousands of APIs has a few megabytes. */
const MAX_BYTES = 16 * 1024 * 1024;

function readUtf8(path: string, file: string): string {
  let bytes: Buffer;
  try {
    const { size } = statSync(path);
    if (size > MAX_BYTES) {
      const hint = 'Split it, or check that it is the right file.';
      throw new ConfigError('FILE_UNREADABLE', `${file} has ${size} bytes; at most ${MAX_BYTES} are read`, { hint });
    }
    bytes = readFileSync(path);
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    const hint = 'Make it a file that this user may read.';
    throw new ConfigError('FILE_UNREADABLE', `${file} cannot be read (${errorCode(cause)})`, { hint, cause });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    const hint = 'Save it as UTF-8; Windows PowerShell writes UTF-16 unless told otherwise.';
    throw new ConfigError('FILE_UNREADABLE', `${file} is not UTF-8 text`, { hint, cause });
  }
}

/** The names in a folder; none where there is no such folder. Throws `FILE_UNREADABLE`. */
export function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return [];
    const hint = 'Name a folder that this user may read.';
    throw new ConfigError('FILE_UNREADABLE', `${folder} cannot be listed (${errorCode(cause)})`, { hint, cause });
  }
}

function canonical(name: string): string {
  return name.toLowerCase().replace(/\.yml$/, '.yaml');
}

/** A file of a folder as messages show it: with forward slashes everywhere. */
export function displayPath(folder: string, name: string): string {
  return join(folder, name).replaceAll('\\', '/');
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}
