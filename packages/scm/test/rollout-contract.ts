import { afterEach, describe, expect, it } from 'vitest';
import type { RepositoryReading, RolloutPort, RolloutRepository } from '../src/index.js';
import type { LossyProxy } from './lossy-proxy.js';

export interface ContractRepository {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
}

/** One emulated host with the repositories, a proxy before it, and the port to test. */
export interface Hosted {
  readonly port: RolloutPort;
  readonly proxy: LossyProxy;
  /** Texts by path on a branch; undefined where there is no such branch. */
  readonly files: (repository: string, branch: string) => Promise<Readonly<Record<string, string>> | undefined>;
  /** Somebody else commits to the branch. */
  readonly push: (repository: string, branch: string, path: string) => Promise<void>;
  /** Makes a branch at the newest commit of the default branch, without a commit of its own. */
  readonly branchOff: (repository: string, branch: string) => Promise<void>;
  /** Somebody opens a pull request by hand. */
  readonly propose: (repository: string, from: string, into: string) => Promise<void>;
  /** Numbers of all pull requests of the repository, in any state. */
  readonly pullRequests: (repository: string) => Promise<readonly number[]>;
  /** The labels of one. */
  readonly labels: (repository: string, number: number) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

export type StartHost = (repositories: readonly ContractRepository[]) => Promise<Hosted>;

/** Requests that write, as a host sends them: their answers get lost in turn. */
export interface LossyStep {
  readonly name: string;
  readonly fits: (request: { readonly method: string; readonly path: string; readonly body: string }) => boolean;
}

export const APIOPS = (name: string): string => `version: 1
organization: acme
hosting: github
artifacts: { folder: artifacts }
# ${name}
environments:
  - { name: dev, serviceName: apim-dev }
`;

export const FILES = (name: string): Record<string, string> => ({
  'README.md': 'Read me\n',
  'apiops.yaml': APIOPS(name),
  'package.json': '{}\n',
  '.github/CODEOWNERS': '* @acme/owners\n',
  '.github/workflows/publish.yml': 'name: publish\n',
  '.azure-pipelines/publish.yml': 'trigger: none\n',
  'artifacts/apis/orders/apiInformation.json': '{}\n',
  'artifacts/apis/orders/catalog-info.yaml': 'kind: API\n',
  'old.yml': 'old\n',
});

export const BRANCH = 'nx-apiops/rollout/2026-12';
export const WANTED = (paths: readonly string[]): readonly string[] => paths.filter((path) => /\.ya?ml$/.test(path));

export async function allRepositories(port: RolloutPort): Promise<readonly RolloutRepository[]> {
  const all: RolloutRepository[] = [];
  for await (const page of port.repositories()) all.push(...page);
  return all;
}

export async function collect<Item>(groups: AsyncIterable<readonly Item[]>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const group of groups) all.push(...group);
  return all;
}

const CHANGES = [
  { kind: 'update', path: '.github/workflows/publish.yml', text: 'name: publish it\n' },
  { kind: 'add', path: '.github/workflows/drift.yml', text: 'name: drift – täglich\n' },
  { kind: 'update', path: 'package.json', text: '{ "private": true }\n' },
  { kind: 'delete', path: 'old.yml' },
] as const;

const PULL_REQUEST = {
  branch: BRANCH,
  title: 'Roll out',
  body: 'What and why.',
  isDraft: false,
  labels: ['nx-apiops'],
};

