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
import { resultLine } from '../output.js';
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
  const results = await applyPublish(prepared.plan, {
    client: workspace.client,
    secrets: prepared.secrets,
    signal,
    onResult: (result, { finished, total }) => output.progress(resultLine(result, finished, total)),
  });
  if (exitCodeOfResults(results) === 0) await record(workspace, prepared, flags.commit);
  report(workspace, prepared, results, { context, startedAt });
  return exitCodeOfResults(results);
}

/** Unchanged content needs no new record: the commit recorded before stands for the same state. */
async function record(workspace: Workspace, prepared: PreparedPublish, commit: string | undefined): Promise<void> {
  const { client, git, repository } = workspace;
  const published = commit === undefined ? await git?.head() : await git?.resolveCommit(commit);
  if (!git || published === undefined) return;
  const dirty = commit === undefined && !(await git.isClean(publishedPaths(workspace)));
  const nothingNew = prepared.plan.actions.length === 0 && prepared.comparedWith === 'baseline';
  if (nothingNew && prepared.record?.dirty === dirty) return;
  await writeBaselineRecord(client, repository, { commit: published, dirty });
}

function report(
  workspace: Workspace,
  { plan }: PreparedPublish,
  results: readonly ActionResult[],
  { context: { output }, startedAt }: { readonly context: CommandContext; readonly startedAt: number },
): void {
  const { requests } = workspace.client.statistics();
  const seconds = (Date.now() - startedAt) / 1000;
  const total = Object.values(requests).reduce((sum, count) => sum + count, 0);
  output.print(renderResults(results, output));
  output.print(
    `Published to ${workspace.target} in ${seconds.toFixed(1)} s with ${total} requests to Azure Resource Manager.`,
  );
  output.emit({
    target: plan.target,
    notes: plan.notes,
    plan: summarizePlan(plan),
    results: { ...summarizeResults(results), actions: results },
    requests,
    seconds,
  });
}
