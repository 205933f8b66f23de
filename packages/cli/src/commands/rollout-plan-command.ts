import {
  isPlanned,
  renderRolloutMarkdown,
  renderRolloutPlan,
  renderRolloutTerminal,
  summarizeRolloutPlan,
} from '@nx-apiops/rollout';
import type { CommandContext } from '../command-context.js';
import type { ExitCode } from '../exit-code.js';
import { expectedText, look, problemsOf } from '../rollout/look.js';
import { openCampaign } from '../rollout/open-campaign.js';
import type { RolloutFlags } from '../rollout/rollout-flags.js';
import { writeOutput } from '../text-files.js';

export interface RolloutPlanFlags extends RolloutFlags {
  readonly out?: string;
  readonly markdownFile?: string;
  readonly detailedExitcode?: boolean;
}

/** Shows what a campaign would do in every repository, and writes nothing to any. */
export async function rolloutPlanCommand(flags: RolloutPlanFlags, context: CommandContext): Promise<ExitCode> {
  const { output } = context;
  const opened = await openCampaign(flags, context);
  const { port, campaign, organization, version: targetVersion } = opened;
  const { target } = port;
  const { looks, unknown } = await look(opened, context, { checks: false });
  const repositories = looks.filter(isPlanned).map(({ plan }) => plan);
  const problems = problemsOf(looks);
  const changing = looks
    .filter(isPlanned)
    .filter((one) => one.plan.changes.length > 0 && !one.isProposed)
    .map(({ plan }) => plan);
  if (flags.markdownFile !== undefined) {
    await writeOutput(flags.markdownFile, renderRolloutMarkdown(looks, campaign.name));
  }
  if (flags.out !== undefined) {
    const saved = { hosting: organization.hosting, target, targetVersion, campaign, repositories };
    await writeOutput(flags.out, renderRolloutPlan(saved));
  }
  output.print(renderRolloutTerminal(looks, { campaign: campaign.name, color: output.color }));
  if (changing.length > 0) {
    const pullRequests = changing.filter(({ pullRequest }) => pullRequest?.state !== 'open').length;
    output.print(expectedText(opened, { changes: changing.length, pullRequests }));
  }
  const summary = summarizeRolloutPlan(looks);
  const { requests, total } = port.statistics();
  output.emit({ campaign, target, targetVersion, summary, unknown, repositories, problems, requests, total });
  if (problems.length > 0) return 1;
  return flags.detailedExitcode && changing.length > 0 ? 3 : 0;
}
