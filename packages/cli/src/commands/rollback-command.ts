import type { CommandContext } from '../command-context.js';
import type { ExitCode } from '../exit-code.js';
import type { EnvironmentFlags } from '../workspace.js';
import { publishCommand } from './publish-command.js';

export interface RollbackFlags extends EnvironmentFlags {
  /** The commit whose state is published again. */
  readonly to: string;
  readonly plan?: string;
  readonly full?: boolean;
  readonly takeOver?: readonly string[];
  readonly maxDeletes: number;
}

/** Publishes the state of an earlier commit: what came since then is changed back, and deleted where it was added. */
export async function rollbackCommand({ to, ...flags }: RollbackFlags, context: CommandContext): Promise<ExitCode> {
  return publishCommand({ ...flags, commit: to }, context);
}
