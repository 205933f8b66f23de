import {
  ScmError,
  type FilesQuestion,
  type PullRequestReading,
  type RepositoryReading,
  type RolloutPort,
  type RolloutRepository,
} from '@nx-apiops/scm';
import { describe, expect, it } from 'vitest';
import type { Selection } from '../plan/matches-selection.js';
import { CAMPAIGN, lookOf } from '../testing/sample-look.js';
import { changedSourcesOf, managedSnapshot, NEW_VERSION, snapshotWith } from '../testing/sample-snapshot.js';
import { lookAtRepositories } from './look-at-repositories.js';
import { isPlanned } from './repository-look.js';

const MANAGED = managedSnapshot('9.0.0');
const WEBSITE = snapshotWith({ 'index.html': '<p>' });

interface Hosted {
  readonly snapshot: typeof MANAGED;
  readonly facts?: Partial<RolloutRepository>;
}

/** A host with these repositories, which notes whose files it is asked for. */
function hostOf(hosted: Readonly<Record<string, Hosted>>, problems: Readonly<Record<string, ScmError>> = {}) {
  const read: string[] = [];
  const whole: string[] = [];
  const unused = (): never => {
    throw new Error('not expected');
  };
  const repositories = Object.entries(hosted).map(([name, { snapshot, facts }]): RolloutRepository => {
    const fullName = `acme/${name}`;
    return { ...lookOf(snapshot).repository, id: name, fullName, ...facts };
  });
  const readingOf = (repository: RolloutRepository): RepositoryReading => {
    const { paths = [], files = {} } = hosted[repository.id]?.snapshot ?? {};
    const problem = problems[`files ${repository.id}`];
    return problem ? { repository, problem } : { repository, headOid: 'a'.repeat(40), paths, files };
  };
  const port: RolloutPort = {
    hosting: 'github',
    target: 'acme',
    checkRights: unused,
    commit: unused,
    openPullRequest: unused,
    updatePullRequest: unused,
    closePullRequest: unused,
    deleteBranch: unused,
    enableAutoMerge: unused,
    statistics: () => ({ requests: {}, total: 0, waitedMs: 0 }),
    repositories: async function* () {
      yield repositories;
    },
    readFiles: async function* (asked, { isWhole }: FilesQuestion) {
      read.push(...asked.map(({ id }) => id));
      whole.push(...asked.filter((one) => isWhole?.(one, hosted[one.id]?.snapshot.paths ?? [])).map(({ id }) => id));
      yield asked.map(readingOf);
    },
    findPullRequests: async function* (asked) {
      yield asked.map((repository): PullRequestReading => {
        const problem = problems[`pull requests ${repository.id}`];
        return problem ? { repository, problem } : { repository, pullRequest: undefined };
      });
    },
  };
  return { port, read, whole };
}

const look = async (
  host: ReturnType<typeof hostOf>,
  select: Selection,
  more: { readonly only?: readonly string[]; readonly onboard?: object } = {},
) => {
  const target = { sources: changedSourcesOf(NEW_VERSION), ...(more.onboard && { onboarding: {} }) };
  const seen = await lookAtRepositories(host.port, { campaign: { ...CAMPAIGN, select }, target, only: more.only });
  const states = seen.looks.map((one) => [
    one.repository.fullName.slice('acme/'.length),
    isPlanned(one) ? (one.plan.skip ?? one.plan.status) : one.problem.code,
  ]);
  return { ...seen, states };
};

const ALL: Readonly<Record<string, Hosted>> = {
  orders: { snapshot: MANAGED, facts: { topics: ['apiops'] } },
  archived: { snapshot: MANAGED, facts: { topics: ['apiops'], flags: ['archived'] } },
  left: { snapshot: MANAGED, facts: { topics: ['apiops', 'nx-apiops-opt-out'] } },
  website: { snapshot: WEBSITE },
};

describe('lookAtRepositories', () => {
  it('plans what is selected, and says why it leaves something out', async () => {
    const host = hostOf(ALL);
    const { states, listed } = await look(host, { topics: ['apiops'] });
    expect(states).toEqual([
      ['archived', 'archived'],
      ['left', 'opted-out'],
      ['orders', 'change'],
    ]);
    expect({ listed, read: host.read, whole: host.whole }).toEqual({ listed: 4, read: ['orders'], whole: [] });
  });

  it('tells by files what nothing else tells', async () => {
    const host = hostOf(ALL);
    expect((await look(host, { files: ['apiops.yaml'] })).states).toEqual([
      ['archived', 'archived'],
      ['left', 'opted-out'],
      ['orders', 'change'],
    ]);
    expect(host.read).toEqual(['orders', 'archived', 'left', 'website']);
  });

  it('adds repositories that are named to those that files select', async () => {
    const { states } = await look(hostOf(ALL), { files: ['apiops.yaml'], repositories: ['acme/website'] });
    expect(states).toEqual([
      ['archived', 'archived'],
      ['left', 'opted-out'],
      ['orders', 'change'],
      ['website', 'not-apiops'],
    ]);
  });

  it('reads the whole of a repository where only that tells', async () => {
    const deep = hostOf(ALL);
    await look(deep, { files: ['src/**/main.ts'] });
    expect(deep.whole).toEqual(['orders', 'archived', 'left', 'website']);
    const onboarding = hostOf(ALL);
    await look(onboarding, { names: ['*'] }, { onboard: {} });
    expect(onboarding.whole).toEqual(['website']);
  });

  it('looks at nothing but what is asked for, and names what there is not', async () => {
    const host = hostOf(ALL);
    const { states, unknown } = await look(host, { names: ['*'] }, { only: ['acme/ORDERS', 'acme/nothing'] });
    expect({ states, unknown, read: host.read }).toEqual({
      states: [['orders', 'change']],
      unknown: ['acme/nothing'],
      read: ['orders'],
    });
  });

  it('goes on where one repository cannot be seen', async () => {
    const problem = new ScmError('SCM_FORBIDDEN', 'No right.');
    const hosted = { ...ALL, other: { snapshot: MANAGED } };
    const host = hostOf(hosted, { 'files orders': problem, 'pull requests other': problem });
    expect((await look(host, { names: ['o*'] })).states).toEqual([
      ['orders', 'SCM_FORBIDDEN'],
      ['other', 'SCM_FORBIDDEN'],
    ]);
  });

  it('stops when it is told to', async () => {
    const host = hostOf(ALL);
    const scope = { campaign: CAMPAIGN, target: { sources: changedSourcesOf(NEW_VERSION) } };
    const signal = AbortSignal.abort(new Error('stopped'));
    await expect(lookAtRepositories(host.port, scope, { signal })).rejects.toThrow('stopped');
    expect(host.read).toEqual([]);
  });
});
