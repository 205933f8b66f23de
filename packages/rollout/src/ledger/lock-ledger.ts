import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { RolloutError } from '../errors.js';

/**
 * Keeps other processes from writing the same ledger, by a file beside it. One that a killed process of this machine left
 * behind is taken over. Answers how to let go. Throws `LEDGER_BUSY`.
 */
export async function lockLedger(path: string): Promise<() => Promise<void>> {
  const file = `${path}.lock`;
  await mkdir(dirname(path), { recursive: true });
  if (!(await tryCreate(file)) && !(await takeOver(file))) throw await busy(path, file);
  return () => rm(file, { force: true });
}

/** One process at a time: of two that find the same lock left behind, the second one would remove that of the first. */
async function takeOver(file: string): Promise<boolean> {
  const guard = `${file}.takeover`;
  if (isHeld(await readHolder(file)) || !(await tryCreate(guard))) return false;
  try {
    if (isHeld(await readHolder(file))) return false;
    await rm(file, { force: true });
    return await tryCreate(file);
  } finally {
    await rm(guard, { force: true });
  }
}

/** A lock of which nothing can be told counts as held. */
function isHeld(holder: Holder | undefined): boolean {
  return holder?.host !== hostname() || isRunning(holder.pid);
}

async function busy(path: string, file: string): Promise<RolloutError> {
  const holder = await readHolder(file);
  const who = holder ? `process ${holder.pid} on ${holder.host}` : 'another process';
  return new RolloutError('LEDGER_BUSY', `${path} is being written by ${who}.`, {
    hint: `Wait until it has finished. Where it is known to be gone, remove ${file} and ${file}.takeover.`,
  });
}

interface Holder {
  readonly pid: number;
  readonly host: string;
}

/** With its content from the first moment on, as a link to a file that is whole. */
async function tryCreate(file: string): Promise<boolean> {
  const own = `${file}.${process.pid}.${randomUUID()}`;
  await writeFile(own, `${process.pid} ${hostname()}\n`);
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

async function readHolder(file: string): Promise<Holder | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const [, pid, host] = /^(\d+) (\S+)\n$/.exec(text) ?? [];
  return pid === undefined || host === undefined ? undefined : { pid: Number(pid), host };
}

/** Signal 0 only asks. A process of somebody else is running, too. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
