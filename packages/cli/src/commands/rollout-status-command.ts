import { systemClock } from '@nx-apiops/plan';
import {
  observe,
  renderStatusMarkdown,
  renderStatusPage,
  renderStatusTable,
  summarizeRollout,
  type RolloutSummary,
} from '@nx-apiops/rollout';
import type { CommandContext } from '../command-context.js';
import type { ExitCode } from '../exit-code.js';
import { look } from '../rollout/look.js';
import { openCampaign, watchLedger, type OpenCampaign } from '../rollout/open-campaign.js';
import type { RolloutFlags } from '../rollout/rollout-flags.js';
import { writeOutput } from '../text-files.js';

export interface RolloutStatusFlags extends RolloutFlags {
  /** Seconds between two looks; true for the default. Absent: one look. */
  readonly watch?: number | true;
  readonly html?: string;
  readonly markdownFile?: string;
  /** Days. */
  readonly staleAfter: number;
}

const DEFAULT_WATCH_S = 60;

/** Shows where every repository of a campaign stands, and keeps it in the ledger. */
export async function rolloutStatusCommand(flags: RolloutStatusFlags, context: CommandContext): Promise<ExitCode> {
  const { output, signal, clock = systemClock } = context;
  for (;;) {
    const opened = await openCampaign(flags, context);
    const summary = await lookOnce(opened, flags, context);
    const at = new Date().toISOString();
    if (flags.html !== undefined) await writeOutput(flags.html, renderStatusPage(summary, { at }));
    if (flags.markdownFile !== undefined) await writeOutput(flags.markdownFile, renderStatusMarkdown(summary));
    output.print(renderStatusTable(summary, { color: output.color, columns: output.width }));
    output.emit(summary);
    if (flags.watch === undefined || summary.percentDone === 100) return 0;
    const seconds = flags.watch === true ? DEFAULT_WATCH_S : flags.watch;
    output.progress(`Looks again in ${seconds} s; Ctrl-C ends.`);
    try {
      await clock.sleep(seconds * 1000, signal);
    } catch (error) {
      if (signal.aborted) return 0;
      throw error;
    }
  }
}

async function lookOnce(
  opened: OpenCampaign,
  flags: RolloutStatusFlags,
  context: CommandContext,
): Promise<RolloutSummary> {
  const { looks } = await look(opened, context, { checks: true });
  const { ledger, release } = await watchLedger(opened, flags);
  try {
    const observer = { campaign: opened.campaign, now: new Date(), staleAfterDays: flags.staleAfter };
    await ledger.record(looks.map((one) => observe(one, ledger.entry(one.repository.fullName), observer)));
    return summarizeRollout(ledger.ledger());
  } finally {
    await release();
  }
}
