import { describe, expect, it } from 'vitest';
import { CAMPAIGN, COMMIT_OID, lookOf, withPullRequest } from '../testing/sample-look.js';
import { managedSnapshot } from '../testing/sample-snapshot.js';
import { markedBody, proposalOf } from './proposal.js';
import { renderRolloutMarkdown, renderRolloutTerminal } from './render-rollout-plan.js';
import { approvedLooks, parseRolloutPlan, renderRolloutPlan } from './rollout-plan.js';

const LOOK = lookOf();
const SAVED = {
  hosting: 'github',
  target: 'acme',
  targetVersion: '9.1.0',
  campaign: CAMPAIGN,
  repositories: [LOOK.plan],
} as const;

describe('a saved plan', () => {
  it('covers the changes that were reviewed, whatever else was committed', () => {
    const approved = parseRolloutPlan(renderRolloutPlan(SAVED), 'plan.json');
    expect(approved).toMatchObject({ hosting: 'github', target: 'acme', campaign: CAMPAIGN });
    const moved = lookOf(managedSnapshot('9.0.0', undefined, { headOid: 'b'.repeat(40) }));
    expect(approvedLooks([moved], approved)).toEqual({ covered: [moved], changed: [] });
  });

  it('covers nothing else', () => {
    const approved = parseRolloutPlan(renderRolloutPlan(SAVED), 'plan.json');
    const other = { ...LOOK, plan: { ...LOOK.plan, changes: LOOK.plan.changes.slice(1) } };
    expect(approvedLooks([other], approved)).toEqual({ covered: [], changed: ['acme/orders-apis'] });
    const stranger = lookOf(managedSnapshot('9.0.0', undefined, { fullName: 'acme/new' }));
    expect(approvedLooks([stranger], approved)).toEqual({ covered: [], changed: [] });
  });

  it.each([
    ['{', /plan\.json is no saved plan/],
    ['[]', /is no saved plan/],
    [JSON.stringify({ 'nx-apiops-rollout-plan': 2 }), /is no saved plan/],
    [renderRolloutPlan(SAVED).replace('"github"', '"gitlab"'), /is no saved plan/],
    [renderRolloutPlan(SAVED).replace(/"changes": \[/, '"changes": [null,'), /has a repository that is none/],
    [JSON.stringify({ ...JSON.parse(renderRolloutPlan(SAVED)), repositories: [1] }), /has a repository that is none/],
    [renderRolloutPlan({ ...SAVED, campaign: { ...CAMPAIGN, name: '../x' } }), /name cannot be used/],
  ])('is refused where it is none: %#', (text, message) => {
    expect(() => parseRolloutPlan(text, 'plan.json')).toThrow(message);
  });
});

describe('a plan for people', () => {
  const conflict = {
    path: 'a.yml',
    reason: 'edited' as const,
    message: 'a.yml was edited',
    difference: ['- ours', '+ theirs'],
  };
  const looks = [
    LOOK,
    { ...LOOK, plan: { ...LOOK.plan, status: 'conflict' as const, conflicts: [conflict], isDraft: true } },
    { ...LOOK, plan: { ...LOOK.plan, status: 'skipped' as const, reason: 'the repository\u001b is archived' } },
    { ...LOOK, plan: { ...LOOK.plan, status: 'current' as const } },
  ];

  it('says of each repository what changes, what is in the way, and why it is skipped', () => {
    const text = renderRolloutTerminal(looks, { campaign: '2026-12', color: false });
    expect(text).toMatch(/^~ acme\/orders-apis {2}9\.0\.0 → 9\.1\.0, \d+ files$/m);
    expect(text).toMatch(/^ {4}~ \.github\/workflows\/publish\.yml {2}\+\d+ −\d+$/m);
    expect(text).toMatch(/^! acme\/orders-apis .*as a draft$/m);
    expect(text).toContain('    ! a.yml was edited\n        - ours\n        + theirs\n');
    expect(text).not.toContain('\u001b');
    expect(text.split('\n').at(-1)).toBe(
      'Campaign 2026-12: 1 to change, 1 in conflict, 1 skipped; 1 as they should be',
    );
  });

  it('tells what is proposed already from what is to do', () => {
    const open = withPullRequest(LOOK);
    const text = renderRolloutTerminal([open], { campaign: '2026-12', color: false });
    expect(text).toMatch(/^~ acme\/orders-apis .*, pull request 7 is open$/m);
    expect(text).toContain('Campaign 2026-12: 0 to change, 1 proposed already; 0 as they should be');
    const former = markedBody(proposalOf({ ...CAMPAIGN, title: 'Other' }, LOOK.plan), COMMIT_OID);
    const outOfDate = withPullRequest(LOOK, { body: former });
    const changed = renderRolloutTerminal([outOfDate], { campaign: '2026-12', color: false });
    expect(changed).toMatch(/pull request 7 is open, and out of date\n {4}~/);
  });

  it('is a table in Markdown, too', () => {
    const rows = renderRolloutMarkdown(looks, '2026-12').split('\n');
    expect(rows.filter((row) => row.startsWith('| <code>acme/orders-apis</code>'))).toHaveLength(3);
  });
});
