import { ScmError } from '@nx-apiops/scm';
import { describe, expect, it } from 'vitest';
import type { LedgerEntry, LedgerState } from '../ledger/ledger.js';
import { CAMPAIGN, COMMIT_OID, lookOf, NOW, withPullRequest } from '../testing/sample-look.js';
import { managedSnapshot, NEW_VERSION, snapshotWith } from '../testing/sample-snapshot.js';
import { observe } from './observe.js';
import { markedBody, proposalOf } from './proposal.js';
import type { PlannedLook, RepositoryLook } from './repository-look.js';

const CHANGE = lookOf();
const plan = (look: PlannedLook, facts: Partial<PlannedLook['plan']>): PlannedLook => ({
  ...look,
  plan: { ...look.plan, ...facts },
});
const CURRENT = plan(CHANGE, { status: 'current', changes: [] });
const CONFLICT = plan(CHANGE, { status: 'conflict', reason: 'publish.yml was edited', isDraft: true });
const entryOf = (state: LedgerState, facts: Partial<LedgerEntry> = {}): LedgerEntry => ({
  repository: 'acme/orders-apis',
  state,
  targetVersion: NEW_VERSION,
  updatedAt: NOW.toISOString(),
  history: [],
  ...facts,
});
const OLD = markedBody({ ...proposalOf(CAMPAIGN, CHANGE.plan), changes: '0'.repeat(12) }, COMMIT_OID);

describe('observe', () => {
  it.each<[LedgerState, string, RepositoryLook, (LedgerEntry | undefined)?, RegExp?]>([
    ['planned', 'what is to do', CHANGE],
    ['failed', 'what failed, until it was tried again', CHANGE, entryOf('failed', { reason: 'HTTP 500' }), /HTTP 500/],
    [
      'conflict',
      'a branch of others, which a run came upon',
      CHANGE,
      entryOf('conflict', { reason: 'theirs' }),
      /theirs/,
    ],
    ['committed', 'what a killed run left', CHANGE, entryOf('committed')],
    [
      'failed',
      'what could not be read',
      { repository: CHANGE.repository, problem: new ScmError('SCM_FORBIDDEN', 'No right.') },
      undefined,
      /No right/,
    ],
    ['skipped', 'what is left out', lookOf(snapshotWith({}, { flags: ['archived'] })), undefined, /archived/],
    ['conflict', 'a conflict that leaves nothing to propose', plan(CONFLICT, { changes: [] }), undefined, /edited/],
    ['conflict', 'a draft with conflicts', withPullRequest(CONFLICT), undefined, /edited/],
    [
      'conflict',
      'a pull request that cannot be merged',
      withPullRequest(CHANGE, { hasConflicts: true }),
      undefined,
      /with main/,
    ],
    [
      'conflict',
      'commits of others in the way',
      withPullRequest(CHANGE, { headOid: 'd'.repeat(40), body: OLD }),
      undefined,
      /of others/,
    ],
    [
      'conflict',
      'a pull request of somebody else',
      withPullRequest(CHANGE, { body: '' }),
      undefined,
      /not the campaign/,
    ],
    ['failing', 'failing checks', withPullRequest(CHANGE, { checks: 'failure' })],
    [
      'failing',
      'checks that failed when they were asked for last',
      withPullRequest(CHANGE, { checks: 'unknown' }),
      entryOf('failing'),
    ],
    ['pull-request', 'checks that nobody asked for', withPullRequest(CHANGE, { checks: 'unknown' })],
    [
      'stale',
      'what nobody touched',
      withPullRequest(CHANGE, { updatedAt: '2026-11-26T00:00:00Z' }),
      undefined,
      /14 days/,
    ],
    ['pull-request', 'what was touched a day later', withPullRequest(CHANGE, { updatedAt: '2026-11-27T00:00:00Z' })],
    [
      'pull-request',
      'what waits',
      withPullRequest(CHANGE, { checks: 'pending', isDraft: true, isAutoMerging: true }),
      undefined,
      /draft, checks are running, merges itself/,
    ],
    ['pull-request', 'what is out of date', withPullRequest(CHANGE, { body: OLD }), undefined, /out of date/],
    [
      'pull-request',
      'what has become needless',
      { ...CURRENT, pullRequest: withPullRequest(CHANGE).pullRequest },
      undefined,
      /nothing is left/,
    ],
    [
      'merged',
      'what was merged',
      { ...CURRENT, pullRequest: withPullRequest(CHANGE, { state: 'merged' }).pullRequest },
    ],
    ['current', 'what needed nothing', CURRENT],
    [
      'drifted',
      'what was merged and taken back',
      withPullRequest(CHANGE, { state: 'merged' }),
      undefined,
      /changed since: \.github/,
    ],
    ['drifted', 'what needed nothing, and now does', CHANGE, entryOf('current')],
    ['drifted', 'what drifted before', CHANGE, entryOf('drifted')],
    ['planned', 'what was current for an older version', CHANGE, entryOf('current', { targetVersion: '1.0.0' })],
    [
      'declined',
      'what people closed',
      withPullRequest(plan(CHANGE, { status: 'skipped', skip: 'declined', reason: 'closed' }), { state: 'closed' }),
    ],
    [
      'closed',
      'what the campaign closed',
      withPullRequest(plan(CHANGE, { status: 'skipped', skip: 'declined' }), { state: 'closed' }),
      entryOf('closed'),
    ],
  ])('tells %s of %s', (state, _, look, entry, reason = /^/) => {
    const step = observe(look, entry, { campaign: CAMPAIGN, now: NOW, staleAfterDays: 14 });
    expect(step).toMatchObject({ repository: 'acme/orders-apis', state });
    expect(step.reason ?? '').toMatch(reason);
  });

  it('tells versions and the pull request', () => {
    const step = observe(withPullRequest(lookOf(managedSnapshot('9.0.0'))), undefined, {
      campaign: CAMPAIGN,
      now: NOW,
      staleAfterDays: 14,
    });
    expect(step).toMatchObject({
      currentVersion: '9.0.0',
      targetVersion: NEW_VERSION,
      pullRequest: { number: 7, url: 'https://github.com/acme/orders-apis/pull/7' },
    });
  });
});
