import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CliError } from './errors.js';

/** A file that somebody named. Throws `FILE`. */
export async function readInput(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CliError('FILE', `${file} cannot be read: ${reasonOf(cause)}`, { hint: 'Check the path.', cause });
  });
}

/** Writes an answer to a file that somebody named, with the folders that it needs. Throws `FILE`. */
export async function writeOutput(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (cause) {
    throw new CliError('FILE', `${file} cannot be written: ${reasonOf(cause)}`, { hint: 'Check the path.', cause });
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
