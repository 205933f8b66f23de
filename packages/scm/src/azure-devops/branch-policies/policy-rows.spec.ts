import type { JsonObject } from '@nx-apiops/plan';
import { describe, expect, it } from 'vitest';
import { POLICY_ROWS, type PolicyNames, type PolicyRow } from './policy-rows.js';

const names: PolicyNames = {
  pipelineName: async (id) => `p${id}`,
  pipelineId: async (name) => Number(name.slice(1)),
  personName: async (id) => id.toLowerCase(),
  personId: async (name) => name.toUpperCase(),
};

const CASES: readonly (readonly [keyof typeof POLICY_ROWS, JsonObject, JsonObject])[] = [
  [
    'minimumReviewers',
    { approvals: 2, selfApproval: false, dismissStale: true, lastPushApproval: true },
    { minimumApproverCount: 2, creatorVoteCounts: false, resetOnSourcePush: true, blockLastPusherVote: true },
  ],
  [
    'buildValidation',
    { pipeline: 'p7', automatic: true, paths: [] },
    { buildDefinitionId: 7, manualQueueOnly: false, filenamePatterns: [], displayName: 'gate' },
  ],
  ['commentResolution', {}, {}],
  [
    'mergeTypes',
    { allowed: ['rebase', 'squash'] },
    { allowNoFastForward: false, allowRebase: true, allowRebaseMerge: false, allowSquash: true },
  ],
  [
    'requiredReviewers',
    { reviewers: ['a', 'b'], paths: ['/*', '!/x'], selfApproval: false },
    { requiredReviewerIds: ['A', 'B'], filenamePatterns: ['/*', '!/x'], message: 'nx-apiops: owners of *' },
  ],
];

describe('POLICY_ROWS', () => {
  it.each(CASES)('%s: writes what it reads', async (key, value, settings) => {
    const row: PolicyRow = POLICY_ROWS[key];
    const written = await row.write({ before: {}, value, name: '*' }, names);
    expect(written).toMatchObject(settings);
    expect(await row.read(written, names)).toEqual(value);
  });

  it.each(CASES)('%s: keeps what is not stated', async (key, value) => {
    const row: PolicyRow = POLICY_ROWS[key];
    const before = { ...(await row.write({ before: {}, value, name: '*' }, names)), unknown: 1 };
    expect(await row.write({ before, value: {}, name: '*' }, names)).toEqual(before);
  });
});
