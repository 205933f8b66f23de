import { renderResults, renderTerminal, summarizePlan, summarizeResults, type ActionResult } from '@nx-apiops/plan';
import {
  applyPublish,
  assertDeletesAllowed,
  preparePublish,
  writeBaselineRecord,
  type PreparedPublish,
} from '@nx-apiops/publisher';
import type { CommandContext } from '../command-context.js';
import { exitCodeOfResults, type ExitCode } from '../exit-code.js';
import { resultLine, type Output } from '../output.js';
import { openWorkspace, publishContext, publishedPaths, type EnvironmentFlags, type Workspace } from '../workspace.js';

export interface PublishFlags extends EnvironmentFlags {
  readonly full?: boolean;
  readonly commit?: string;
  readonly maxDeletes: number;
}

/** Plans, and executes exactly that plan. The record of what was published moves on only when all of it succeeded. */
export async function publishCommand(flags: PublishFlags, context: CommandContext): Promise<ExitCode> {
  const { output, variables, signal } = context;
  const startedAt = Date.now();
  const workspace = await openWorkspace(flags, variables, signal);
  const prepared = await preparePublish(publishContext(workspace, variables, flags.commit), {
    full: flags.full ?? false,
  });
  assertDeletesAllowed(prepared.plan, flags.maxDeletes);
  output.print(renderTerminal(prepared.plan, output));
  const results = await applyRecorded(workspace, prepared, { flags, context });
  report(workspace, { prepared, results, output, startedAt });
  return exitCodeOfResults(results);
}

/** Says in the instance what is about to be published, publishes it, and says so when all of it succeeded. */
async function applyRecorded(
  { client, git, repository, ...workspace }: Workspace,
  { plan, secrets, record }: PreparedPublish,
  { flags, context: { output, signal } }: { readonly flags: PublishFlags; readonly context: CommandContext },
): Promise<readonly ActionResult[]> {
  const commit = flags.commit === undefined ? await git?.head() : await git?.resolveCommit(flags.commit);
  const dirty = flags.commit === undefined && (await git?.isClean(publishedPaths(workspace))) === false;
  const published = commit === undefined ? undefined : { commit, dirty };
  if (published && plan.actions.length > 0) {
    await writeBaselineRecord(client, repository, { ...(record?.last && { last: record.last }), pending: published });
  }
  const results = await applyPublish(plan, {
    client,
    secrets,
    signal,
    onResult: (result, { finished, total }) => output.progress(resultLine(result, finished, total)),
  });
  // Where nothing was to do, the commit recorded before stands for the same state.
  const isRecorded = plan.actions.length === 0 && record?.last?.dirty === dirty && !record.pending;
  if (published && !isRecorded && exitCodeOfResults(results) === 0) {
    await writeBaselineRecord(client, repository, { last: published });
  }
  return results;
}

function report(
  workspace: Workspace,
  outcome: {
    readonly prepared: PreparedPublish;
    readonly results: readonly ActionResult[];
    readonly output: Output;
    readonly startedAt: number;
  },
): void {
  const { prepared, results, output, startedAt } = outcome;
  const { requests } = workspace.client.statistics();
  const seconds = (Date.now() - startedAt) / 1000;
  const total = Object.values(requests).reduce((sum, count) => sum + count, 0);
  if (results.length > 0) output.print(renderResults(results, output));
  const verb = exitCodeOfResults(results) === 0 ? 'Published to' : 'Publishing did not succeed for';
  output.print(
    `${verb} ${workspace.target} in ${seconds.toFixed(1)} s with ${total} requests to Azure Resource Manager.`,
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
