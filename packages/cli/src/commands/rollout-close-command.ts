import { visibleText } from '@nx-apiops/plan';
import { closeRollout, findRemnants, type CloseResult } from '@nx-apiops/rollout';
import { agrees } from '../agrees.js';
import type { CommandContext } from '../command-context.js';
import { counted } from '../counted.js';
import type { ExitCode } from '../exit-code.js';
import { placeText } from '../output.js';
import { holdLedger, openCampaign } from '../rollout/open-campaign.js';
import type { RolloutFlags } from '../rollout/rollout-flags.js';

export interface RolloutCloseFlags extends RolloutFlags {
  readonly yes?: boolean;
}

/** Closes what is left of a campaign, and deletes its branches. */
export async function rolloutCloseCommand(flags: RolloutCloseFlags, context: CommandContext): Promise<ExitCode> {
  const { output, signal } = context;
  const opened = await openCampaign(flags, context);
  const { port, campaign } = opened;
  const { ledger, release } = await holdLedger(opened, flags);
  try {
    const options = {
      port,
      campaign,
      ledger,
      only: flags.only,
      signal,
      onResult: (result: CloseResult, { finished, total }: { readonly finished: number; readonly total: number }) =>
        output.progress(resultLine(result, finished, total)),
    };
    const { remnants, problems } = await findRemnants(options);
    const open = remnants.filter(({ pullRequest }) => pullRequest?.state === 'open').length;
    const branches = counted(remnants.length, 'branch', 'branches');
    const question = `Close ${counted(open, 'pull request')} and delete up to ${branches} in ${port.target}?`;
    if (remnants.length === 0) output.note(`Nothing is left of a campaign ${campaign.name} in ${port.target}.`);
    if (remnants.length > 0 && !flags.yes && !(await agrees(question, output, signal))) {
      output.note('Nothing was changed.');
      return 1;
    }
    const results = await closeRollout(remnants, options);
    const failed = results.filter(({ isFailed }) => isFailed);
    for (const { repository, reason } of [...problems, ...results.filter((result) => result.reason !== '')]) {
      output.print(`! ${visibleText(repository)}: ${visibleText(reason)}`);
    }
    const closed = results.filter(({ isClosed }) => isClosed).length;
    output.print(`${counted(closed, 'pull request')} closed${failed.length > 0 ? `, ${failed.length} failed` : ''}.`);
    output.emit({ campaign: campaign.name, target: port.target, results, problems, requests: port.statistics() });
    return failed.length + problems.length > 0 || results.length < remnants.length ? 1 : 0;
  } finally {
    await release();
  }
}

/** `[ 7/12] closed acme/orders` */
function resultLine({ repository, isFailed, isClosed }: CloseResult, finished: number, total: number): string {
  const mark = isFailed ? 'FAILED ' : isClosed ? 'closed ' : 'cleared';
  return `${placeText(finished, total)} ${mark} ${visibleText(repository)}`;
}