/** What a rollout relies on, the same for each host. */
export function rolloutContract(host: {
  readonly name: string;
  readonly start: StartHost;
  readonly steps: readonly LossyStep[];
  readonly mostRequestsPerChange: number;
}): void {
  describe(`a rollout in ${host.name}`, () => {
    let hosted: Hosted | undefined;
    afterEach(async () => hosted?.close());

    const start = async (
      repositories: readonly ContractRepository[] = [{ name: 'orders', files: FILES('orders') }],
    ) => {
      hosted = await host.start(repositories);
      const all = await allRepositories(hosted.port);
      const read = await collect(hosted.port.readFiles(all, { wanted: WANTED }));
      const [first] = read;
      if (!first || 'problem' in first) throw new Error('The first repository was not read.');
      const commit = (more: object = {}) =>
        hosted?.port.commit(first.repository, {
          branch: BRANCH,
          baseOid: first.headOid,
          changes: CHANGES,
          message: 'Roll out\n\nAll of it.',
          ...more,
        }) ?? Promise.reject(new Error('not started'));
      return { ...hosted, all, read, repository: first.repository, headOid: first.headOid, commit };
    };

    const newestOid = async (port: RolloutPort): Promise<string> => {
      const [reading] = await collect(port.readFiles(await allRepositories(port), { wanted: () => [] }));
      if (!reading || 'problem' in reading) throw new Error('The first repository was not read.');
      return reading.headOid;
    };

    it('lists repositories with their facts', async () => {
      const { all, port } = await start([
        { name: 'orders', files: FILES('orders') },
        { name: 'void', files: {} },
      ]);
      expect(
        all.map(({ fullName, defaultBranch, flags }) => [fullName.split('/').at(-1), defaultBranch, flags]),
      ).toEqual([
        ['orders', 'main', []],
        ['void', '', ['empty']],
      ]);
      expect(all[0]?.fullName.startsWith(`${port.target}/`)).toBe(true);
    });

    it('reads the paths and the wanted texts, and leaves empty repositories out', async () => {
      const { read } = await start([
        { name: 'orders', files: FILES('orders') },
        { name: 'void', files: {} },
      ]);
      expect(read).toHaveLength(1);
      const reading = read[0] as Exclude<RepositoryReading, { problem: unknown }>;
      expect(reading.paths).toEqual(Object.keys(FILES('')).sort());
      expect(Object.fromEntries(Object.entries(reading.files).map(([path, { text }]) => [path, text]))).toEqual(
        Object.fromEntries(Object.entries(FILES('orders')).filter(([path]) => /\.ya?ml$/.test(path))),
      );
      expect(reading.headOid).toMatch(/^[0-9a-f]{40}$/);
    });

    it('reads a content that many share once', async () => {
      const names = Array.from({ length: 12 }, (_, index) => `api-${index}`);
      const { read, port } = await start(names.map((name) => ({ name, files: FILES(name) })));
      expect(read).toHaveLength(12);
      const before = port.statistics().total;
      await collect(
        port.readFiles(
          read.map(({ repository }) => repository),
          { wanted: WANTED },
        ),
      );
      const kinds = port.statistics().requests;
      expect(kinds['read texts'] ?? 0).toBeLessThanOrEqual(names.length + 6);
      expect(port.statistics().total - before).toBeLessThanOrEqual(names.length);
    });

    it('commits, opens a pull request with labels and finds it, in few requests', async () => {
      const { port, repository, commit, files, labels, proxy } = await start();
      const before = proxy.passed.length;
      const oid = await commit();
      const opened = await port.openPullRequest(repository, PULL_REQUEST);
      // Azure DevOps is asked once where its areas are.
      const sent = proxy.passed.slice(before).filter(({ method }) => method !== 'OPTIONS');
      expect(sent.length).toBeLessThanOrEqual(host.mostRequestsPerChange);
      expect(opened).toMatchObject({ isExisting: false, number: expect.any(Number), url: expect.any(String) });
      expect(await labels('orders', opened.number)).toEqual(['nx-apiops']);
      const { 'old.yml': _, ...rest } = FILES('orders');
      expect(await files('orders', BRANCH)).toEqual({
        ...rest,
        '.github/workflows/publish.yml': 'name: publish it\n',
        '.github/workflows/drift.yml': 'name: drift – täglich\n',
        'package.json': '{ "private": true }\n',
      });
      const [found] = await collect(port.findPullRequests([repository], BRANCH, { checks: true }));
      expect(found).toMatchObject({
        pullRequest: {
          number: opened.number,
          url: opened.url,
          state: 'open',
          isDraft: false,
          title: 'Roll out',
          body: 'What and why.',
          headOid: oid,
          checks: 'none',
          hasConflicts: false,
          isAutoMerging: false,
        },
      });
    });

    it('finds no pull request of another branch', async () => {
      const { port, all } = await start();
      expect(await collect(port.findPullRequests(all, BRANCH))).toEqual([
        { repository: all[0], pullRequest: undefined },
      ]);
    });

    it('writes nothing the second time', async () => {
      const { port, repository, commit, proxy, pullRequests } = await start();
      const oid = await commit();
      const first = await port.openPullRequest(repository, PULL_REQUEST);
      const before = proxy.passed.length;
      expect(await commit()).toBe(oid);
      expect(await port.openPullRequest(repository, PULL_REQUEST)).toEqual({ ...first, isExisting: true });
      const writes = proxy.passed
        .slice(before)
        .filter(({ method, body }) => !['GET', 'OPTIONS'].includes(method) && !body.includes('"query"'));
      const mutations = proxy.passed.slice(before).filter(({ body }) => body.includes('mutation'));
      expect([...writes, ...mutations]).toEqual([]);
      expect(await pullRequests('orders')).toEqual([first.number]);
    });

    it('does not take a pull request into another branch for its own', async () => {
      const { port, repository, commit, branchOff, propose, pullRequests } = await start();
      await commit();
      const { number } = await port.openPullRequest(repository, PULL_REQUEST);
      const found = async () => (await collect(port.findPullRequests([repository], BRANCH)))[0];
      for (const target of ['a', 'b', 'c', 'd', 'e', 'f']) {
        await branchOff('orders', target);
        await propose('orders', BRANCH, target);
      }
      expect(await pullRequests('orders')).toHaveLength(7);
      expect(await found()).toMatchObject({ pullRequest: { number } });
      expect(await port.openPullRequest(repository, PULL_REQUEST)).toMatchObject({ number, isExisting: true });
      await port.closePullRequest(repository, number);
      expect(await found()).toMatchObject({ pullRequest: { number, state: 'closed' } });
      const again = await port.openPullRequest(repository, PULL_REQUEST);
      expect(again).toMatchObject({ isExisting: false });
      expect(await found()).toMatchObject({ pullRequest: { number: again.number, state: 'open' } });
    });

    it('leaves a branch alone that somebody else committed to', async () => {
      const { commit, push, files } = await start();
      await commit();
      await push('orders', BRANCH, 'theirs.txt');
      const before = await files('orders', BRANCH);
      await expect(commit()).rejects.toMatchObject({
        code: 'SCM_BRANCH_CHANGED',
        message: expect.stringContaining(BRANCH),
      });
      expect(await files('orders', BRANCH)).toEqual(before);
    });

    it('replaces a branch that was left without a commit, once the default branch moved on', async () => {
      const { port, commit, branchOff, push, files } = await start();
      await branchOff('orders', BRANCH);
      await push('orders', 'main', 'later.txt');
      const baseOid = await newestOid(port);
      const changes = [{ kind: 'delete', path: 'old.yml' }];
      const oid = await commit({ baseOid, changes });
      const { 'old.yml': _, ...rest } = FILES('orders');
      expect(await files('orders', BRANCH)).toEqual({ ...rest, 'later.txt': 'x' });
      expect(await commit({ baseOid, changes })).toBe(oid);
    });

    it('deletes a branch that was left without a commit, and none with commits of others', async () => {
      const { port, repository, branchOff, push, files } = await start();
      await branchOff('orders', BRANCH);
      await push('orders', 'main', 'later.txt');
      await port.deleteBranch(repository, BRANCH, '0'.repeat(40));
      expect(await files('orders', BRANCH)).toBeUndefined();
      await branchOff('orders', BRANCH);
      await push('orders', BRANCH, 'theirs.txt');
      await push('orders', 'main', 'latest.txt');
      await expect(port.deleteBranch(repository, BRANCH, '0'.repeat(40))).rejects.toMatchObject({
        code: 'SCM_BRANCH_CHANGED',
      });
      expect(await files('orders', BRANCH)).toHaveProperty('theirs.txt');
    });

    it('leaves commits of others alone that are on a branch without one of its own', async () => {
      const { port, commit, branchOff, push, files } = await start();
      await branchOff('orders', BRANCH);
      await push('orders', BRANCH, 'theirs.txt');
      await push('orders', 'main', 'later.txt');
      const baseOid = await newestOid(port);
      await expect(commit({ baseOid })).rejects.toMatchObject({ code: 'SCM_BRANCH_CHANGED' });
      expect(await files('orders', BRANCH)).toHaveProperty('theirs.txt');
    });

    it('replaces a commit that it is told of, and keeps the pull request open', async () => {
      const { port, repository, commit, files } = await start();
      const earlier = await commit();
      await port.openPullRequest(repository, PULL_REQUEST);
      const changes = [{ kind: 'update', path: '.github/workflows/publish.yml', text: 'name: other\n' }];
      const oid = await commit({ changes, replaces: ['0'.repeat(40), earlier] });
      expect(oid).not.toBe(earlier);
      expect(await files('orders', BRANCH)).toEqual({
        ...FILES('orders'),
        '.github/workflows/publish.yml': 'name: other\n',
      });
      const [found] = await collect(port.findPullRequests([repository], BRANCH));
      expect(found).toMatchObject({ pullRequest: { state: 'open', headOid: oid } });
    });

    it('changes and closes a pull request, and deletes its branch', async () => {
      const { port, repository, commit, files } = await start();
      const oid = await commit();
      const { number } = await port.openPullRequest(repository, { ...PULL_REQUEST, isDraft: true });
      await port.updatePullRequest(repository, number, { title: 'Other', body: 'New.' });
      await port.closePullRequest(repository, number);
      await port.closePullRequest(repository, number);
      const [found] = await collect(port.findPullRequests([repository], BRANCH));
      expect(found).toMatchObject({ pullRequest: { state: 'closed', title: 'Other', body: 'New.', isDraft: true } });
      await expect(port.deleteBranch(repository, BRANCH, '0'.repeat(40))).rejects.toMatchObject({
        code: 'SCM_BRANCH_CHANGED',
      });
      await port.deleteBranch(repository, BRANCH, oid);
      await port.deleteBranch(repository, BRANCH, oid);
      expect(await files('orders', BRANCH)).toBeUndefined();
    });

    it('makes a pull request a draft and ready again, beside other changes', async () => {
      const { port, repository, commit, proxy } = await start();
      await commit();
      const { number } = await port.openPullRequest(repository, PULL_REQUEST);
      const found = async () => (await collect(port.findPullRequests([repository], BRANCH)))[0];
      await port.updatePullRequest(repository, number, { isDraft: true });
      expect(await found()).toMatchObject({ pullRequest: { isDraft: true, title: 'Roll out', body: 'What and why.' } });
      const before = proxy.passed.length;
      await port.updatePullRequest(repository, number, { isDraft: false, title: 'Now', body: 'Ready.' });
      expect(proxy.passed.length - before).toBeLessThanOrEqual(2);
      expect(await found()).toMatchObject({ pullRequest: { isDraft: false, title: 'Now', body: 'Ready.' } });
      await port.updatePullRequest(repository, number, { title: 'Later' });
      expect(await found()).toMatchObject({ pullRequest: { isDraft: false, title: 'Later', body: 'Ready.' } });
    });

    it('says whether a pull request conflicts with the default branch', async () => {
      const { port, repository, commit, push } = await start();
      await commit();
      const { number } = await port.openPullRequest(repository, PULL_REQUEST);
      const found = async () => (await collect(port.findPullRequests([repository], BRANCH)))[0];
      await push('orders', 'main', 'elsewhere.txt');
      expect(await found()).toMatchObject({ pullRequest: { hasConflicts: false } });
      const before = port.statistics().total;
      await push('orders', 'main', '.github/workflows/drift.yml');
      expect(await found()).toMatchObject({ pullRequest: { hasConflicts: true, state: 'open' } });
      expect(port.statistics().total - before).toBeLessThanOrEqual(2);
      await port.closePullRequest(repository, number);
      expect(await found()).toMatchObject({ pullRequest: { hasConflicts: false, state: 'closed' } });
    });

    it('says whether a pull request merges itself', async () => {
      const { port, repository, commit } = await start();
      await commit();
      const { number } = await port.openPullRequest(repository, PULL_REQUEST);
      const result = await port.enableAutoMerge(repository, number);
      expect(result.isEnabled).toBe(result.reason === '');
    });

    it.each(host.steps)('has exactly one pull request after a lost answer to $name', async ({ fits }) => {
      const { port, repository, commit, files, proxy, pullRequests, labels } = await start();
      proxy.loseNext(fits);
      const oid = await commit();
      const { number } = await port.openPullRequest(repository, PULL_REQUEST);
      expect(proxy.passed.filter(fits).length).toBeGreaterThan(0);
      expect(await pullRequests('orders')).toEqual([number]);
      expect(await labels('orders', number)).toEqual(['nx-apiops']);
      expect((await files('orders', BRANCH))?.['package.json']).toBe('{ "private": true }\n');
      const [found] = await collect(port.findPullRequests([repository], BRANCH));
      expect(found).toMatchObject({ pullRequest: { headOid: oid, state: 'open' } });
    });

    it('passes the check of rights', async () => {
      const { port } = await start();
      await expect(port.checkRights()).resolves.toBeUndefined();
    });
  });
}
