import { ScmError, type RolloutPort, type ScmErrorCode } from '@nx-apiops/scm';
import { describe, expect, it } from 'vitest';
import { openLedger, type OpenLedger } from '../ledger/open-ledger.js';
import { CAMPAIGN, COMMIT_OID, lookOf, NOW, withPullRequest } from '../testing/sample-look.js';
import { managedSnapshot } from '../testing/sample-snapshot.js';
import { agendaOf, applyRollout, type ApplyOptions } from './apply-rollout.js';
import { markedBody, proposalOf } from './proposal.js';
import type { PlannedLook } from './repository-look.js';

const named = (name: string): PlannedLook => lookOf(managedSnapshot('9.0.0', undefined, { fullName: `acme/${name}` }));
const LOOKS = Array.from({ length: 20 }, (_, index) => named(`r${String(index).padStart(2, '0')}`));

interface Sent {
  readonly call: string;
  readonly repository: string;
  readonly value: unknown;
}

/** A host that notes what is asked of it, and refuses what it is told to. */
function portOf(refusals: Readonly<Record<string, ScmErrorCode>> = {}): { port: RolloutPort; sent: Sent[] } {
  const sent: Sent[] = [];
  const note = async <Result>(call: string, repository: string, value: unknown, result: Result): Promise<Result> => {
    sent.push({ call, repository, value });
    const code = refusals[`${call} ${repository}`];
    if (code) throw new ScmError(code, `${call} refused`);
    return result;
  };
  const unused = (): never => {
    throw new Error('not expected');
  };
  const port: RolloutPort = {
    hosting: 'github',
    target: 'acme',
    checkRights: unused,
    repositories: unused,
    readFiles: unused,
    findPullRequests: unused,
    closePullRequest: unused,
    deleteBranch: unused,
    commit: ({ fullName }, commit) => note('commit', fullName, commit, COMMIT_OID),
    openPullRequest: ({ fullName }, wanted) =>
      note('open', fullName, wanted, { number: 1, url: 'u', isExisting: false }),
    updatePullRequest: ({ fullName }, number, change) => note('update', fullName, { number, ...change }, undefined),
    enableAutoMerge: ({ fullName }, number) =>
      note('merge', fullName, number, { isEnabled: false, reason: 'not allowed' }),
    statistics: () => ({ requests: {}, total: 0, waitedMs: 0 }),
  };
  return { port, sent };
}

const newLedger = async (): Promise<OpenLedger> => {
  const port = { name: 'x', read: async () => undefined, append: async () => {}, replace: async () => {} };
  return openLedger(port, CAMPAIGN.name, () => NOW);
};

const apply = async (
  looks: readonly PlannedLook[],
  more: Partial<ApplyOptions> = {},
  refusals: Readonly<Record<string, ScmErrorCode>> = {},
) => {
  const { port, sent } = portOf(refusals);
  const ledger = await newLedger();
  const observer = { campaign: CAMPAIGN, now: NOW, staleAfterDays: 14 };
  const options = { port, ledger, observer, autoMerge: false, ...more };
  const outcome = await applyRollout(agendaOf(looks, options), options);
  return { outcome, sent, ledger };
};

