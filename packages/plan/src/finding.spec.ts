import { expect, it } from 'vitest';
import { renderFindings, type Finding } from './finding.js';

it('gives a line to each check, the fix below it, and the totals', () => {
  const findings: readonly Finding[] = [
    { check: 'Node.js', status: 'ok', text: '22.12.0' },
    { check: 'Branch protection', status: 'problem', text: 'approvals differ', fix: 'nx-apiops protect apply' },
    { check: 'Plan', status: 'warning', text: 'a\u001b[31mb' },
  ];
  expect(renderFindings(findings, { color: false }).split('\n')).toEqual([
    'ok       Node.js            22.12.0',
    'PROBLEM  Branch protection  approvals differ',
    '                            → nx-apiops protect apply',
    expect.not.stringContaining('\u001b'),
    '',
    '1 problem, 1 warning, 3 checks.',
    '',
  ]);
});

it('says that all is fine', () => {
  expect(renderFindings([{ check: 'a', status: 'ok', text: 'b' }], { color: false })).toContain(
    'All 1 checks are fine.',
  );
});
