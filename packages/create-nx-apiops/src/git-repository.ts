import { CreateError } from './errors.js';
import { runCommand, type RunOptions } from './run-command.js';

export interface FirstCommit {
  readonly commit: string;
  /** git knows no author on this machine, so the commit names this program. */
  readonly hasFallbackAuthor: boolean;
}

const FALLBACK_AUTHOR = ['-c', 'user.name=create-nx-apiops', '-c', 'user.email=create-nx-apiops@localhost'];

/** Makes a folder a git repository on `main` with one commit of all its files. Throws `COMMAND_FAILED`. */
export async function commitRepository(options: RunOptions): Promise<FirstCommit> {
  const git = (...args: readonly string[]): Promise<string> => runCommand({ program: 'git', args }, options);
  await git('init', '--quiet');
  // `init --initial-branch` is not in every git that is in use.
  await git('symbolic-ref', 'HEAD', 'refs/heads/main');
  await git('add', '--all');
  const hasAuthor = await knowsAuthor(options);
  const author = hasAuthor ? [] : FALLBACK_AUTHOR;
  await git(...author, 'commit', '--quiet', '--message', 'Start the APIOps repository');
  const commit = (await git('rev-parse', 'HEAD')).trim();
  return { commit, hasFallbackAuthor: !hasAuthor };
}

/** Whether git is installed. */
export async function hasGit(options: RunOptions): Promise<boolean> {
  return succeeds(runCommand({ program: 'git', args: ['--version'] }, options));
}

/**
 * Root of the git repository that would hold a folder, which need not exist; undefined where there is none, where that
 * repository ignores the folder, and where git is not installed. `cwd` is a folder around it.
 */
export async function enclosingRepository(folder: string, options: RunOptions): Promise<string | undefined> {
  const git = (...args: readonly string[]): Promise<string> => runCommand({ program: 'git', args }, options);
  let root: string;
  try {
    root = (await git('rev-parse', '--show-toplevel')).trim();
  } catch (error) {
    if (error instanceof CreateError) return undefined;
    throw error;
  }
  const isIgnored = await succeeds(git('check-ignore', '--quiet', '--', folder));
  return root === '' || isIgnored ? undefined : root;
}

async function knowsAuthor(options: RunOptions): Promise<boolean> {
  const { env = process.env } = options;
  const isSet = async (name: 'name' | 'email'): Promise<boolean> => {
    const variable = name.toUpperCase();
    if (env[`GIT_AUTHOR_${variable}`] && env[`GIT_COMMITTER_${variable}`]) return true;
    return succeeds(runCommand({ program: 'git', args: ['config', `user.${name}`] }, options));
  };
  return (await isSet('name')) && (await isSet('email'));
}

async function succeeds(run: Promise<string>): Promise<boolean> {
  try {
    await run;
    return true;
  } catch (error) {
    if (error instanceof CreateError) return false;
    throw error;
  }
}
