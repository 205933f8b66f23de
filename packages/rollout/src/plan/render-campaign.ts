import { stringify } from 'yaml';
import type { Campaign } from './campaign.js';

const HEADER = '# yaml-language-server: $schema=../node_modules/@nx-apiops/rollout/schema/campaign.schema.json\n';

/** The file of a campaign. `parseCampaign` gives the same campaign again. Pure. */
export function renderCampaign(campaign: Campaign): string {
  return HEADER + stringify(campaign, { lineWidth: 100 });
}
