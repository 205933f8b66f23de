import { NX_VERSION, OWN_PACKAGES } from '../derive/repository-manifest.js';
import type { PipelineSources } from '../derive/pipeline-sources.js';
import { RolloutError } from '../errors.js';
import type { Campaign } from './campaign.js';
import type { RolloutTarget } from './plan-repository.js';
import type { ToolVersions } from './raise-tools.js';

/** What a campaign brings all of its repositories to. Pure. Throws `CAMPAIGN_INVALID` where it states another version. */
export function campaignTarget(campaign: Campaign, sources: PipelineSources): RolloutTarget {
  const { name, version, platform, tools, draft, protection, onboard } = campaign;
  if (version !== undefined && version !== sources.version) {
    throw new RolloutError(
      'CAMPAIGN_INVALID',
      `version: the campaign ${name} is to be planned with nx-apiops ${version}, and this is ${sources.version}.`,
      { hint: `Run it with nx-apiops ${version}, or state version: ${sources.version} if this one is meant.` },
    );
  }
  return {
    sources,
    isDraft: draft,
    ...(platform && { platform }),
    ...(tools && { tools: toolVersions(sources) }),
    ...(protection && { protection }),
    ...(onboard && { onboarding: onboard }),
  };
}

/** Nx with our packages: beside another one than that of the plugin, it would be installed twice. */
function toolVersions({ version }: PipelineSources): ToolVersions {
  return { ...Object.fromEntries(OWN_PACKAGES.map((name) => [name, version])), nx: NX_VERSION };
}
