import { ScmError } from '../../errors.js';
import { ROLLOUT_PERMISSIONS } from '../../github/app-authorization.js';
import type { RolloutRepository } from '../rollout-port.js';
import type { GitHubSession } from './graphql-session.js';
import { listRepositories } from './list-repositories.js';

/** What each scope of a classic token allows that a rollout needs. */
const SCOPES = { repo: 'to write contents and pull requests', workflow: 'to write files of workflows' } as const;

const PERMISSION_NAMES: Readonly<Record<string, string>> = {
  metadata: 'Metadata',
  contents: 'Contents',
  pull_requests: 'Pull requests',
  workflows: 'Workflows',
};

/**
 * Asks what an app or a classic token was given. Other tokens do not tell: there, whether any repository can be
 * written to is looked at.
 */
export async function checkRights(session: GitHubSession): Promise<void> {
  session.counter.add('check rights');
  const grants = await session.client.grants();
  if (grants?.kind === 'permissions') {
    const missing = Object.entries(ROLLOUT_PERMISSIONS).filter(([name, level]) => {
      const given = grants.permissions[name];
      return given === undefined || (level === 'write' && given === 'read');
    });
    const names = missing.map(([name, level]) => `"${PERMISSION_NAMES[name] ?? name}: ${level}"`);
    if (names.length > 0) throw lacking(`the GitHub App lacks the repository permission ${names.join(', ')}`);
    return;
  }
  if (grants?.kind === 'scopes' && grants.scopes.some((scope) => scope !== '')) {
    const missing = Object.entries(SCOPES).filter(([scope]) => !grants.scopes.includes(scope));
    const names = missing.map(([scope, why]) => `"${scope}" ${why}`);
    if (names.length > 0) throw lacking(`the token lacks the scope ${names.join(', ')}`);
    return;
  }
  if (await canWriteNothing(session)) {
    throw lacking('the token lacks the repository permissions "Contents: write" and "Pull requests: write"');
  }
}

/** Of the first page: what is archived tells nothing. */
async function canWriteNothing(session: GitHubSession): Promise<boolean> {
  for await (const page of listRepositories(session, {})) {
    const telling = page.filter(({ flags }: RolloutRepository) => !flags.includes('archived'));
    return telling.length > 0 && telling.every(({ flags }) => flags.includes('no-write'));
  }
  return false;
}

function lacking(what: string): ScmError {
  return new ScmError('SCM_FORBIDDEN', `The rollout would fail: ${what}.`, {
    hint: 'Give it the permission, accept it for the installation, and run the command again.',
  });
}
