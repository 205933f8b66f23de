import { describe, expect, it } from 'vitest';
import { snapshotWith } from '../testing/sample-snapshot.js';
import { resolveCampaign } from './campaign.js';
import { matchesSelection, type Selection } from './matches-selection.js';
import { parseSelection } from './parse-selection.js';

const KEYS = 'topic, name, team, file, repository, repo and property.<name>';

describe('parseSelection', () => {
  it.each<[readonly string[], readonly string[], Selection]>([
    [[], [], {}],
    [['topic=apiops'], [], { topics: ['apiops'] }],
    [['name=orders-*', 'name=payments'], [], { names: ['orders-*', 'payments'] }],
    [['team=payments', 'topic=apiops'], [], { teams: ['payments'], topics: ['apiops'] }],
    [['file=apiops.yaml'], ['file=**/*.java'], { files: ['apiops.yaml'], exclude: { files: ['**/*.java'] } }],
    [['repository=acme/a', 'repo=acme/b', 'repo=acme/a'], [], { repositories: ['acme/a', 'acme/b'] }],
    [
      ['property.tier=gold', 'property.tier=silver', 'property.cost-center=a=b'],
      ['property.tier=lead'],
      { properties: { tier: ['gold', 'silver'], 'cost-center': ['a=b'] }, exclude: { properties: { tier: ['lead'] } } },
    ],
  ])('reads %j without %j', (flags, excludes, selection) => {
    expect(parseSelection(flags, excludes)).toEqual(selection);
    const campaign = { name: 'x', title: 'Xs', what: 'x', why: 'x' };
    expect(resolveCampaign({ ...campaign, select: parseSelection(flags, excludes) }).select).toEqual(selection);
  });

  it('takes any value of the same key, and asks for all keys', () => {
    const repository = snapshotWith({}, { topics: ['apiops'], teams: ['orders'] });
    const isSelected = (...flags: string[]): boolean =>
      matchesSelection(repository, parseSelection(flags, [])).isSelected;
    expect(isSelected('topic=x', 'topic=apiops')).toBe(true);
    expect(isSelected('topic=apiops', 'team=orders')).toBe(true);
    expect(isSelected('topic=apiops', 'team=payments')).toBe(false);
  });

  it.each([
    ['tpoic=apiops', 'the selection "tpoic=apiops" has the unknown key "tpoic"'],
    ['constructor=x', 'the selection "constructor=x" has the unknown key "constructor"'],
    ['apiops', 'the selection "apiops" has no "="'],
    ['topic= ', 'the selection "topic= " has no value'],
    ['property.=gold', 'the selection "property.=gold" does not name the property'],
    ['property=gold', 'the selection "property=gold" has the unknown key "property"'],
    ['', 'the selection "" has no "="'],
  ])('refuses %j, and lists the keys', (flag, message) => {
    for (const [flags, excludes] of [
      [[flag], []],
      [[], [flag]],
    ] as const) {
      expect(() => parseSelection(flags, excludes)).toThrow(
        expect.objectContaining({ code: 'CAMPAIGN_INVALID', message, hint: expect.stringContaining(KEYS) }),
      );
    }
  });
});