describe('applyRollout', () => {
  it('commits, opens a pull request and records each step', async () => {
    const { outcome, sent, ledger } = await apply([named('a')]);
    expect(outcome).toEqual({
      results: [{ repository: 'acme/a', action: 'created', reason: '', pullRequest: { number: 1, url: 'u' } }],
      left: 0,
      stopped: '',
    });
    expect(sent.map(({ call }) => call)).toEqual(['commit', 'open']);
    const proposal = proposalOf(CAMPAIGN, named('a').plan);
    expect(sent[1]?.value).toMatchObject({ body: markedBody(proposal, COMMIT_OID), labels: [], isDraft: false });
    const entry = ledger.entry('acme/a');
    expect(entry).toMatchObject({ state: 'pull-request', commitOid: COMMIT_OID, pullRequest: { number: 1 } });
    expect(entry?.history.map(({ state }) => state)).toEqual(['planned', 'committed']);
  });

  it('brings a pull request up to date with as little as that takes', async () => {
    const old = proposalOf(CAMPAIGN, named('a').plan);
    const files = withPullRequest(named('a'), { body: markedBody({ ...old, changes: '0'.repeat(12) }, COMMIT_OID) });
    const text = withPullRequest(named('b'), { body: markedBody({ ...old, text: '0'.repeat(12) }, COMMIT_OID) });
    const { sent, outcome } = await apply([files, text, withPullRequest(named('c'))]);
    expect(sent.map(({ call, repository }) => `${call} ${repository}`).sort()).toEqual([
      'commit acme/a',
      'update acme/a',
      'update acme/b',
    ]);
    expect(outcome.results.map(({ action }) => action)).toEqual(['updated', 'updated']);
  });

  it('says what a pull request that should merge itself is told', async () => {
    const { sent, ledger } = await apply([named('a'), withPullRequest(named('b'))], { autoMerge: true });
    expect(sent.filter(({ call }) => call === 'merge')).toHaveLength(2);
    expect(ledger.entry('acme/a')).toMatchObject({
      state: 'pull-request',
      reason: 'does not merge itself: not allowed',
    });
  });

  it('goes on when one repository fails, and says why it did', async () => {
    const { outcome, ledger } = await apply(
      LOOKS,
      {},
      { 'open acme/r03': 'SCM_REQUEST', 'commit acme/r05': 'SCM_FORBIDDEN' },
    );
    expect(outcome.results).toHaveLength(LOOKS.length);
    expect(outcome.results.filter(({ action }) => action === 'failed').map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['open refused.', 'commit refused.']),
    );
    expect(ledger.entry('acme/r03')).toMatchObject({ state: 'failed', reason: 'open refused.', commitOid: COMMIT_OID });
  });

  it('leaves the work of others, which is no failure', async () => {
    const { outcome, ledger } = await apply(
      [named('a')],
      { untilFailures: 1 },
      { 'commit acme/a': 'SCM_BRANCH_CHANGED' },
    );
    expect(outcome.results).toMatchObject([{ action: 'blocked', reason: 'commit refused.' }]);
    expect(ledger.entry('acme/a')?.state).toBe('conflict');
  });

  it('begins no further one after so many failures', async () => {
    const refusals = Object.fromEntries(
      LOOKS.map(({ repository }) => [`commit ${repository.fullName}`, 'SCM_REQUEST']),
    ) as Record<string, ScmErrorCode>;
    const { outcome } = await apply(LOOKS, { untilFailures: 3 }, refusals);
    // Those that had begun are finished.
    expect(outcome.results.length).toBeLessThan(10);
    expect(outcome.left).toBe(LOOKS.length - outcome.results.length);
    expect(outcome.stopped).toMatch(/^\d repositories failed$/);
  });

  it.each(['SCM_UNAUTHORIZED', 'SCM_RATE_LIMITED'] as const)(
    'stops at %s, which all others would hear',
    async (code) => {
      const { outcome } = await apply(LOOKS, {}, { 'commit acme/r00': code });
      expect(outcome.results.length).toBeLessThan(10);
      expect(outcome.stopped).toBe('commit refused');
    },
  );

  it('stops when it is told to, and finishes what it had begun', async () => {
    const stop = new AbortController();
    const { outcome, sent } = await apply(LOOKS, { signal: stop.signal, onResult: () => stop.abort() });
    expect(outcome.stopped).toBe('the run was stopped');
    expect(sent.filter(({ call }) => call === 'commit')).toHaveLength(
      sent.filter(({ call }) => call === 'open').length,
    );
    expect(outcome.left).toBe(LOOKS.length - outcome.results.length);
  });

  it('is broken by nothing but a mistake of ours', async () => {
    const broken = {
      record: async () => Promise.reject(new Error('no space left')),
      entry: () => undefined,
      ledger: () => undefined as never,
    };
    await expect(apply(LOOKS, { ledger: broken })).rejects.toThrow('no space left');
  });
});
