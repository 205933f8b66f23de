import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { NX_APIOPS } from '../tools/emulator-process.mjs';
import { mustRun } from '../tools/run-command.mjs';

const HOOK = pathToFileURL(fileURLToPath(new URL('./report-memory.mjs', import.meta.url))).href;

/**
 * @typedef {object} Measured
 * @property {number} seconds from the start of the process to its end
 * @property {number} peakMemoryMb of the process alone
 * @property {string} stdout
 */

/**
 * Runs a script, or the built command, as a process of its own, and tells what it took. Rejects where it fails.
 * @param {readonly string[]} args
 * @param {{ folder: string, cwd: string, env: Record<string, string>, script?: string }} place `folder` is for files of ours.
 * @returns {Promise<Measured>}
 */
export async function measuredCommand(args, { folder, cwd, env, script = NX_APIOPS }) {
  const memoryFile = join(folder, 'memory');
  const { seconds, stdout } = await mustRun(process.execPath, ['--import', HOOK, script, ...args], {
    cwd,
    env: { CI: 'true', BENCH_MEMORY_FILE: memoryFile, ...env },
  });
  return { seconds: rounded(seconds), peakMemoryMb: Number(readFileSync(memoryFile, 'utf8')), stdout };
}

/** To two digits. @param {number} value */
export function rounded(value) {
  return Number(value.toFixed(2));
}
