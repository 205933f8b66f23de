import { visibleText } from '@nx-apiops/plan';
import {
  agendaOf,
  applyRollout,
  approvedLooks,
  parseRolloutPlan,
  planHeadline,
  renderCampaign,
  RolloutError,
  type ApplyOptions,
  type ApplyOutcome,
  type ApplyResult,
  type ApprovedRollout,
  type RepositoryLook,
} from '@nx-apiops/rollout';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { agrees } from '../agrees.js';
import type { CommandContext } from '../command-context.js';
import { counted } from '../counted.js';
import { CliError } from '../errors.js';
import type { ExitCode } from '../exit-code.js';
import { placeText } from '../output.js';
import { expectedText, look, problemsOf } from '../rollout/look.js';
import { holdLedger, openCampaign, type OpenCampaign } from '../rollout/open-campaign.js';
import { CAMPAIGNS_FOLDER } from '../rollout/resolve-campaign.js';
import type { RolloutFlags } from '../rollout/rollout-flags.js';
import { readInput, writeOutput } from '../text-files.js';

export interface RolloutApplyFlags
  extends Omit<RolloutFlags, 'campaign'>, Pick<ApplyOptions, 'canary' | 'max' | 'untilFailures'> {
  readonly campaign?: string;
  /** A saved plan: nothing else may be done. */
  readonly plan?: string;
  readonly autoMerge?: boolean;
  readonly yes?: boolean;
}

/** Stale pull requests matter to those who look on only. */
const NEVER_STALE = Infinity;

/** Brings every repository its pull request, and goes on where an earlier run stopped. */
export async function rolloutApplyCommand(flags: RolloutApplyFlags, context: CommandContext): Promise<ExitCode> {
  const { output, signal } = context;
  const approved = flags.plan === undefined ? undefined : parseRolloutPlan(await readInput(flags.plan), flags.plan);
  const opened = await openApproved(flags, approved, context);
  const { port, campaign, version } = opened;
  await port.checkRights();
  const { ledger, path, share, release } = await holdLedger(opened, flags);
  try {
    const seen = await look(opened, context, { checks: flags.canary !== undefined });
    const { looks, changed } = coveredBy(approved, seen.looks);
    for (const name of changed) output.note(`${name} has changed since the plan was saved: plan it again.`);
    const options: ApplyOptions = {
      port,
      ledger,
      observer: { campaign, now: new Date(), staleAfterDays: NEVER_STALE },
      autoMerge: flags.autoMerge ?? false,
      canary: flags.canary,
      max: flags.max,
      untilFailures: flags.untilFailures,
      signal,
      onResult: async (result, { finished, total }) => {
        output.progress(resultLine(result, finished, total));
        await share();
      },
    };
    output.print(planHeadline(looks, campaign.name));
    const agenda = agendaOf(looks, options);
    const { now } = agenda;
    if (now.length > 0) {
      const pullRequests = now.filter(({ decision }) => decision.kind === 'create').length;
      output.note(expectedText(opened, { changes: now.length, pullRequests }));
      const question = `Open or update ${counted(now.length, 'pull request')} in ${port.target}?`;
      if (flags.plan === undefined && !flags.yes && !(await agrees(question, output, signal))) {
        output.note('Nothing was changed.');
        return 1;
      }
      await keepCampaign(opened, context);
    }
    const outcome = await applyRollout(agenda, options);
    const problems = problemsOf(looks);
    output.print(renderOutcome(outcome, { problems, again: againText(flags, campaign.name) }));
    output.emit({
      campaign: campaign.name,
      target: port.target,
      targetVersion: version,
      ...outcome,
      changedSincePlan: changed,
      problems,
      ledger: path,
      requests: port.statistics(),
    });
    const isLeft = outcome.results.some(({ action }) => action === 'failed' || action === 'blocked');
    return isLeft || problems.length + changed.length + seen.unknown.length > 0 || signal.aborted ? 1 : 0;
  } finally {
    await release();
  }
}

/** What a saved plan holds. */
const SAVED_FLAGS = [
  ...(['campaign', 'org', 'hosting', 'project', 'select', 'exclude'] as const),
  ...(['title', 'what', 'why', 'draft', 'tools', 'onboard'] as const),
];

