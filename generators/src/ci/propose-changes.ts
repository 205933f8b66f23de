import type { Host, Written } from './host.js';

/** Runs git in the repository; gives what it printed. */
export interface Git {
  /** Rejects where git fails. */
  readonly run: (...args: readonly string[]) => Promise<string>;
  /** Whether git succeeds. */
  readonly succeeds: (...args: readonly string[]) => Promise<boolean>;
}

const AUTHOR = [
  '-c',
  'user.name=nx-apiops',
  '-c',
  'user.email=nx-apiops@users.noreply.github.com',
  '-c',
  'commit.gpgsign=false',
];

/**
 * Proposes what changed in the working folder as the one pull request of a branch, which belongs to us: it is made
 * anew on top of where we are. Gives undefined where nothing changed.
 */
export async function proposeChanges(
  git: Git,
  host: Host,
  { branch, title }: { readonly branch: string; readonly title: string },
): Promise<Written | undefined> {
  await git.run('add', '--all');
  if (await git.succeeds('diff', '--cached', '--quiet')) return undefined;
  await git.run(...AUTHOR, 'commit', '--quiet', '--message', title);
  const isPushed =
    (await git.succeeds('fetch', '--quiet', 'origin', `refs/heads/${branch}`)) &&
    (await git.succeeds('diff', '--quiet', 'FETCH_HEAD', 'HEAD'));
  if (!isPushed) await git.run('push', '--quiet', '--force', 'origin', `HEAD:refs/heads/${branch}`);
  const changed = await git.run('diff', '--stat=100', 'HEAD~1', 'HEAD');
  const body = `${title}, by [this run](${host.runUrl}).\n\n\`\`\`text\n${changed.trimEnd().slice(-20_000)}\n\`\`\`\n`;
  return host.writePullRequest({ branch, title, body });
}
