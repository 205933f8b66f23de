import type { JsonObject } from '@nx-apiops/plan';
import { describe, expect, it } from 'vitest';
import { CHECK_ROWS, requiredTemplate, type CheckNames, type CheckRow } from './check-rows.js';

const names: CheckNames = {
  personName: async (id) => id.toLowerCase(),
  personId: async (name) => name.toUpperCase(),
};

const CASES: readonly (readonly [keyof typeof CHECK_ROWS, JsonObject, JsonObject])[] = [
  [
    'approval',
    { reviewers: ['a', 'b'], approvals: 1, selfReview: false },
    { approvers: [{ id: 'A' }, { id: 'B' }], minRequiredApprovers: 1, requesterCannotBeApprover: true },
  ],
  ['exclusiveLock', {}, {}],
  [
    'branchControl',
    { branches: ['main', 'release'], onlyProtected: true, unknownProtection: false },
    {
      inputs: {
        allowedBranches: 'refs/heads/main,refs/heads/release',
        ensureProtectionOfBranch: 'true',
        allowUnknownStatusBranch: 'false',
      },
    },
  ],
  [
    'requiredTemplate',
    { templates: [requiredTemplate('pipelines/publish.yml', 'My APIs/apim-platform', 'refs/tags/v1')] },
    {
      extendsChecks: [
        {
          repositoryType: 'git',
          repositoryName: 'My APIs/apim-platform',
          repositoryRef: 'refs/tags/v1',
          templatePath: 'pipelines/publish.yml',
        },
      ],
    },
  ],
];

describe('CHECK_ROWS', () => {
  it.each(CASES)('%s: writes what it reads, as its own', async (key, value, settings) => {
    const row: CheckRow = CHECK_ROWS[key];
    const written = await row.write({ before: { unknown: 1 }, value }, names);
    expect(written).toMatchObject({ ...settings, unknown: 1 });
    expect(await row.read(written, names)).toEqual(value);
    expect(row.isOurs?.(written) ?? true).toBe(true);
  });

  it('does not take an approval or a branch control of others for its own', () => {
    expect(CHECK_ROWS.approval.isOurs({ instructions: 'Ask Bob.' })).toBe(false);
    expect(CHECK_ROWS.branchControl.isOurs({ displayName: 'Branch control' })).toBe(false);
  });
});
