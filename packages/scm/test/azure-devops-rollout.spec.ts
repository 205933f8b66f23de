import { startEmulator } from '@nx-apiops/emulator';
import { expect, it } from 'vitest';
import { azureDevOpsRollout, createAzureDevOpsClient } from '../src/index.js';
import { startLossyProxy } from './lossy-proxy.js';
import {
  allRepositories,
  BRANCH,
  collect,
  FILES,
  rolloutContract,
  WANTED,
  type ContractRepository,
  type Hosted,
} from './rollout-contract.js';

/** What an emulator answers, as it comes out of JSON. */
type Parsed = ReturnType<typeof JSON.parse>;

const NO_OBJECT = '0'.repeat(40);
const NO_WAIT = { now: () => performance.now(), sleep: async () => {} };

interface Flags {
  readonly isFork?: boolean;
  readonly noWrite?: boolean;
}

async function start(repositories: readonly (ContractRepository & Flags)[]): Promise<Hosted> {
  const emulator = await startEmulator({ empty: true, azureDevOps: { repositories } });
  const proxy = await startLossyProxy(emulator.url);
  const client = createAzureDevOpsClient({ organizationUrl: `${proxy.url}/azure-devops/acme` });
  const port = azureDevOpsRollout({ client, project: 'apis', clock: NO_WAIT });
  const call = async (method: string, path: string, body?: object): Promise<Parsed> => {
    const url = new URL(`${emulator.url}/azure-devops/acme/apis/_apis/git/repositories/${path}`);
    url.searchParams.set('api-version', '7.1');
    const response = await fetch(url, {
      method,
      headers: { authorization: 'Bearer pat', accept: 'application/json', 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return response.status < 300 ? response.json() : undefined;
  };
  const version = (branch: string) => `versionDescriptor.versionType=branch&versionDescriptor.version=${branch}`;
  return {
    port,
    proxy,
    files: async (repository, branch) => {
      const items = await call('GET', `${repository}/items?recursionLevel=full&${version(branch)}`);
      if (!items) return undefined;
      const files = items.value.filter(({ isFolder }: { isFolder?: boolean }) => !isFolder);
      const texts = files.map(async ({ path }: { path: string }) => {
        const query = `path=${encodeURIComponent(path)}&includeContent=true&${version(branch)}`;
        return [path.slice(1), (await call('GET', `${repository}/items?${query}`)).content];
      });
      return Object.fromEntries(await Promise.all(texts));
    },
    push: async (repository, branch, path) => {
      const refs = await call('GET', `${repository}/refs?filter=heads/${branch}`);
      await call('POST', `${repository}/pushes`, {
        refUpdates: [{ name: `refs/heads/${branch}`, oldObjectId: refs.value[0].objectId }],
        commits: [
          {
            comment: 'Theirs',
            changes: [{ changeType: 'add', item: { path }, newContent: { content: 'x', contentType: 'rawtext' } }],
          },
        ],
      });
    },
    branchOff: async (repository, branch) => {
      const refs = await call('GET', `${repository}/refs?filter=heads/main`);
      const update = { name: `refs/heads/${branch}`, oldObjectId: NO_OBJECT, newObjectId: refs.value[0].objectId };
      await call('POST', `${repository}/refs`, [update]);
    },
    propose: async (repository, from, into) => {
      const [sourceRefName, targetRefName] = [`refs/heads/${from}`, `refs/heads/${into}`];
      await call('POST', `${repository}/pullrequests`, { title: 'Theirs', sourceRefName, targetRefName });
    },
    pullRequests: async (repository) => {
      const all = await call('GET', `${repository}/pullrequests?searchCriteria.status=all`);
      return all.value.map(({ pullRequestId }: { pullRequestId: number }) => pullRequestId);
    },
    labels: async (repository, number) => {
      const { labels } = await call('GET', `${repository}/pullrequests/${number}`);
      return labels.map(({ name }: { name: string }) => name);
    },
    close: async () => {
      await proxy.close();
      await emulator.close();
    },
  };
}

const posts =
  (end: RegExp) =>
  ({ method, path }: { readonly method: string; readonly path: string }) =>
    method === 'POST' && end.test(path.split('?')[0] ?? '');

rolloutContract({
  name: 'Azure DevOps',
  start,
  mostRequestsPerChange: 4,
  steps: [
    { name: 'the branch', fits: posts(/\/refs\/?$/i) },
    { name: 'the commit', fits: posts(/\/pushes\/?$/i) },
    { name: 'the pull request', fits: posts(/\/pullrequests\/?$/i) },
  ],
});

it('tells forks, and names the permission that it lacks in a repository', async () => {
  const hosted = await start([
    { name: 'fork', files: FILES('fork'), isFork: true },
    { name: 'watched', files: FILES('watched'), noWrite: true },
  ]);
  try {
    const { port, proxy } = hosted;
    const all = await allRepositories(port);
    expect(all.map(({ flags }) => flags)).toEqual([['fork'], []]);
    const [, reading] = await collect(port.readFiles(all, { wanted: WANTED }));
    if (!reading || 'problem' in reading) throw new Error('The repository was not read.');
    const changes = [{ kind: 'add', path: 'x', text: 'x' }] as const;
    const commit = { branch: BRANCH, baseOid: reading.headOid, changes, message: 'X' };
    await expect(port.commit(reading.repository, commit)).rejects.toMatchObject({
      code: 'SCM_FORBIDDEN',
      message: expect.stringContaining('acme/apis/watched'),
    });
    expect(proxy.passed.filter(posts(/\/refs\/?$/i))).toHaveLength(1);
  } finally {
    await hosted.close();
  }
});

it('reads repositories that share their pipelines with two requests each', async () => {
  const count = 30;
  const hosted = await start(
    Array.from({ length: count }, (_, index) => ({ name: `api-${index}`, files: FILES(`api-${index}`) })),
  );
  try {
    const { port } = hosted;
    const all = await allRepositories(port);
    await collect(port.readFiles(all, { wanted: WANTED }));
    await collect(port.findPullRequests(all, BRANCH));
    const shared = 10;
    expect(port.statistics().total).toBeLessThanOrEqual(2 * count + shared);
  } finally {
    await hosted.close();
  }
});
