import { parseEnv } from 'node:util';
import { githubHost, prepareProtection } from '@nx-apiops/scm';
import type { CommandContext } from '../command-context.js';
import type { ExitCode } from '../exit-code.js';
import { openHost, type HostFlags } from '../open-host.js';
import {
  applyPlan,
  showPlan,
  type SettingsApplyFlags,
  type SettingsPlanFlags,
  type SettingsWork,
} from '../settings-run.js';
import { readInput } from '../text-files.js';

export interface ProtectFlags extends HostFlags {
  /** A file of NAME=value lines. */
  readonly secrets?: string;
  readonly replaceSecrets?: boolean;
}

/** Shows how the repository's guards differ from apiops.yaml. */
export async function protectPlanCommand(
  flags: ProtectFlags & SettingsPlanFlags,
  context: CommandContext,
): Promise<ExitCode> {
  return showPlan(await protectionWork(flags, context), flags, context);
}

/** Makes the repository's guards what apiops.yaml says. */
export async function protectApplyCommand(
  flags: ProtectFlags & SettingsApplyFlags,
  context: CommandContext,
): Promise<ExitCode> {
  return applyPlan(await protectionWork(flags, context), flags, context);
}

async function protectionWork(flags: ProtectFlags, context: CommandContext): Promise<SettingsWork> {
  const { config, client, repository } = await openHost(flags, context);
  const port = await githubHost({
    client,
    repository,
    config,
    secrets: await readSecrets(flags.secrets),
    replaceSecrets: flags.replaceSecrets ?? false,
  });
  return { purpose: 'protect', prepare: () => prepareProtection(config, port), handlers: port.handlers };
}

async function readSecrets(file: string | undefined): Promise<ReadonlyMap<string, string>> {
  if (file === undefined) return new Map();
  const values = parseEnv(await readInput(file));
  return new Map(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
