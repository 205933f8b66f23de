import type { components } from '@octokit/openapi-types';
import { nodeId, showAccount, WEB } from './accounts.js';
import type { Commit } from './git-objects.js';
import type { GitHubCall } from './github-call.js';
import type { Repository } from './repository.js';

/** A commit as `/commits/{ref}` shows it, without what it changed. */
export function showCommit({ api, world }: GitHubCall, { id, name }: Repository, commit: Commit) {
  const { sha, treeSha, parents, message, date } = commit;
  const place = `${world.organization.login}/${name}`;
  const url = `${api}/repos/${place}`;
  const author = showAccount(api, world.owner, 'User');
  const person = { name: author.login, email: `${author.login}@users.noreply.github.com`, date };
  return {
    sha,
    node_id: nodeId('C', id),
    commit: {
      author: person,
      committer: person,
      message,
      tree: { sha: treeSha, url: `${url}/git/trees/${treeSha}` },
      url: `${url}/git/commits/${sha}`,
      comment_count: 0,
      verification: showVerification(commit),
    },
    url: `${url}/commits/${sha}`,
    html_url: `${WEB}/${place}/commit/${sha}`,
    comments_url: `${url}/commits/${sha}/comments`,
    author,
    committer: author,
    parents: parents.map((parent) => ({
      sha: parent,
      url: `${url}/commits/${parent}`,
      html_url: `${WEB}/${place}/commit/${parent}`,
    })),
  } satisfies components['schemas']['commit'];
}

/** GitHub signs what apps write through it; nothing else is signed here. */
export function showVerification({ isVerified, date }: Commit) {
  return isVerified
    ? { verified: true, reason: 'valid', signature: SIGNATURE, payload: '', verified_at: date }
    : { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };
}

const SIGNATURE = '-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\n';
