import { startEmulator } from '@nx-apiops/emulator';
import { DEVELOPMENT_TOKEN } from '@nx-apiops/plan';
import { afterEach, describe, expect, it } from 'vitest';
import { createGitHubClient, githubRollout, type GitHubApp } from '../src/index.js';
import { startLossyProxy } from './lossy-proxy.js';
import { allRepositories, BRANCH, collect, FILES, rolloutContract, WANTED, type Hosted } from './rollout-contract.js';

type Seed = NonNullable<NonNullable<Parameters<typeof startEmulator>[0]>['github']>;

/** What an emulator answers, as it comes out of JSON. */
type Parsed = ReturnType<typeof JSON.parse>;

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
  const call = async (method: string, path: string, body?: object): Promise<Parsed> => {
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
    branchOff: async (repository, branch) => {
      const { object } = await call('GET', `${repository}/git/ref/heads/main`);
      await call('POST', `${repository}/git/refs`, { ref: `refs/heads/${branch}`, sha: object.sha });
    },
    propose: async (repository, head, base) => {
      await call('POST', `${repository}/pulls`, { title: 'Theirs', head, base });
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

/** A commit and its pull request in the first repository. */
async function proposeOne(port: Hosted['port']) {
  const [repository] = await allRepositories(port);
  if (!repository) throw new Error('A repository is expected.');
  const changes = [{ kind: 'add', path: 'x', text: 'x' }] as const;
  await port.commit(repository, { branch: BRANCH, baseOid: repository.headOid, changes, message: 'X' });
  const proposal = { branch: BRANCH, title: 'X', body: '', isDraft: false, labels: [] };
  return { repository, number: (await port.openPullRequest(repository, proposal)).number };
}

describe('a rollout in GitHub, as only GitHub has it', () => {
  let hosted: Awaited<ReturnType<typeof start>> | undefined;
  afterEach(async () => hosted?.close());
  const host = async (seed: Seed, extras?: Extras) => (hosted = await start(seed, extras));

  it('reads 1000 repositories in at most 40 requests, and holds a page of them at a time', async () => {
    const { port, proxy } = await host({ manyRepositories: { count: 1000, prefix: 'api-', files: FILES('api') } });
    let read = 0;
    for await (const page of port.repositories()) {
      expect(page.length).toBeLessThanOrEqual(100);
      for await (const group of port.readFiles(page, { wanted: WANTED })) {
        read += group.filter((reading) => 'paths' in reading && reading.paths.length === 9).length;
      }
      const found = await collect(port.findPullRequests(page, BRANCH));
      expect(found.every((reading) => 'pullRequest' in reading && reading.pullRequest === undefined)).toBe(true);
    }
    expect(read).toBe(1000);
    expect(proxy.passed.length).toBeLessThanOrEqual(40);
    expect(proxy.passed.length).toBe(port.statistics().total);
  }, 60_000);

  it('tells why repositories may be left out', async () => {
    const files = { 'a.txt': 'a' };
    const { port } = await host({
      repositories: [
        { name: 'archived', files, archived: true },
        { name: 'disabled', files, disabled: true },
        { name: 'fork', files, isFork: true },
        { name: 'template', files, isTemplate: true },
        { name: 'void' },
        { name: 'watched', files, noWrite: true, topics: ['api'] },
      ],
    });
    const all = await allRepositories(port);
    expect(all.map(({ flags }) => flags)).toEqual([
      ['archived'],
      ['disabled'],
      ['fork'],
      ['template'],
      ['empty'],
      ['no-write'],
    ]);
    expect(all.at(-1)?.topics).toEqual(['api']);
  });

  it('asks for teams and custom properties only when they matter', async () => {
    const { port } = await host({
      teams: ['shop', 'other'],
      repositories: [
        { name: 'cart', files: { a: 'a' }, teams: ['shop', 'other'], properties: { apiops: 'true', none: null } },
        { name: 'plain', files: { a: 'a' } },
      ],
    });
    const plain = await allRepositories(port);
    expect(plain.map(({ teams, properties }) => [teams, properties])).toEqual([
      [[], {}],
      [[], {}],
    ]);
    const asked = await collect(port.repositories({ teams: ['shop'], properties: true }));
    expect(asked.map(({ teams, properties }) => [teams, properties])).toEqual([
      [['shop'], { apiops: 'true' }],
      [[], {}],
    ]);
    await expect(collect(port.repositories({ teams: ['nobody'] }))).rejects.toMatchObject({
      code: 'SCM_NOT_FOUND',
      message: expect.stringContaining('nobody'),
    });
  });

  it('does not let one repository fail the others', async () => {
    const { port } = await host({
      repositories: ['a', 'b'].map((name) => ({ name, files: FILES(name) })),
    });
    const [first, second] = await allRepositories(port);
    if (!first || !second) throw new Error('Two repositories are expected.');
    const asked = [first, { ...second, id: 'R_gone' }];
    expect(await collect(port.readFiles(asked, { wanted: WANTED }))).toMatchObject([
      { repository: first, paths: expect.any(Array) },
      { problem: { code: 'SCM_NOT_FOUND', message: expect.stringContaining('acme/b') } },
    ]);
    expect(await collect(port.findPullRequests(asked, BRANCH))).toMatchObject([
      { repository: first },
      { problem: { code: 'SCM_NOT_FOUND' } },
    ]);
  });

  it('reads the whole tree where it is asked to', async () => {
    const { port } = await host({
      repositories: [{ name: 'a', files: { 'deep/er/and/deeper/x.yaml': 'x: 1\n', 'deep/a.txt': 'a' } }],
    });
    const all = await allRepositories(port);
    const [shallow] = await collect(port.readFiles(all, { wanted: WANTED }));
    expect(shallow).toMatchObject({ paths: [] });
    const [whole] = await collect(port.readFiles(all, { wanted: WANTED, isWhole: () => true }));
    expect(whole).toMatchObject({
      paths: ['deep/a.txt', 'deep/er/and/deeper/x.yaml'],
      files: { 'deep/er/and/deeper/x.yaml': { text: 'x: 1\n' } },
    });
  });

  it('sets the executable bit, through objects of git', async () => {
    const { port, emulated } = await host({ repositories: [{ name: 'a', files: FILES('a') }] });
    const [repository] = await allRepositories(port);
    if (!repository) throw new Error('A repository is expected.');
    const commit = {
      branch: BRANCH,
      baseOid: repository.headOid,
      changes: [{ kind: 'add', path: 'tools/run.sh', text: 'true\n', isExecutable: true }] as const,
      message: 'Tools',
    };
    const oid = await port.commit(repository, commit);
    expect(await port.commit(repository, commit)).toBe(oid);
    const response = await fetch(`${emulated}/github/repos/acme/a/git/trees/${oid}?recursive=1`, {
      headers: { authorization: 'Bearer owner' },
    });
    const { tree } = (await response.json()) as Parsed;
    expect(tree.find(({ path }: { path: string }) => path === 'tools/run.sh').mode).toBe('100755');
  });

  it('keeps its writes to the limits of its clock where it is told to, though the client is not paced', async () => {
    const { emulated, port: unpaced } = await host({ repositories: [{ name: 'a', files: FILES('a') }] });
    const { repository, number } = await proposeOne(unpaced);
    let nowMs = 0;
    const clock = { now: () => nowMs, sleep: async (ms: number) => void (nowMs += ms) };
    const client = createGitHubClient({ apiUrl: `${emulated}/github` });
    const paced = githubRollout({ client, organization: 'acme', clock, isPaced: true });
    const [first, more] = [20, 10];
    for (const port of [unpaced, paced]) {
      for (let count = 0; count < first + more; count += 1) await port.updatePullRequest(repository, number, {});
    }
    expect(unpaced.statistics().waitedMs).toBeLessThan(1000);
    expect(paced.statistics().waitedMs).toBe(nowMs);
    expect(nowMs).toBeGreaterThanOrEqual(more * 1000 - 1);
  });

  it('asks for no draft that is one already, and looks before it asks again after a lost answer', async () => {
    const { port, proxy } = await host({ repositories: [{ name: 'a', files: FILES('a') }] });
    const { repository, number } = await proposeOne(port);
    const isMutation = ({ body }: { readonly body: string }): boolean => body.includes('convertPullRequestToDraft');
    proxy.loseNext(isMutation);
    await port.updatePullRequest(repository, number, { isDraft: true });
    await port.updatePullRequest(repository, number, { isDraft: true });
    expect(proxy.passed.filter(isMutation)).toHaveLength(1);
  });

  it('says why a pull request cannot be made a draft', async () => {
    const { port } = await host({ plan: 'free', repositories: [{ name: 'a', files: FILES('a') }] });
    const { repository, number } = await proposeOne(port);
    await expect(port.updatePullRequest(repository, number, { isDraft: true })).rejects.toMatchObject({
      code: 'SCM_REJECTED',
      message: expect.stringContaining('Draft pull requests are not supported in this repository'),
    });
    await port.closePullRequest(repository, number);
    await expect(port.updatePullRequest(repository, number, { isDraft: true })).rejects.toMatchObject({
      message: expect.stringContaining(`acme/a#${number}`),
    });
  });

  it('enables auto-merge where something is still pending, and says why not elsewhere', async () => {
    const { port } = await host({
      repositories: [
        { name: 'guarded', files: FILES('a'), allowAutoMerge: true, protectedBranch: true, checks: 'pending' },
        { name: 'open', files: FILES('a') },
      ],
    });
    const results = [];
    for (const repository of await allRepositories(port)) {
      await port.commit(repository, {
        branch: BRANCH,
        baseOid: repository.headOid,
        changes: [{ kind: 'add', path: 'x', text: 'x' }],
        message: 'X',
      });
      const { number } = await port.openPullRequest(repository, {
        branch: BRANCH,
        title: 'X',
        body: '',
        isDraft: false,
        labels: [],
      });
      results.push(await port.enableAutoMerge(repository, number));
      if (repository.fullName === 'acme/guarded') {
        expect(await port.enableAutoMerge(repository, number)).toEqual({ isEnabled: true, reason: '' });
        expect(await collect(port.findPullRequests([repository], BRANCH))).toMatchObject([
          { pullRequest: { checks: 'pending', isAutoMerging: true } },
        ]);
      }
    }
    expect(results).toEqual([
      { isEnabled: true, reason: '' },
      { isEnabled: false, reason: expect.stringContaining('not allowed') },
    ]);
  });

  it('names the right that a token lacks before anything starts', async () => {
    const { port } = await host(
      { repositories: [{ name: 'a', files: { a: 'a' } }] },
      { token: `${DEVELOPMENT_TOKEN}-read-only` },
    );
    await expect(port.checkRights()).rejects.toMatchObject({
      code: 'SCM_FORBIDDEN',
      message: expect.stringContaining('Contents: write'),
    });
  });

  it('names the permission that an app lacks', async () => {
    const app = { appId: 7, privateKey: 'never used here', owner: 'acme' };
    const permissions = { metadata: 'read', contents: 'write', pull_requests: 'read' } as const;
    const { port } = await host({ app: { permissions }, repositories: [{ name: 'a', files: { a: 'a' } }] }, { app });
    await expect(port.checkRights()).rejects.toMatchObject({
      code: 'SCM_FORBIDDEN',
      message: expect.stringContaining('"Pull requests: write", "Workflows: write"'),
    });
  });

  it('names workflows where a token must not write them', async () => {
    const { port } = await host(
      { repositories: [{ name: 'a', files: { a: 'a' } }] },
      { token: `${DEVELOPMENT_TOKEN}-no-workflows` },
    );
    const [repository] = await allRepositories(port);
    if (!repository) throw new Error('A repository is expected.');
    const changes = [{ kind: 'add', path: '.github/workflows/x.yml', text: 'x' }] as const;
    await expect(
      port.commit(repository, { branch: BRANCH, baseOid: repository.headOid, changes, message: 'X' }),
    ).rejects.toMatchObject({ code: 'SCM_FORBIDDEN', message: expect.stringContaining('workflows') });
  });

  it('reads in smaller groups where a query is too large', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `api-${index}`);
    const { port, proxy } = await host({ repositories: names.map((name) => ({ name, files: FILES(name) })) });
    const all = await allRepositories(port);
    const isTrees = ({ body }: { readonly body: string }): boolean => body.includes('Level1');
    // Octokit tries a query twice.
    for (let count = 0; count < 4; count += 1) proxy.failNext(isTrees, 502);
    const read = await collect(port.readFiles(all, { wanted: WANTED }));
    expect(read.map((reading) => 'paths' in reading)).toEqual(names.map(() => true));
  });

  it('works as an app that has all rights', async () => {
    const app = { appId: 7, privateKey: 'never used here', owner: 'acme' };
    const { port } = await host({ repositories: [{ name: 'a', files: FILES('a') }] }, { app });
    await expect(port.checkRights()).resolves.toBeUndefined();
    const all = await allRepositories(port);
    expect(all.map(({ fullName, flags }) => [fullName, flags])).toEqual([['acme/a', []]]);
  });
});
