import type { GitHubSeed } from '../github/github-seed.js';
import { startGitHub } from './git-hub-client.js';

/** An emulated GitHub as `startGitHub` starts it, and queries to it. */
export async function startGraphQL(seed: GitHubSeed = {}) {
  const gitHub = await startGitHub({
    repositories: [{ name: 'apis', files: { 'README.md': 'Hello\n' } }],
    ...seed,
  });
  const query = async (text: string, variables: object = {}, token = 'owner') =>
    gitHub.call('POST', '/graphql', { body: { query: text, variables }, token });
  const repository = async (name = 'apis') => {
    const text = `query ($name: String!) {
      repository(owner: "acme", name: $name) { id defaultBranchRef { id name target { oid } } }
    }`;
    const { body } = await query(text, { name });
    const { id, defaultBranchRef } = body.data.repository;
    return { id: id as string, oid: defaultBranchRef?.target.oid as string, refId: defaultBranchRef?.id as string };
  };
  return { ...gitHub, query, repository };
}
