import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LedgerPort } from './open-ledger.js';

/** A ledger in a file of its own. The folder is made with it. */
export function ledgerFile(path: string): LedgerPort {
  return {
    name: path,
    read: async () => {
      try {
        return await readFile(path, 'utf8');
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        throw error;
      }
    },
    append: (text) => write(path, text, 'a'),
    replace: async (text) => {
      await mkdir(dirname(path), { recursive: true });
      const beside = `${path}.new`;
      await write(beside, text, 'w');
      await rename(beside, path);
    },
  };
}

async function write(path: string, text: string, mode: 'a' | 'w'): Promise<void> {
  const file = await open(path, mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
