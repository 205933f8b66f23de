import { systemClock } from '@nx-apiops/plan';
import {
  connectAzure,
  identityHandlers,
  prepareIdentity,
  resolveIdentityModel,
  type IdentityContext,
} from '@nx-apiops/identity';
import { azureDevOpsPipelines, githubPipelines } from '@nx-apiops/scm';
import type { CommandContext } from '../command-context.js';
import { cloudFrom } from '../environment-variables.js';
import type { ExitCode } from '../exit-code.js';
import { openHost, type HostFlags } from '../open-host.js';
import {
  applyPlan,
  showPlan,
  type SettingsApplyFlags,
  type SettingsPlanFlags,
  type SettingsWork,
} from '../settings-run.js';

/** Shows how the identities of the pipelines differ from apiops.yaml. */
export async function identityPlanCommand(
  flags: HostFlags & SettingsPlanFlags,
  context: CommandContext,
): Promise<ExitCode> {
  return showPlan(identityWork(await identityContext(flags, context)), flags, context);
}

/** Makes the identities of the pipelines what apiops.yaml says. */
export async function identityApplyCommand(
  flags: HostFlags & SettingsApplyFlags,
  context: CommandContext,
): Promise<ExitCode> {
  return applyPlan(identityWork(await identityContext(flags, context)), flags, context);
}

function identityWork(context: IdentityContext): SettingsWork {
  return { purpose: 'identity', prepare: () => prepareIdentity(context), handlers: identityHandlers(context) };
}

/** All that identities are read and written with. Throws errors of config, of the host and of Azure. */
export async function identityContext(flags: HostFlags, context: CommandContext): Promise<IdentityContext> {
  const { variables, signal, clock = systemClock } = context;
  const place = await openHost(flags, context);
  const { config } = place;
  const model = resolveIdentityModel(config, {
    repositoryName: place.hosting === 'github' ? place.repository.repo : place.repository.repository,
    variables,
  });
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
  return { model, azure, host, clock, signal };
}
