import { spawn } from 'node:child_process';

/**
 * @typedef {{ code: number, stdout: string, stderr: string, seconds: number }} CommandResult
 * @typedef {{ cwd?: string, env?: Record<string, string | undefined>, input?: string }} CommandOptions
 */

/**
 * Runs a program to its end. Never rejects for an exit code; rejects where the program cannot be started.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {CommandOptions} [options] `env` is added to that of this process.
 * @returns {Promise<CommandResult>}
 */
export function runCommand(program, args, { cwd, env = {}, input = '' } = {}) {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...(cwd && { cwd }),
      env: { ...process.env, ...env },
      windowsHide: true,
      // npm and npx are command files on Windows, which only a shell starts.
      shell: process.platform === 'win32' && !program.endsWith('.exe') && program !== process.execPath,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code: code ?? 1, stdout, stderr, seconds: (performance.now() - startedAt) / 1000 });
    });
  });
}

/**
 * The same, but an exit code other than 0 is an error that shows all output.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 */
export async function mustRun(program, args, options) {
  const result = await runCommand(program, args, options);
  if (result.code === 0) return result;
  throw new Error(`${program} ${args.join(' ')} ended with ${result.code}\n${result.stdout}\n${result.stderr}`);
}
