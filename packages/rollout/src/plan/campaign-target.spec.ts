import { describe, expect, it } from 'vitest';
import { applied, managedSnapshot, NEW_VERSION, snapshotWith, sourcesOf, textOf } from '../testing/sample-snapshot.js';
import { resolveCampaign, type CampaignFile } from './campaign.js';
import { campaignTarget } from './campaign-target.js';
import { planRepository } from './plan-repository.js';
import type { RepositoryPlan } from './repository-plan.js';
import { withFiles, type RepositorySnapshot } from './repository-snapshot.js';

const sources = sourcesOf(NEW_VERSION);
const campaign = (stated: Partial<CampaignFile> = {}) =>
  resolveCampaign({ name: '2026-12', title: 'December', what: 'Newer pipelines.', why: 'Older ones stop.', ...stated });
const plan = (snapshot: RepositorySnapshot, stated: Partial<CampaignFile> = {}): RepositoryPlan =>
  planRepository(snapshot, campaignTarget(campaign(stated), sources));
const platform = { repository: 'acme/apim-platform', ref: 'v1.4.0' };

const protection = { approvals: 2, codeOwners: true };

describe('campaignTarget', () => {
  it('is what a campaign states, and else nothing but newer pipelines', () => {
    expect(campaignTarget(campaign(), sources)).toEqual({ sources, isDraft: false });
    expect(campaignTarget(campaign({ platform, protection, onboard: {}, draft: true }), sources)).toEqual({
      sources,
      platform,
      protection,
      onboarding: {},
      isDraft: true,
    });
  });

  it('is refused for a campaign of another version, with both', () => {
    expect(campaignTarget(campaign({ version: NEW_VERSION }), sources)).toMatchObject({ sources });
    expect(() => campaignTarget(campaign({ version: '9.0.0' }), sources)).toThrow(
      expect.objectContaining({
        code: 'CAMPAIGN_INVALID',
        message: expect.stringMatching(`2026-12 is to be planned with nx-apiops 9.0.0, and this is ${NEW_VERSION}`),
        hint: expect.stringContaining('Run it with nx-apiops 9.0.0'),
      }),
    );
  });

  it('raises our packages and their Nx where the campaign raises tools', () => {
    const dependencies = { '@nx-apiops/cli': '^9.0.0', 'nx-apiops': '9.0.0', nx: '24.0.0', plop: '4.0.0' };
    const manifest = JSON.stringify({ dependencies });
    const snapshot = withFiles(managedSnapshot('9.0.0'), { 'package.json': manifest });
    expect(plan(snapshot).changes.map(({ path }) => path)).not.toContain('package.json');
    expect(JSON.parse(textOf(applied(snapshot, plan(snapshot, { tools: true })), 'package.json'))).toEqual({
      dependencies: { '@nx-apiops/cli': `^${NEW_VERSION}`, 'nx-apiops': NEW_VERSION, nx: '24.0.6', plop: '4.0.0' },
    });
  });

  it('onboards where the campaign says a word of it', () => {
    const old = snapshotWith({ 'apim/apis/orders/apiInformation.json': '{}' });
    const supply = { layout: 'toolkit', environments: [{ name: 'dev', serviceName: 'apim-acme-dev' }] } as const;
    expect(plan(old, { platform })).toMatchObject({ skip: 'onboarding-off' });
    expect(plan(old, { platform, onboard: {} })).toMatchObject({ skip: 'onboarding-incomplete' });
    expect(plan(old, { platform, onboard: { 'acme/orders-apis': supply } })).toMatchObject({ status: 'change' });
  });

  it('lets all pull requests begin as drafts', () => {
    expect(plan(managedSnapshot('9.0.0'))).toMatchObject({ status: 'change', isDraft: false });
    expect(plan(managedSnapshot('9.0.0'), { draft: true })).toMatchObject({ status: 'change', isDraft: true });
    expect(plan(managedSnapshot(NEW_VERSION), { draft: true })).toMatchObject({ status: 'current', isDraft: false });
  });
});
