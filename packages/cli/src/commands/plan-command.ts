import { renderMarkdown, renderTerminal } from '@nx-apiops/plan';
import {
  maskedOverrides,
  preparePublish,
  readFingerprints,
  renderSavedPlan,
  winningEntries,
  withUnknownTokens,
} from '@nx-apiops/publisher';
import type { CommandContext } from '../command-context.js';
import type { ExitCode } from '../exit-code.js';
import { writeOutput } from '../text-files.js';
import { openWorkspace, publishContext, resolveRevision, type EnvironmentFlags } from '../workspace.js';

export interface PlanFlags extends EnvironmentFlags {
  readonly full?: boolean;
  readonly takeOver?: readonly string[];
  readonly commit?: string;
  readonly markdown?: boolean;
  readonly markdownFile?: string;
  readonly out?: string;
  readonly detailedExitcode?: boolean;
  readonly showEffective?: boolean;
  readonly unknownTokens?: boolean;
}

/** Shows what `publish` would do, and stops there. */
export async function planCommand(flags: PlanFlags, context: CommandContext): Promise<ExitCode> {
  const { output, variables } = context;
  const workspace = await openWorkspace(flags, context);
  const commit = await resolveRevision(workspace, flags.commit ?? variables['COMMIT_ID']);
  const files = await publishContext(workspace, variables, commit);
  // A plan that is not to be applied needs no secrets.
  const desiredFiles = flags.unknownTokens ? withUnknownTokens(files.desired) : files.desired;
  const { plan, desired, actual } = await preparePublish(
    { ...files, desired: desiredFiles },
    {
      full: flags.full ?? false,
    },
  );
  if (flags.showEffective) {
    const effective = { ...maskedOverrides(desired), $overrides: winningEntries(desired) };
    output.print(JSON.stringify(effective, undefined, 2));
    output.emit(effective);
    return 0;
  }
  if (flags.markdownFile !== undefined) await writeOutput(flags.markdownFile, renderMarkdown(plan));
  if (flags.out !== undefined) {
    const fingerprints = await readFingerprints(workspace.client, plan, { desired: desired.state, actual });
    await writeOutput(flags.out, renderSavedPlan(plan, fingerprints));
  }
  if (output.isJson) output.emit(JSON.parse(renderSavedPlan(plan, {})));
  else output.print(flags.markdown ? renderMarkdown(plan) : renderTerminal(plan, output));
  return flags.detailedExitcode && plan.actions.length > 0 ? 3 : 0;
}
