import { apiopsSchema } from '@nx-apiops/config';
import { isJsonObject } from '@nx-apiops/plan';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { branchName, campaignSchema, parseCampaign, resolveCampaign, type Campaign } from './campaign.js';

type Complete<T> = T extends readonly (infer Item)[]
  ? readonly [Complete<Item>]
  : T extends object
    ? { [Key in keyof T]-?: Complete<T[Key]> }
    : T;

/** The compiler holds this sample to exactly the keys of the type. */
const COMPLETE = {
  name: '2026-12',
  title: 'Standard pipelines of December',
  what: 'Pipelines of 1.4.',
  why: 'Older ones stop.',
  version: '1.4.0',
  platform: { repository: 'acme/apim-platform', ref: 'v1.4.0' },
  tools: true,
  draft: true,
  labels: ['dependencies'],
  protection: {
    approvals: 2,
    codeOwners: true,
    dismissStale: true,
    lastPushApproval: true,
    resolveThreads: true,
    linearHistory: true,
    signedCommits: true,
    mergeQueue: 'squash',
    breakGlass: 'api-oncall',
    enforcement: 'ruleset',
    actions: { allowed: ['azure/login@*'], token: 'read', pullRequests: true },
    organizationRuleset: {
      name: 'apiops',
      repositories: ['*-apis'],
      requiredWorkflow: { repository: 'platform', path: '.github/workflows/required.yml', ref: 'refs/tags/v1' },
    },
  },
  select: {
    repositories: ['acme/orders'],
    names: ['*-apis'],
    topics: ['apiops'],
    properties: { tier: ['gold'] },
    teams: ['orders'],
    files: ['apiops.yaml'],
    exclude: {
      repositories: ['acme/x'],
      names: ['y'],
      topics: ['z'],
      properties: { tier: ['lead'] },
      teams: ['t'],
      files: ['f'],
    },
  },
  onboard: {
    'acme/old': {
      folder: 'artifacts',
      layout: 'toolkit',
      environments: [
        {
          name: 'dev',
          serviceName: 'apim',
          subscriptionId: '11111111-2222-3333-4444-555555555555',
          resourceGroup: 'rg',
          cloud: 'public',
        },
      ],
    },
  },
} as const satisfies Omit<Complete<Campaign>, 'onboard' | 'select'> & Pick<Campaign, 'onboard' | 'select'>;

const MINIMAL = `name: 2026-12
title: Standard pipelines
what: |
  Pipelines of 1.4.
why: Older ones stop.
`;

describe('a campaign', () => {
  it('is read from a file, with its defaults', () => {
    expect(parseCampaign(MINIMAL, 'campaign.yaml')).toEqual({
      name: '2026-12',
      title: 'Standard pipelines',
      what: 'Pipelines of 1.4.\n',
      why: 'Older ones stop.',
      tools: false,
      draft: false,
      labels: [],
      select: {},
    });
    expect(parseCampaign(JSON.stringify(COMPLETE), 'campaign.yaml')).toEqual(COMPLETE);
    expect(resolveCampaign(COMPLETE)).toEqual(COMPLETE);
  });

  it('is refused with the place and the fix of each problem', () => {
    const text = MINIMAL.replace('2026-12', '"../x"').replace('why:', 'whi:');
    expect(() => parseCampaign(text, 'campaign.yaml')).toThrow(
      /campaign\.yaml:1:7 {2}name: "\.\.\/x" cannot be used: a campaign is named by.*, such as 2026-12/s,
    );
    expect(() => parseCampaign(text, 'campaign.yaml')).toThrow(/campaign\.yaml:5:1 {2}whi: unknown key; .*"why"/s);
    expect(() => parseCampaign('', 'campaign.yaml')).toThrow('campaign.yaml:1:1  the file is empty');
    expect(() => parseCampaign('a: [', 'campaign.yaml')).toThrow('campaign.yaml');
  });

  it.each(['2026.lock', '-x', 'x-', 'a..b', 'A', 'a b', 'a/b', ''])(
    'cannot be named %j, which makes no branch',
    (name) => {
      expect(() => resolveCampaign({ ...COMPLETE, name })).toThrow('name cannot be used: a campaign is named by');
    },
  );

  it.each<[readonly string[], string]>([
    [[''], 'labels.0 cannot be used: a label is one line of 1 to 50 characters'],
    [['x'.repeat(51)], 'labels.0 cannot be used'],
    [['a', 'a'], 'must NOT have duplicate items'],
    [Array.from({ length: 11 }, (_, index) => `l${index}`), 'must NOT have more than 10 items'],
  ])('refuses the labels %j', (labels, message) => {
    expect(() => resolveCampaign({ ...COMPLETE, labels })).toThrow(message);
    expect(resolveCampaign({ ...COMPLETE, labels: ['x'.repeat(50), 'two words'] }).labels).toHaveLength(2);
  });

  it.each<[string, string]>([
    ['approval: 2', '7:3  protection.approval: unknown key; did you mean "approvals"?'],
    ['approvals: 11', '7:14  protection.approvals: the number 11 must be <= 10'],
    ['actions: { token: none }', '7:21  protection.actions.token: "none" is not known; write read or write'],
  ])('refuses the protection %s in the words of apiops.yaml', (protection, message) => {
    expect(() => parseCampaign(`${MINIMAL}protection:\n  ${protection}\n`, 'campaign.yaml')).toThrow(message);
  });

  it('refuses a protection that states nothing', () => {
    expect(() => resolveCampaign({ ...COMPLETE, protection: {} })).toThrow('protection must NOT have fewer than 1');
  });

  it('refers to the schema of apiops.yaml where an editor finds it', () => {
    const { properties } = campaignSchema as { properties: { protection: { $ref: string } } };
    const [file = '', pointer] = properties.protection.$ref.split('#');
    const schema: unknown = JSON.parse(readFileSync(new URL(`../../schema/${file}`, import.meta.url), 'utf8'));
    expect(schema).toEqual(apiopsSchema);
    expect(pointer).toBe('/$defs/protection');
  });

  it('names its branch', () => {
    expect(branchName(COMPLETE)).toBe('nx-apiops/rollout/2026-12');
  });

  it('is described by the schema that the package ships, key by key', () => {
    const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(manifest).toMatchObject({
      exports: { './schema/campaign.schema.json': './schema/campaign.schema.json' },
      files: expect.arrayContaining(['schema']),
    });
    const properties = campaignSchema['properties'];
    expect(Object.keys(isJsonObject(properties) ? properties : {})).toEqual(Object.keys(COMPLETE));
    for (const property of Object.values(isJsonObject(properties) ? properties : {})) {
      expect(property).toMatchObject({ title: expect.any(String), description: expect.stringMatching(/\.$/) });
    }
  });
});
