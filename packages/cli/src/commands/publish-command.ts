import { renderResults, renderTerminal, summarizePlan, summarizeResults, type ActionResult } from '@nx-apiops/plan';
import {
  assertDeletesAllowed,
  assertPlanUnchanged,
  parseSavedPlan,
  preparePublish,
  publishRecorded,
  readFingerprints,
  type PreparedPublish,
  type PublishedCommit,
} from '@nx-apiops/publisher';
import type { CommandContext } from '../command-context.js';
import { counted } from '../counted.js';
import { isTrue } from '../environment-variables.js';
import { exitCodeOfResults, type ExitCode } from '../exit-code.js';
import { describeError, resultLine, type Output } from '../output.js';
import { readInput } from '../text-files.js';
import {
  openWorkspace,
  publishContext,
  publishedPaths,
  resolveRevision,
  type EnvironmentFlags,
  type Workspace,
} from '../workspace.js';

export interface PublishFlags extends EnvironmentFlags {
  readonly full?: boolean;
  readonly takeOver?: readonly string[];
  readonly commit?: string;
  /** A saved plan: nothing else may be done. */
  readonly plan?: string;
  readonly maxDeletes: number;
}

/** Plans, and executes exactly that plan. The record of what was published moves on only when all of it succeeded. */
export async function publishCommand(flags: PublishFlags, context: CommandContext): Promise<ExitCode> {
  const { output, variables, signal } = context;
  const startedAt = Date.now();
  const workspace = await openWorkspace(flags, context);
  const commit = await resolveRevision(workspace, flags.commit ?? variables['COMMIT_ID']);
  const published = await publishedCommit(workspace, commit);
  if (published?.dirty) {
    output.note('Uncommitted changes are published too, so the next publish compares everything with the instance.');
  }
  const prepared = await preparePublish(await publishContext(workspace, variables, commit), {
    full: flags.full ?? false,
    takeOver: flags.takeOver ?? [],
  });
  assertDeletesAllowed(prepared.plan, flags.maxDeletes);
  if (flags.plan !== undefined) await assertAsSaved(flags.plan, workspace, prepared);
  output.print(renderTerminal(prepared.plan, output));
  if (isTrue(variables['DRY_RUN'])) {
    output.note('DRY_RUN is set: nothing was sent.');
    output.emit({ target: prepared.plan.target, notes: prepared.plan.notes, plan: summarizePlan(prepared.plan) });
    return 0;
  }
  const { results, recordError } = await publishRecorded(prepared, {
    context: workspace,
    published,
    signal,
    onResult: (result, { finished, total }) => output.progress(resultLine(result, finished, total)),
  });
  report(workspace, { prepared, results, output, startedAt });
  if (recordError === undefined) return exitCodeOfResults(results);
  output.note(`Everything was published, but the instance could not be told so.\n${describeError(recordError)}`);
  return 1;
}

async function assertAsSaved(file: string, { client }: Workspace, prepared: PreparedPublish): Promise<void> {
  const saved = parseSavedPlan(await readInput(file), file);
  const states = { desired: prepared.desired.state, actual: prepared.actual };
  assertPlanUnchanged(saved, prepared.plan, await readFingerprints(client, prepared.plan, states));
}

/** The commit that is published, and whether the files on disk are more than that; undefined outside of git. */
async function publishedCommit(workspace: Workspace, commit: string | undefined): Promise<PublishedCommit | undefined> {
  const { git } = workspace;
  if (commit !== undefined) return { commit, dirty: false };
  const head = await git?.head();
  if (!git || head === undefined) return undefined;
  return { commit: head, dirty: !(await git.isClean(publishedPaths(workspace))) };
}

interface Outcome {
  readonly prepared: PreparedPublish;
  readonly results: readonly ActionResult[];
  readonly output: Output;
  readonly startedAt: number;
}

function report(workspace: Workspace, { prepared, results, output, startedAt }: Outcome): void {
  const { requests } = workspace.client.statistics();
  const seconds = (Date.now() - startedAt) / 1000;
  const total = Object.values(requests).reduce((sum, count) => sum + count, 0);
  if (results.length > 0) output.print(renderResults(results, output));
  output.print(
    `${outcomeOf(results)} ${workspace.target} in ${seconds.toFixed(1)} s with ${counted(total, 'request')} to Azure Resource Manager.`,
  );
  output.emit({
    target: prepared.plan.target,
    notes: prepared.plan.notes,
    plan: summarizePlan(prepared.plan),
    results: { ...summarizeResults(results), actions: results },
    requests,
    seconds,
  });
}

function outcomeOf(results: readonly ActionResult[]): string {
  if (results.length === 0) return 'Nothing to publish to';
  return exitCodeOfResults(results) === 0 ? 'Published to' : 'Publishing did not succeed for';
}
