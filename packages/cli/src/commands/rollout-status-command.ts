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
import { CliError } from '../errors.js';
import type { ExitCode } from '../exit-code.js';
import { look } from '../rollout/look.js';
import { openCampaign, watchLedger, type OpenCampaign } from '../rollout/open-campaign.js';
import { CAMPAIGNS_FOLDER } from '../rollout/resolve-campaign.js';
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
  if (flags.watch !== undefined && output.isJson) {
    throw new CliError('USAGE', '--watch and --json do not go together: one answer is one document.', {
      hint: 'Leave out --watch, and run the command as often as you like.',
    });
  }
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
  const { ledger, path, release } = await watchLedger(opened, flags);
  try {
    const observer = { campaign: opened.campaign, now: new Date(), staleAfterDays: flags.staleAfter };
    if (opened.file === undefined && ledger.ledger().entries.size === 0) throw unknownCampaign(opened, path);
    await ledger.record(looks.map((one) => observe(one, ledger.entry(one.repository.fullName), observer)));
    const known = ledger.ledger();
    const names = new Set(looks.map(({ repository }) => repository.fullName));
    return summarizeRollout({ ...known, entries: new Map([...known.entries].filter(([name]) => names.has(name))) });
  } finally {
    await release();
  }
}

function unknownCampaign({ campaign: { name } }: OpenCampaign, path: string): CliError {
  return new CliError('USAGE', `There is no campaign ${name}: neither ${CAMPAIGNS_FOLDER}/${name}.yaml nor ${path}.`, {
    hint: 'Correct the name, run the command where the campaign was applied, or share its ledger: --ledger-repository NAME.',
  });
}
