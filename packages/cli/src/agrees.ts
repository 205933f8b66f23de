import { createInterface } from 'node:readline/promises';
import type { Output } from './output.js';

/** Asks on a terminal. Elsewhere nobody can be asked, and naming the command says it all. */
export async function agrees(
  question: string,
  { isJson }: Pick<Output, 'isJson'>,
  signal: AbortSignal,
): Promise<boolean> {
  if (isJson || !process.stdin.isTTY || !process.stdout.isTTY) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // At a prompt the terminal gives Ctrl-C and Ctrl-D to the reader, not to the process.
  const ended = new Promise<string>((resolve) =>
    terminal.once('close', () => resolve('')).once('SIGINT', () => resolve('')),
  );
  try {
    const answer = await Promise.race([terminal.question(`${question} (yes/no) `, { signal }), ended]);
    return /^y(?:es)?$/i.test(answer.trim());
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return false;
    throw error;
  } finally {
    terminal.close();
  }
}
