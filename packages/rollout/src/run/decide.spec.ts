import { describe, expect, it } from 'vitest';
import { COMMIT_OID, CAMPAIGN, lookOf, withPullRequest } from '../testing/sample-look.js';
import { managedSnapshot, NEW_VERSION, snapshotWith } from '../testing/sample-snapshot.js';
import { decide } from './decide.js';
import { markedBody, proposalOf, readMark } from './proposal.js';
import type { PlannedLook } from './repository-look.js';

const CHANGE = lookOf();
const OTHER = 'd'.repeat(40);
const decided = (look: PlannedLook, commitOid?: string, campaign = CAMPAIGN) =>
  decide(look, proposalOf(campaign, look.plan), commitOid === undefined ? undefined : { commitOid });

/** The pull request as a run before the newest changes left it. */
const OLD_BODY = markedBody({ ...proposalOf(CAMPAIGN, CHANGE.plan), changes: '0'.repeat(12) }, COMMIT_OID);
const OLD_TEXT = markedBody({ ...proposalOf(CAMPAIGN, CHANGE.plan), text: '0'.repeat(12) }, COMMIT_OID);

describe('decide', () => {
  it.each<[string, PlannedLook]>([
    ['a repository that is skipped', lookOf(snapshotWith({}, { flags: ['archived'] }))],
    ['one that is as it should be', { ...CHANGE, plan: { ...CHANGE.plan, status: 'current', changes: [] } }],
    [
      'a conflict without anything to propose',
      { ...CHANGE, plan: { ...CHANGE.plan, status: 'conflict', changes: [] } },
    ],
    ['a pull request that says and holds it all', withPullRequest(CHANGE)],
    ['one that others committed to, with the same changes of ours', withPullRequest(CHANGE, { headOid: OTHER })],
    [
      'one whose description people edited around the mark',
      withPullRequest(CHANGE, { body: `Ours\n${markedBody(proposalOf(CAMPAIGN, CHANGE.plan), COMMIT_OID)}- [x] done` }),
    ],
    ['one that people made ready', withPullRequest(CHANGE, { isDraft: true })],
  ])('does nothing for %s', (_, look) => {
    expect(decided(look)).toEqual({ kind: 'none' });
  });

  it('proposes where there is no pull request, on what a killed run left', () => {
    expect(decided(CHANGE)).toEqual({ kind: 'create', replaces: [] });
    expect(decided(CHANGE, OTHER)).toEqual({ kind: 'create', replaces: [OTHER] });
  });

  it('proposes again what was merged and is no longer so', () => {
    const merged = withPullRequest(CHANGE, { state: 'merged' });
    expect(decided(merged)).toEqual({ kind: 'create', replaces: [COMMIT_OID] });
    // Another machine may have updated it before the merge.
    expect(decided(merged, OTHER)).toEqual({ kind: 'create', replaces: [COMMIT_OID, OTHER] });
  });

  it('replaces its own commit where the changes are others by now', () => {
    const update = { kind: 'update', number: 7, url: expect.any(String), commitOid: COMMIT_OID, isTextNew: false };
    expect(decided(withPullRequest(CHANGE, { body: OLD_BODY }))).toEqual({ ...update, replaces: [COMMIT_OID] });
    const killed = withPullRequest(CHANGE, { body: OLD_BODY, headOid: OTHER });
    expect(decided(killed, OTHER)).toEqual({ ...update, replaces: [COMMIT_OID, OTHER] });
  });

  it('does not overwrite the commits of others', () => {
    const decision = decided(withPullRequest(CHANGE, { body: OLD_BODY, headOid: OTHER }));
    expect(decision).toMatchObject({
      kind: 'update',
      replaces: [COMMIT_OID],
      doubt: expect.stringContaining('of others'),
    });
  });

  it('changes the text alone where the files are right', () => {
    const decision = decided(withPullRequest(CHANGE, { body: OLD_TEXT, headOid: OTHER }));
    expect(decision).toEqual({
      kind: 'update',
      number: 7,
      url: expect.any(String),
      commitOid: COMMIT_OID,
      isTextNew: true,
    });
    const title = decided(withPullRequest(CHANGE), undefined, { ...CAMPAIGN, title: 'Other' });
    expect(title).toMatchObject({ kind: 'update' });
    expect(title).not.toHaveProperty('replaces');
  });

  it('makes a draft of what has become a conflict, and the other way round', () => {
    const conflict = { ...CHANGE, plan: { ...CHANGE.plan, isDraft: true } };
    const asDraft = markedBody(proposalOf(CAMPAIGN, conflict.plan), COMMIT_OID);
    const { pullRequest } = withPullRequest(CHANGE);
    expect(decided({ ...conflict, pullRequest })).toMatchObject({ kind: 'update', isDraft: true });
    expect(decided(withPullRequest(CHANGE, { body: asDraft }))).toMatchObject({ kind: 'update', isDraft: false });
  });

  it('leaves a pull request alone that is not the campaign’s', () => {
    expect(decided(withPullRequest(CHANGE, { body: 'Mine.' }))).toMatchObject({
      kind: 'blocked',
      reason: expect.stringContaining('pull request 7'),
    });
  });
});

describe('the mark of a proposal', () => {
  it('is read as it was written, and tells nothing else', () => {
    const proposal = proposalOf(CAMPAIGN, CHANGE.plan);
    const { changes, text, isDraft } = proposal;
    expect(readMark(markedBody(proposal, COMMIT_OID))).toEqual({ commitOid: COMMIT_OID, changes, text, isDraft });
    expect(readMark(proposal.body)).toBeUndefined();
    expect(readMark(markedBody(proposal, COMMIT_OID).replaceAll('\n', '\r\n'))).toMatchObject({ changes });
  });

  it('is the same whatever the commit that was planned against', () => {
    const moved = lookOf(managedSnapshot('9.0.0', undefined, { headOid: 'b'.repeat(40) }));
    expect(proposalOf(CAMPAIGN, moved.plan)).toEqual(proposalOf(CAMPAIGN, CHANGE.plan));
    expect(moved.plan.targetVersion).toBe(NEW_VERSION);
  });
});
