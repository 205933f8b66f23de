import { readConfigFile } from '@nx-apiops/config';
import {
  azureDevOpsHost,
  githubHost,
  prepareProtection,
  type GitHubHostOptions,
  type ProtectionPort,
} from '@nx-apiops/scm';
import type { CommandContext } from '../command-context.js';
import { CliError } from '../errors.js';
import type { ExitCode } from '../exit-code.js';
import { openHost, type AzureDevOpsPlace, type GitHubPlace, type HostFlags } from '../open-host.js';
import {
  applyPlan,
  showPlan,
  type SettingsApplyFlags,
  type SettingsPlanFlags,
  type SettingsWork,
} from '../settings-run.js';
import { parseSecrets } from '../parse-secrets.js';
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
  if (flags.replaceSecrets && flags.secrets === undefined) {
    throw new CliError('USAGE', '--replace-secrets says what becomes of --secrets FILE; add it.');
  }
  const place = await openHost(flags, context);
  const port = await protectionPort(place, {
    secrets: await readSecrets(flags.secrets),
    replaceSecrets: flags.replaceSecrets ?? false,
  });
  return { purpose: 'protect', prepare: () => prepareProtection(place.config, port), handlers: port.handlers };
}

/** The guards of the repository, wherever it is hosted. */
export async function protectionPort(
  place: GitHubPlace | AzureDevOpsPlace,
  options: Pick<GitHubHostOptions, 'secrets' | 'replaceSecrets'> = {},
): Promise<ProtectionPort> {
  if (place.hosting === 'github') return githubHost({ ...place, ...options });
  const codeOwners = readConfigFile(place.root, 'CODEOWNERS')?.text;
  return azureDevOpsHost({ ...place, ...options, ...(codeOwners !== undefined && { codeOwners }) });
}

async function readSecrets(file: string | undefined): Promise<ReadonlyMap<string, string>> {
  if (file === undefined) return new Map();
  return parseSecrets(await readInput(file), file);
}
