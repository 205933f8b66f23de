import { startEmulator } from '@nx-apiops/emulator';
import { afterEach, describe, expect, it } from 'vitest';
import { createGitHubClient, githubRollout, type GitHubApp } from '../src/index.js';
import { startLossyProxy } from './lossy-proxy.js';
import { allRepositories, collect, FILES, rolloutContract, WANTED, type Hosted } from './rollout-contract.js';

type Seed = NonNullable<NonNullable<Parameters<typeof startEmulator>[0]>['github']>;

const NO_WAIT = { now: () => performance.now(), sleep: async () => {} };

interface Extras {
  readonly token?: string;
  readonly app?: GitHubApp;
}

async function start(seed: Seed, { token, app }: Extras = {}): Promise<Hosted & { emulated: string }> {
  const emulator = await startEmulator({ empty: true, github: seed });
  const proxy = await startLossyProxy(emulator.url);
  const client = createGitHubClient({ apiUrl: `${proxy.url}/github`, token, app });
  const port = githubRollout({ client, organization: 'acme', clock: NO_WAIT });
  const repos = `${emulator.url}/github/repos/acme`;
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${repos}/${path}`, {
      method,
      headers: { authorization: 'Bearer owner' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return response.status < 300 ? response.json() : undefined;
  };
  return {
    port,
    proxy,
    emulated: emulator.url,
    files: async (repository, branch) => {
      const tree = await call('GET', `${repository}/git/trees/${encodeURIComponent(branch)}?recursive=1`);
      if (!tree) return undefined;
      const blobs = tree.tree.filter(({ type }: { type: string }) => type === 'blob');
      const texts = blobs.map(async ({ path, sha }: { path: string; sha: string }) => {
        const { content } = await call('GET', `${repository}/git/blobs/${sha}`);
        return [path, Buffer.from(content, 'base64').toString('utf8')];
      });
      return Object.fromEntries(await Promise.all(texts));
    },
    push: async (repository, branch, path) => {
      await call('PUT', `${repository}/contents/${path}`, { message: 'Theirs', content: 'eA==', branch });
    },
    pullRequests: async (repository) => {
      const all: readonly { number: number }[] = await call('GET', `${repository}/pulls?state=all`);
      return all.map(({ number }) => number);
    },
    labels: async (repository, number) => {
      const { labels } = await call('GET', `${repository}/pulls/${number}`);
      return labels.map(({ name }: { name: string }) => name);
    },
    close: async () => {
      await proxy.close();
      await emulator.close();
    },
  };
}

rolloutContract({
  name: 'GitHub',
  start: (repositories) => start({ repositories: repositories.map(({ name, files }) => ({ name, files })) }),
  mostRequestsPerChange: 4,
  steps: [
    { name: 'the commit', fits: ({ body }) => body.includes('createCommitOnBranch') },
    { name: 'the pull request', fits: ({ body }) => body.includes('createPullRequest') },
    { name: 'the labels', fits: ({ path }) => path.endsWith('/labels') },
  ],
});
