import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  parseCampaign,
  parseSelection,
  resolveCampaign,
  RolloutError,
  type Campaign,
  type CampaignFile,
  type Selection,
} from '@nx-apiops/rollout';
import { readInput } from '../text-files.js';
import type { RolloutFlags } from './rollout-flags.js';

/** Where the files of campaigns are, and their ledgers. */
export const CAMPAIGNS_FOLDER = 'rollouts';

export interface StatedCampaign {
  readonly campaign: Campaign;
  /** Where it was read from. Absent: flags alone state it. */
  readonly file?: string;
  /** Whether flags say something else than the file. */
  readonly isOverridden: boolean;
}

/**
 * The campaign that the flags name, by a file or by its name, with what flags state over it. What neither states has
 * defaults: every repository with apiops.yaml. Throws `CAMPAIGN_INVALID` and `FILE`.
 */
export async function statedCampaign(
  flags: RolloutFlags,
  { version, organization }: { readonly version: string; readonly organization: string },
): Promise<StatedCampaign> {
  const file = fileOf(flags.campaign);
  if (file === undefined) {
    const texts = defaultTexts(version, organization);
    return { campaign: withFlags({ name: flags.campaign, ...texts }, flags), isOverridden: false };
  }
  const stated = parseCampaign(await readInput(file), file);
  if (file !== flags.campaign && stated.name !== flags.campaign) {
    throw new RolloutError('CAMPAIGN_INVALID', `${file} names the campaign ${stated.name}, not ${flags.campaign}.`, {
      hint: 'Rename the file, or correct the name in it.',
    });
  }
  const campaign = withFlags(stated, flags);
  return {
    campaign,
    file,
    isOverridden: !isDeepStrictEqual(campaign, withFlags(stated, { campaign: flags.campaign })),
  };
}

function withFlags(stated: CampaignFile, flags: RolloutFlags): Campaign {
  const { title, what, why, draft, tools } = flags;
  const texts = Object.entries({ title, what, why, draft, tools }).filter(([, value]) => value !== undefined);
  const select =
    flags.select || flags.exclude ? parseSelection(flags.select ?? [], flags.exclude ?? []) : stated.select;
  const onboard = stated.onboard ?? (flags.onboard ? {} : undefined);
  return resolveCampaign({
    ...stated,
    ...Object.fromEntries(texts),
    ...(onboard && { onboard }),
    select: withDefault(select, Object.keys(onboard ?? {})),
  });
}

/** The file that is named; else that of the name, where there is one. */
function fileOf(campaign: string): string | undefined {
  if (/\.(?:ya?ml|json)$/.test(campaign) || /[/\\]/.test(campaign)) return campaign;
  const file = join(CAMPAIGNS_FOLDER, `${campaign}.yaml`);
  return existsSync(file) ? file : undefined;
}

function defaultTexts(version: string, organization: string): Pick<CampaignFile, 'title' | 'what' | 'why'> {
  return {
    title: `Standard pipelines of nx-apiops ${version}`,
    what: `Brings the pipelines and the owners of this repository to the standard of nx-apiops ${version}.`,
    why: `All API repositories of ${organization} run the same reviewed pipelines, so that a fix reaches each of them.`,
  };
}

/** All repositories with an apiops.yaml, where nothing else is selected, and those that are to be onboarded. */
function withDefault(select: Selection = {}, onboarded: readonly string[]): Selection {
  const { exclude: _, ...stated } = select;
  if (Object.values(stated).some((value) => value !== undefined)) return select;
  return { ...select, files: ['apiops.yaml'], ...(onboarded.length > 0 && { repositories: onboarded }) };
}
