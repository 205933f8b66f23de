import { describe, expect, it } from 'vitest';
import { byUrgency, summarizeReport, type CredentialEntry, type CredentialReport } from './credential-report.js';
import { renderReportJson, renderReportMarkdown, renderReportTerminal } from './render-report.js';
import { ageOf } from './secret-age.js';
import { secretEntries } from './secret-entries.js';

const limit = { now: new Date('2026-11-21T10:00:00Z'), maxSecretAgeDays: 90 };

describe('the age of a secret', () => {
  it.each([
    [
      { start: '2026-11-21T10:00:00Z', end: '2026-11-21T10:00:01Z' },
      { ageDays: 0, daysLeft: 0, pastLimit: false },
    ],
    [{ start: '2026-08-23T10:00:00Z' }, { ageDays: 90, pastLimit: false, isExpired: false }],
    [{ start: '2026-08-22T10:00:00Z' }, { ageDays: 91, pastLimit: true, isExpired: false }],
    [
      { start: '2026-11-20T10:00:00Z', end: '2026-11-21T10:00:00Z' },
      { isExpired: true, pastLimit: true, daysLeft: 0 },
    ],
    [{ end: '2026-11-19T11:00:00Z' }, { isExpired: true, daysLeft: -2 }],
    [{}, { isExpired: false, pastLimit: false }],
  ])('of %j is %j', (validity, age) => expect(ageOf(validity, limit)).toMatchObject(age));
});

it('takes passwords and certificates over, and nothing that could be a secret', () => {
  const owner = {
    passwordCredentials: [{ displayName: null, keyId: 'k1', hint: 'abc', secretText: 'hunter2', startDateTime: null }],
    keyCredentials: [{ displayName: 'CN=ci', keyId: 'k2', key: 'MIIC', endDateTime: '2026-12-01T10:00:00Z' }],
  };
  expect(secretEntries(owner, { holder: 'id-x', use: [] }, limit)).toEqual([
    {
      kind: 'client secret',
      holder: 'id-x',
      name: '(without a name)',
      keyId: 'k1',
      hint: 'abc',
      isExpired: false,
      pastLimit: false,
      use: [],
    },
    {
      kind: 'certificate',
      holder: 'id-x',
      name: 'CN=ci',
      keyId: 'k2',
      end: '2026-12-01T10:00:00Z',
      daysLeft: 10,
      isExpired: false,
      pastLimit: false,
      use: [],
    },
  ]);
});

const secret = (name: string, start: string, end: string): CredentialEntry => ({
  kind: 'client secret',
  holder: 'id-acme-prod',
  name,
  hint: 'a8Q',
  ...ageOf({ start, end }, limit),
  use: ['publish to prod'],
});
const ISSUER = 'https://token.actions.githubusercontent.com';
const SUBJECT = 'repo:acme@1/apis@2:environment:prod';
const trust = (name: string, isNeeded: boolean): CredentialEntry => ({
  kind: 'federated credential',
  holder: 'id-acme-prod',
  name,
  issuer: ISSUER,
  subject: SUBJECT,
  isOurs: name.startsWith('nx-apiops-'),
  isNeeded,
  use: isNeeded ? ['publish to prod'] : [],
});
const REPORT: CredentialReport = {
  version: 1,
  target: 'id-acme-prod in tenant t',
  takenAt: limit.now.toISOString(),
  maxSecretAgeDays: 90,
  entries: byUrgency([
    trust('nx-apiops-environment-prod', true),
    trust('mine', false),
    secret('young', '2026-11-20T10:00:00Z', '2027-11-20T10:00:00Z'),
    secret('old | \u001b[31m', '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'),
    secret('gone', '2025-01-01T00:00:00Z', '2026-01-01T00:00:00Z'),
  ]),
  notes: ['Ask @octocat.'],
};

describe('a rendered report', () => {
  it('has what needs somebody first, in columns that need no colour', () => {
    const lines = renderReportTerminal(REPORT).split('\n');
    expect(lines.map((line) => line.replaceAll(/ {2,}/g, '  '))).toEqual([
      'Note: Ask @octocat.',
      'Credentials of id-acme-prod in tenant t, 2026-11-21',
      '',
      '  State  Kind  Of  Credential  Age  Left  Used by',
      '!  expired  client secret  id-acme-prod  gone (a8Q…)  689 d  -325 d  publish to prod',
      '!  too old  client secret  id-acme-prod  old | \\u001b[31m (a8Q…)  324 d  40 d  publish to prod',
      `!  not needed  federated credential  id-acme-prod  mine (made by others): ${SUBJECT} of ${ISSUER}  -  -  nobody known`,
      `  fine  federated credential  id-acme-prod  nx-apiops-environment-prod: ${SUBJECT}  -  -  publish to prod`,
      '  fine  client secret  id-acme-prod  young (a8Q…)  1 d  364 d  publish to prod',
      '',
      '2 federated credentials, 1 not needed; 3 secrets, 2 past the limit of 90 days, 1 of them expired.',
      '',
    ]);
    const table = lines.slice(3, 9);
    expect(new Set(table.map((line) => /(?:Left|-?\d+ d|-)(?= +(?:Used|publish|nobody))/.exec(line)?.index)).size).toBe(
      1,
    );
  });

  it('is a Markdown table that nothing breaks out of, and that mentions nobody', () => {
    const text = renderReportMarkdown(REPORT);
    const rows = text.split('\n').filter((line) => line.startsWith('| '));
    expect(rows.map((row) => row.match(/\|/g)?.length)).toEqual(rows.map(() => 8));
    expect(rows).toHaveLength(1 + REPORT.entries.length + 1);
    expect(text).toContain('**too old**');
    expect(text).not.toMatch(/@octocat|acme@1|\u001b/);
  });

  it('is plain data as JSON, with its summary', () => {
    const parsed = JSON.parse(renderReportJson(REPORT));
    expect(parsed).toEqual({ ...REPORT, summary: summarizeReport(REPORT) });
    expect(parsed.summary).toEqual({ federated: 2, unneeded: 1, secrets: 3, pastLimit: 2, expired: 1 });
  });

  it('says that there is none', () => {
    const none = { ...REPORT, entries: [] };
    expect(renderReportTerminal(none)).toContain('There is no credential.');
    expect(renderReportMarkdown(none)).toContain('There is no credential.');
  });
});
