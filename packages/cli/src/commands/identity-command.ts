import { join } from 'node:path';
import { systemClock } from '@nx-apiops/plan';
import {
  chooseIdentityModel,
  connectAzure,
  emitScript,
  identityHandlers,
  prepareIdentity,
  prepareRotation,
  readCredentialReport,
  renderReportJson,
  renderReportMarkdown,
  renderReportTerminal,
  rotationHandlers,
  summarizeReport,
  type IdentityContext,
  type ScriptFormat,
} from '@nx-apiops/identity';
import { azureDevOpsPipelines, githubPipelines } from '@nx-apiops/scm';
import type { CommandContext } from '../command-context.js';
import { cloudFrom } from '../environment-variables.js';
import { CliError } from '../errors.js';
import type { ExitCode } from '../exit-code.js';
import { openHost, type HostFlags } from '../open-host.js';
import {
  applyPlan,
  showPlan,
  type SettingsApplyFlags,
  type SettingsPlanFlags,
  type SettingsWork,
} from '../settings-run.js';
import { writeOutput } from '../text-files.js';

export interface IdentityFlags extends HostFlags {
  /** New client secrets in the place of those past the limit, instead of identities. */
  readonly rotate?: boolean;
  /** With `rotate`: those that are younger, too. */
  readonly all?: boolean;
}

export interface IdentityPlanFlags extends IdentityFlags, SettingsPlanFlags {
  /** Also the plan as a script for those who have the rights. */
  readonly emit?: ScriptFormat;
  /** Folder of the script. */
  readonly emitTo: string;
}

/** Shows how the identities of the pipelines differ from apiops.yaml. */
export async function identityPlanCommand(flags: IdentityPlanFlags, context: CommandContext): Promise<ExitCode> {
  const { output } = context;
  const { emit } = flags;
  refuseAllAlone(flags);
  if (emit !== undefined && (flags.out !== undefined || flags.markdownFile !== undefined)) {
    throw new CliError('USAGE', '--emit writes a script in the place of a plan; leave out --out and --markdown-file.');
  }
  const identities = await identityContext(flags, context);
  if (emit === undefined) return showPlan(identityWork(identities, flags), flags, context);
  if (flags.rotate) throw new CliError('USAGE', '--emit writes no client secrets; leave out --emit or --rotate.');
  const files = emitScript(await prepareIdentity(identities), identities, emit);
  for (const { file, text } of files) {
    const path = join(flags.emitTo, file);
    await writeOutput(path, text);
    output.print(`  write  ${path}`);
  }
  if (files.length === 0) output.print('There is nothing to do, so no script is written.');
  output.emit({ files: files.map(({ file }) => join(flags.emitTo, file)) });
  return flags.detailedExitcode && files.length > 0 ? 3 : 0;
}

/** Lists every credential of the identities with its age; exits with 1 where one is past the limit. */
export async function identityReportCommand(
  flags: HostFlags & { readonly markdownFile?: string },
  context: CommandContext,
): Promise<ExitCode> {
  const { output } = context;
  const report = await readCredentialReport(await identityContext(flags, context), new Date());
  if (flags.markdownFile !== undefined) await writeOutput(flags.markdownFile, renderReportMarkdown(report));
  output.print(renderReportTerminal(report));
  output.emit(JSON.parse(renderReportJson(report)));
  return summarizeReport(report).pastLimit > 0 ? 1 : 0;
}

/** Makes the identities of the pipelines what apiops.yaml says. */
export async function identityApplyCommand(
  flags: IdentityFlags & SettingsApplyFlags,
  context: CommandContext,
): Promise<ExitCode> {
  refuseAllAlone(flags);
  return applyPlan(identityWork(await identityContext(flags, context), flags), flags, context);
}

function refuseAllAlone({ all, rotate }: IdentityFlags): void {
  if (all && !rotate) throw new CliError('USAGE', '--all says which secrets --rotate renews; add --rotate.');
}

function identityWork(context: IdentityContext, { rotate, all = false }: IdentityFlags): SettingsWork {
  if (!rotate) {
    return { purpose: 'identity', prepare: () => prepareIdentity(context), handlers: identityHandlers(context) };
  }
  const now = new Date();
  return {
    purpose: 'identity',
    prepare: () => prepareRotation(context, now, { all }),
    handlers: rotationHandlers(context, now, { all }),
  };
}

/** All that identities are read and written with. Throws errors of config, of the host and of Azure. */
export async function identityContext(flags: HostFlags, context: CommandContext): Promise<IdentityContext> {
  const { variables, signal, clock = systemClock } = context;
  const place = await openHost(flags, context);
  const { config } = place;
  const azure = connectAzure({
    cloud: cloudFrom(variables) ?? config.environments[0]?.cloud ?? 'public',
    armEndpoint: variables['NX_APIOPS_ARM_ENDPOINT'],
    graphEndpoint: variables['NX_APIOPS_GRAPH_ENDPOINT'],
    developmentToken: variables['AZURE_BEARER_TOKEN'],
    signal,
  });
  const host =
    place.hosting === 'github'
      ? await githubPipelines(place.client, place.repository)
      : await azureDevOpsPipelines(place.client, place.repository);
  const owner =
    place.hosting === 'github'
      ? { name: place.repository.repo, fullName: `${place.repository.owner}/${place.repository.repo}` }
      : {
          name: place.repository.repository,
          fullName: `${config.organization}/${place.repository.project}/${place.repository.repository}`,
        };
  const model = await chooseIdentityModel(config, { owner, variables, azure, host });
  return { model, azure, host, clock, signal };
}