/** A saved plan says which campaign, and where. Throws `USAGE` and `ROLLOUT_PLAN_INVALID`. */
async function openApproved(
  { campaign, ...flags }: RolloutApplyFlags,
  approved: ApprovedRollout | undefined,
  context: CommandContext,
): Promise<OpenCampaign> {
  if (!approved) {
    if (campaign !== undefined) return openCampaign({ ...flags, campaign }, context);
    throw new CliError('USAGE', 'It is not said which campaign is meant.', {
      hint: 'Name it: --campaign 2026-12; or give a saved plan: --plan FILE.',
    });
  }
  const stated = SAVED_FLAGS.filter((flag) => ({ ...flags, campaign })[flag] !== undefined);
  if (stated.length > 0) {
    throw new CliError('USAGE', `A saved plan says what --${stated.join(' and --')} would.`, {
      hint: 'Leave it out, or plan again with it.',
    });
  }
  const [org = '', project] = approved.target.split('/');
  const { hosting } = approved;
  const only = flags.only ?? [...approved.approved.keys()];
  const place = { hosting, org, ...(project !== undefined && { project }) };
  const opened = await openCampaign(
    { ...flags, ...place, only, campaign: approved.campaign.name },
    context,
    approved.campaign,
  );
  if (opened.version === approved.targetVersion) return opened;
  throw new RolloutError(
    'ROLLOUT_PLAN_INVALID',
    `The plan was saved by nx-apiops ${approved.targetVersion}, and this is ${opened.version}.`,
    { hint: 'Save the plan again with this version, or apply it with that one.' },
  );
}

function coveredBy(
  approved: ApprovedRollout | undefined,
  looks: readonly RepositoryLook[],
): { readonly looks: readonly RepositoryLook[]; readonly changed: readonly string[] } {
  if (!approved) return { looks, changed: [] };
  const { covered, changed } = approvedLooks(looks, approved);
  return { looks: covered, changed };
}

/** A campaign that flags stated is kept, so that later commands need its name only. */
async function keepCampaign({ campaign, file, isOverridden }: OpenCampaign, { output }: CommandContext): Promise<void> {
  const kept = join(CAMPAIGNS_FOLDER, `${campaign.name}.yaml`);
  if (file !== undefined) {
    if (isOverridden) output.note(`Flags say something else than ${file}: without them, the next run goes back to it.`);
    return;
  }
  if (existsSync(kept)) return;
  await writeOutput(kept, renderCampaign(campaign));
  output.note(`The campaign is kept in ${kept}: from now on --campaign ${campaign.name} says it all.`);
}

const MARKS: Readonly<Record<ApplyResult['action'], string>> = {
  created: 'opened ',
  updated: 'updated',
  kept: 'kept   ',
  blocked: 'BLOCKED',
  failed: 'FAILED ',
};

/** `[ 7/12] opened  acme/orders #5` */
function resultLine({ repository, action, reason, pullRequest }: ApplyResult, finished: number, total: number): string {
  const number = pullRequest ? ` #${pullRequest.number}` : '';
  const remark = reason === '' ? '' : `: ${visibleText(reason)}`;
  return `${placeText(finished, total)} ${MARKS[action]} ${visibleText(repository)}${number}${remark}`;
}

function renderOutcome(
  { results, left, stopped }: ApplyOutcome,
  { problems, again }: { readonly problems: ReturnType<typeof problemsOf>; readonly again: string },
): string {
  const count = (action: ApplyResult['action']): number => results.filter((result) => result.action === action).length;
  const bad = [...results.filter(({ action }) => action === 'failed' || action === 'blocked'), ...problems];
  const parts = [
    `${counted(count('created'), 'pull request')} opened`,
    `${count('updated')} updated`,
    ...(bad.length > 0 ? [`${bad.length} not done`] : []),
    ...(left > 0 ? [`${left} left: ${stopped}`] : []),
  ];
  return [
    ...bad.flatMap((one) => [
      `! ${visibleText(one.repository)}: ${visibleText(one.reason)}`,
      // Where people have to decide, trying again is of no use.
      ...('action' in one && one.action === 'blocked' ? [] : [`    ${again} --only ${quoted(one.repository)}`]),
    ]),
    `${parts.join(', ')}.`,
    ...(left > 0 ? [`Run the command again to go on: what is done is not done twice.`] : []),
  ].join('\n');
}

/** The command for one repository, as far as it is the same for all. */
function againText({ campaign, hosting, org, project }: RolloutApplyFlags, name: string): string {
  const flags = Object.entries({ campaign: campaign ?? name, hosting, org, project });
  const stated = flags.flatMap(([key, value]) => (value === undefined ? [] : [`--${key} ${quoted(value)}`]));
  return ['nx-apiops rollout apply', ...stated].join(' ');
}

/** As a shell takes it: projects of Azure DevOps have spaces. */
function quoted(text: string): string {
  const visible = visibleText(text);
  return /^[\w./@:-]+$/.test(visible) ? visible : JSON.stringify(visible);
}
