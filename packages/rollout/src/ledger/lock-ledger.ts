import { mkdir, open, readFile, rm } from 'node:fs/promises';
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
  for (let attempt = 1; ; attempt += 1) {
    if (await tryCreate(file)) return () => rm(file, { force: true });
    const holder = await readHolder(file);
    const isGone = holder?.host === hostname() && !isRunning(holder.pid);
    if (attempt > 1 || !isGone) {
      const who = holder ? `process ${holder.pid} on ${holder.host}` : 'another process';
      throw new RolloutError('LEDGER_BUSY', `${path} is being written by ${who}.`, {
        hint: `Wait until it has finished. Where it is known to be gone, remove ${file}.`,
      });
    }
    await rm(file, { force: true });
  }
}

interface Holder {
  readonly pid: number;
  readonly host: string;
}

async function tryCreate(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(`${process.pid} ${hostname()}\n`);
    await handle.close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
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
