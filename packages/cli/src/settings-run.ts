import {
  applySettings,
  assertSettingsPlan,
  assertSettled,
  parseSettingsPlan,
  renderMarkdown,
  renderResults,
  renderSettingsPlan,
  renderTerminal,
  summarizePlan,
  summarizeResults,
  type Plan,
  type PlanPurpose,
  type SettingHandlers,
  type SettingOperation,
} from '@nx-apiops/plan';
import { agrees } from './agrees.js';
import type { CommandContext } from './command-context.js';
import { exitCodeOfResults, type ExitCode } from './exit-code.js';
import { resultLine } from './output.js';
import { readInput, writeOutput } from './text-files.js';

/** What is read and planned, and how it is done. */
export interface SettingsWork {
  readonly purpose: PlanPurpose;
  readonly prepare: () => Promise<Plan<SettingOperation>>;
  readonly handlers: SettingHandlers;
}

export interface SettingsPlanFlags {
  readonly out?: string;
  readonly markdownFile?: string;
  readonly detailedExitcode?: boolean;
}

/** Rights are reviewed one by one. */
const ALL = Number.POSITIVE_INFINITY;

/** Shows what `apply` would do, and stops there. */
export async function showPlan(
  { purpose, prepare }: SettingsWork,
  flags: SettingsPlanFlags,
  { output }: CommandContext,
): Promise<ExitCode> {
  const plan = await prepare();
  if (flags.markdownFile !== undefined) await writeOutput(flags.markdownFile, renderMarkdown(plan));
  if (flags.out !== undefined) await writeOutput(flags.out, renderSettingsPlan(purpose, plan));
  output.print(renderTerminal(plan, { ...output, maxChangesPerAction: ALL }));
  output.emit({ purpose, ...plan });
  return flags.detailedExitcode && plan.actions.length > 0 ? 3 : 0;
}

export interface SettingsApplyFlags {
  /** A saved plan: nothing else may be done. */
  readonly plan?: string;
  readonly yes?: boolean;
}

/** Plans, asks a person, executes exactly that plan, and reads back whether it took effect. */
export async function applyPlan(
  { purpose, prepare, handlers }: SettingsWork,
  flags: SettingsApplyFlags,
  { output, signal }: CommandContext,
): Promise<ExitCode> {
  const plan = await prepare();
  if (flags.plan !== undefined) {
    const saved = parseSettingsPlan(await readInput(flags.plan), purpose, flags.plan);
    assertSettingsPlan(saved, plan);
    await assertSettled(saved, plan, handlers);
  }
  output.print(renderTerminal(plan, { ...output, maxChangesPerAction: ALL }));
  if (plan.actions.length === 0) {
    output.emit({ target: plan.target, notes: plan.notes, plan: summarizePlan(plan) });
    return 0;
  }
  if (flags.plan === undefined && !flags.yes && !(await agrees('Apply this plan?', output, signal))) {
    output.note('Nothing was changed.');
    return 1;
  }
  const results = await applySettings(plan, handlers, {
    signal,
    onResult: (result, { finished, total }) => output.progress(resultLine(result, finished, total)),
  });
  output.print(renderResults(results, output));
  const hasFailed = exitCodeOfResults(results) !== 0;
  const left = hasFailed ? [] : (await prepare()).actions.map(({ id }) => id);
  if (left.length > 0) {
    output.note(`Everything was accepted, but read back this is not as it shall be: ${left.join(', ')}.`);
  }
  output.emit({
    target: plan.target,
    notes: plan.notes,
    plan: summarizePlan(plan),
    results: summarizeResults(results),
    actions: results,
    notAsDesired: left,
  });
  return hasFailed || left.length > 0 ? 1 : 0;
}
