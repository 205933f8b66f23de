import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from './run-command.js';

/**
 * npm with these arguments, run by Node itself where npm's program can be found, as Windows runs no `npm.cmd` without
 * a shell.
 */
export function npmCommand(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Command {
  const beside = dirname(process.execPath);
  const candidates = [
    ...(/npm-cli\.js$/.test(env['npm_execpath'] ?? '') ? [env['npm_execpath'] ?? ''] : []),
    join(beside, 'node_modules/npm/bin/npm-cli.js'),
    join(beside, '../lib/node_modules/npm/bin/npm-cli.js'),
  ];
  const program = candidates.find(existsSync);
  return program === undefined ? { program: 'npm', args } : { program: process.execPath, args: [program, ...args] };
}
