import type { ApiopsConfig, ApiopsEnvironment, ProtectionSection } from '@nx-apiops/config';
import { settingId, type JsonObject, type Setting } from '@nx-apiops/plan';
import { scopedName } from '../scoped-name.js';
import { environmentSecret } from '../secret-names.js';
import { AZURE_DEVOPS_TYPES } from './azure-devops-types.js';
import type { OwnedFiles } from './code-owners.js';
import { connectionGuards, environmentSettings, variableGroupGuards } from './guarded-resources.js';
import { PIPELINES, pipelineId } from './pipeline-names.js';
import { publisherConnection, variableGroupName } from './resource-names.js';

const TYPES = AZURE_DEVOPS_TYPES;

export interface SettingsContext {
  /** Name of the repository. */
  readonly repository: string;
  /** What its pipelines run as. */
  readonly buildService: string;
  /** Of the file CODEOWNERS; empty where there is none. */
  readonly ownedFiles: readonly OwnedFiles[];
  readonly canonical: (name: string) => string;
  /** Names of secrets whose values are given. */
  readonly givenSecrets: ReadonlySet<string>;
  readonly replaceSecrets: boolean;
}

/** Switched on, and in the way of a merge. */
const ENFORCED = { enabled: true, blocking: true } as const;
/** Nothing to be done where there is none. */
const SWITCHED_OFF = { enabled: false } as const;

/** What `apiops.yaml` wants of a repository in Azure DevOps. Pure. */
export function azureDevOpsSettings(config: ApiopsConfig, context: SettingsContext): Setting[] {
  const { protection } = config;
  if (!protection) return [];
  return [
    ...pipelineSettings(config, context),
    ...branchSettings(config.pipelines.branch, protection, context),
    ...permissionSettings(protection, context),
    ...config.environments.flatMap((environment) => environmentSettings(environment, config, context)),
    ...config.environments.flatMap((environment) => variableGroupSettings(environment, config, context)),
    ...config.environments.flatMap((environment) => connectionGuards(environment, config, context)),
  ];
}

function pipelineSettings({ pipelines }: ApiopsConfig, { repository }: SettingsContext): Setting[] {
  return Object.entries(PIPELINES).map(([name, path]) => ({
    type: TYPES.pipeline,
    name,
    value: { path, repository, branch: pipelines.branch },
  }));
}

function branchSettings(branch: string, protection: ProtectionSection, context: SettingsContext): Setting[] {
  const { resolveThreads, linearHistory, codeOwners } = protection;
  const onBranch = (type: string, value: JsonObject | undefined): Setting[] =>
    value ? [{ type, name: branch, value }] : [];
  return [
    ...onBranch(TYPES.minimumReviewers, minimumReviewers(protection)),
    {
      type: TYPES.buildValidation,
      name: branch,
      value: { pipeline: 'apiops-pull-request', automatic: true, paths: [], ...ENFORCED },
      after: [pipelineId('apiops-pull-request')],
    },
    ...onBranch(TYPES.commentResolution, switchedPolicy(resolveThreads, {})),
    ...onBranch(TYPES.mergeTypes, switchedPolicy(linearHistory, { allowed: ['rebase', 'squash'] })),
    ...(codeOwners === true ? context.ownedFiles.map((files) => ownersSetting(files, context)) : []),
  ];
}

/** Absent where nothing is said about it. */
function switchedPolicy(wanted: boolean | undefined, value: JsonObject): JsonObject | undefined {
  if (wanted === undefined) return undefined;
  return wanted ? { ...value, ...ENFORCED } : SWITCHED_OFF;
}

/** Azure DevOps has no policy of nobody's approval. */
function minimumReviewers({ approvals, dismissStale, lastPushApproval }: ProtectionSection): JsonObject | undefined {
  if (approvals === 0) return SWITCHED_OFF;
  const stated = {
    ...(approvals !== undefined && { approvals }),
    ...(dismissStale !== undefined && { dismissStale }),
    ...(lastPushApproval !== undefined && { lastPushApproval }),
  };
  return Object.keys(stated).length === 0 ? undefined : { ...stated, selfApproval: false, ...ENFORCED };
}

function ownersSetting({ pattern, owners, paths }: OwnedFiles, { canonical }: SettingsContext): Setting {
  const reviewers = [...new Set(owners.map(canonical))].sort();
  return {
    type: TYPES.requiredReviewers,
    name: pattern,
    value: { reviewers, paths: [...paths], selfApproval: false, ...ENFORCED },
  };
}

function permissionSettings(
  { breakGlass }: ProtectionSection,
  { buildService, canonical }: SettingsContext,
): Setting[] {
  const team: Setting[] =
    breakGlass === undefined
      ? []
      : [
          {
            type: TYPES.branchPermission,
            name: canonical(breakGlass),
            value: { bypassWhenCompleting: 'allowed' },
          },
        ];
  return [
    ...team,
    {
      type: TYPES.repositoryPermission,
      name: buildService,
      value: {
        contribute: 'allowed',
        createBranch: 'allowed',
        contributeToPullRequests: 'allowed',
        forcePush: 'denied',
        bypassWhenPushing: 'denied',
        bypassWhenCompleting: 'denied',
      },
      // The first pipeline of a project may be what makes its identity.
      after: [pipelineId('apiops-publish')],
    },
  ];
}

function variableGroupSettings(placed: ApiopsEnvironment, config: ApiopsConfig, context: SettingsContext): Setting[] {
  const { name: environment, variableGroup } = placed;
  const { pipelines } = config;
  const { givenSecrets, replaceSecrets } = context;
  if (pipelines.secrets.length === 0) return [];
  const name = variableGroupName(environment);
  const after = [settingId({ type: TYPES.variableGroup, name })];
  const given = variableGroup
    ? []
    : pipelines.secrets.filter(
        (secret) => givenSecrets.has(secret) || givenSecrets.has(environmentSecret(environment, secret)),
      );
  return [
    {
      type: TYPES.variableGroup,
      name,
      value: {
        ...(variableGroup && {
          keyVault: variableGroup.keyVault,
          serviceConnection: variableGroup.serviceConnection ?? publisherConnection(environment),
        }),
        variables: Object.fromEntries(pipelines.secrets.map((secret) => [secret, 'present'])),
      },
    },
    ...variableGroupGuards(placed, config, { ...context, after }),
    ...given.map((secret) => ({
      type: TYPES.secret,
      name: scopedName(secret, environment),
      value: { exists: true, ...(replaceSecrets && { replaced: true }) },
      after,
    })),
  ];
}
