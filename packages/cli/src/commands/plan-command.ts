import { writeFile } from 'node:fs/promises';
import { preparePublish } from '@nx-apiops/publisher';
import { renderJson, renderMarkdown, renderTerminal } from '@nx-apiops/plan';
import type { CommandContext } from '../command-context.js';
import type { ExitCode } from '../exit-code.js';
import { publishContext } from '../workspace.js';
import { openWorkspace, type EnvironmentFlags } from '../workspace.js';

export interface PlanFlags extends EnvironmentFlags {
  readonly full?: boolean;
  readonly commit?: string;
  readonly markdown?: boolean;
  readonly out?: string;
  readonly detailedExitcode?: boolean;
}

/** Shows what `publish` would do, and stops there. */
export async function planCommand(flags: PlanFlags, { output, variables, signal }: CommandContext): Promise<ExitCode> {
  const workspace = await openWorkspace(flags, variables, signal);
  const { plan } = await preparePublish(publishContext(workspace, variables, flags.commit), {
    full: flags.full ?? false,
  });
  if (flags.out !== undefined) await writeFile(flags.out, renderJson(plan));
  if (output.isJson) output.emit(JSON.parse(renderJson(plan)));
  else output.print(flags.markdown ? renderMarkdown(plan) : renderTerminal(plan, output));
  return flags.detailedExitcode && plan.actions.length > 0 ? 3 : 0;
}
