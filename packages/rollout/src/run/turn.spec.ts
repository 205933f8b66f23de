import { describe, expect, it } from 'vitest';
import { emptyLedger } from '../ledger/ledger.js';
import type { OpenLedger } from '../ledger/open-ledger.js';
import { CAMPAIGN, lookOf, NOW, withPullRequest } from '../testing/sample-look.js';
import { managedSnapshot } from '../testing/sample-snapshot.js';
import { agendaOf, type ApplyOptions } from './apply-rollout.js';
import type { PlannedLook } from './repository-look.js';

const LEDGER: OpenLedger = {
  entry: () => undefined,
  record: async () => {},
  ledger: () => emptyLedger(CAMPAIGN.name),
};
const observer = { campaign: CAMPAIGN, now: NOW, staleAfterDays: 14 };
const named = (name: string): PlannedLook => lookOf(managedSnapshot('9.0.0', undefined, { fullName: `acme/${name}` }));
const LOOKS = ['a', 'b', 'c', 'd', 'e'].map(named);

const turn = (looks: readonly PlannedLook[], options: Pick<ApplyOptions, 'canary' | 'max'>, autoMerge = false) => {
  const { now, left, stopped } = agendaOf(looks, { observer, ledger: LEDGER, autoMerge, ...options });
  return { now: now.map(({ look }) => look.repository.fullName.slice('acme/'.length)).join(''), left, stopped };
};
const replaced = (index: number, look: PlannedLook): readonly PlannedLook[] => LOOKS.with(index, look);

describe('whose turn it is', () => {
  it('is everybody’s, unless something is said', () => {
    expect(turn(LOOKS, {})).toEqual({ now: 'abcde', left: 0, stopped: '' });
    expect(turn(LOOKS, { max: 2 })).toEqual({ now: 'ab', left: 3, stopped: '--max 2 was reached' });
    expect(turn(LOOKS, { max: 9, canary: 9 })).toEqual({ now: 'abcde', left: 0, stopped: '' });
  });

  it('is that of the canaries first', () => {
    expect(turn(LOOKS, { canary: 2 })).toMatchObject({
      now: 'ab',
      left: 3,
      stopped: expect.stringContaining('acme/a, acme/b'),
    });
    expect(turn(LOOKS, { canary: 2, max: 1 })).toMatchObject({ now: 'a', left: 4 });
  });

  it.each([
    ['merged', { state: 'merged' }, true],
    ['open, and its checks pass', { checks: 'success' }, true],
    ['open, and its checks run', { checks: 'pending' }, false],
    ['open, without checks', { checks: 'none' }, false],
    ['open, and its checks fail', { checks: 'failure' }, false],
    ['closed by people', { state: 'closed' }, false],
  ] as const)('waits for a canary as long as it should: %s', (_, since, isWell) => {
    // It was begun earlier, and stays the canary although others come first by name.
    const looks = replaced(3, withPullRequest(named('d'), since));
    const { now, left } = turn(looks, { canary: 1 });
    expect(left).toBe(isWell ? 0 : 4 - now.replace('d', '').length);
    expect(now.startsWith('abc')).toBe(isWell);
  });

  it('takes no canary that is in conflict', () => {
    const conflict = { ...named('a'), plan: { ...named('a').plan, status: 'conflict' as const } };
    expect(turn(replaced(0, conflict), { canary: 1 }).now).toBe('b');
  });

  it('is also that of pull requests that are to merge themselves', () => {
    const looks = [
      withPullRequest(named('a')),
      withPullRequest(named('b'), { isAutoMerging: true }),
      withPullRequest(named('c'), { isDraft: true }),
    ];
    expect(turn(looks, {})).toMatchObject({ now: '' });
    expect(turn(looks, {}, true)).toMatchObject({ now: 'a' });
  });
});
