import { describe, expect, it } from 'vitest';
import { snapshotWith } from '../testing/sample-snapshot.js';
import { toSnapshot, type CampaignPullRequest } from './repository-snapshot.js';

const { host, fullName, defaultBranch, flags, topics, properties, teams } = snapshotWith({});
const repository = { host, fullName, defaultBranch, flags, topics, properties, teams, id: 'R_1', headOid: '' };
const files = { 'apiops.yaml': { oid: 'b'.repeat(40), text: 'version: 1\n' } };

describe('toSnapshot', () => {
  it('takes facts, commit and files of what was read', () => {
    expect(toSnapshot({ repository, headOid: 'c'.repeat(40), paths: ['apiops.yaml'], files })).toEqual({
      ...snapshotWith({}),
      headOid: 'c'.repeat(40),
      paths: ['apiops.yaml'],
      files,
    });
  });

  it('takes of a pull request what a plan says of it', () => {
    const wanted: CampaignPullRequest = { number: 7, url: 'https://github.com/acme/x/pull/7', state: 'open' };
    const read = { ...wanted, isDraft: true, body: 'What', headOid: 'd'.repeat(40) };
    const snapshot = toSnapshot({ repository, headOid: '', paths: [], files: {} }, read);
    expect(snapshot.pullRequest).toEqual(wanted);
  });
});
