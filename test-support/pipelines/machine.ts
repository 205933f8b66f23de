import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

export interface Ended {
  readonly code: number;
  /** Standard output and error, as they came. */
  readonly output: string;
}

export type Variables = Readonly<Record<string, string>>;

/** Where the jobs of a test run: folders for checkouts, one folder for artifacts, and what one installation gave. */
export interface Machine {
  readonly root: string;
  /** A repository that is checked out from, and pushed to. */
  readonly remote: string;
  /** Where one run keeps its artifacts; a folder of its own for each run. */
  readonly artifacts: string;
  /** In every job's environment, as on a self-hosted runner. */
  readonly environment: Variables;
}

/** A folder for one job. */
export function newFolder(machine: Machine, name: string): string {
  mkdirSync(join(machine.root, 'jobs'), { recursive: true });
  return mkdtempSync(join(machine.root, 'jobs', `${name.replace(/\W/g, '-')}-`));
}

/** Runs a program to its end. */
export async function run(
  program: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Variables },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env } });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stdin.end();
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Runs a script as a step. `npm ci` is run for the first job of each package-lock.json; what it installed is then moved
 * aside and linked into that and every other job with the same lock, since nothing else could come of it.
 */
export async function runScript(
  machine: Machine,
  script: string,
  { cwd, env, shell }: { readonly cwd: string; readonly env: Variables; readonly shell: readonly string[] },
): Promise<Ended> {
  const options = { cwd, env: { ...machine.environment, ...env } };
  if (script.trim() === 'npm ci') return install(machine, options);
  const file = join(newFolder(machine, 'step'), 'script.sh');
  writeFileSync(file, script);
  return run(shell[0] ?? 'bash', [...shell.slice(1), file], options);
}

const installing = new Map<string, Promise<Ended>>();

async function install(machine: Machine, options: { readonly cwd: string; readonly env: Variables }): Promise<Ended> {
  const lock = readFileSync(join(options.cwd, 'package-lock.json'), 'utf8');
  const key = createHash('sha256').update(machine.root).update(lock).digest('hex');
  const store = join(machine.root, `installed-${key.slice(0, 12)}`);
  const first = installing.get(key) ?? installInto(store, options);
  installing.set(key, first);
  const ended = await first;
  if (ended.code === 0) symlinkSync(join(store, 'node_modules'), join(options.cwd, 'node_modules'), 'junction');
  return ended;
}

async function installInto(store: string, options: { readonly cwd: string; readonly env: Variables }): Promise<Ended> {
  const ended = await run('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], options);
  if (ended.code !== 0) return ended;
  mkdirSync(store, { recursive: true });
  renameSync(join(options.cwd, 'node_modules'), join(store, 'node_modules'));
  return ended;
}

/** Clones the remote at a commit, with its branches, as the checkouts of both hosts do. */
export async function checkOut(machine: Machine, revision: string, cwd: string): Promise<Ended> {
  const env = machine.environment;
  const cloned = await run('git', ['clone', '--quiet', '--no-checkout', machine.remote, '.'], { cwd, env });
  if (cloned.code !== 0) return cloned;
  // What is linked is a file to git, which the usual pattern for the folder does not match.
  writeFileSync(join(cwd, '.git', 'info', 'exclude'), '/node_modules\n');
  await run('git', ['fetch', '--quiet', 'origin', '+refs/*:refs/remotes/all/*'], { cwd, env });
  return run('git', ['checkout', '--quiet', '--detach', revision], { cwd, env });
}

/** Stores a folder or file under a name; what is there already is replaced. */
export function storeArtifact(machine: Machine, name: string, path: string): void {
  cpSync(path, join(machine.artifacts, name), { recursive: true, force: true });
}

/** Names of the stored artifacts. */
export function artifactNames(machine: Machine): readonly string[] {
  return readdirSync(machine.artifacts);
}

/** Copies an artifact. */
export function fetchArtifact(machine: Machine, name: string, path: string): void {
  cpSync(join(machine.artifacts, name), path, { recursive: true });
}
