import type { ApiopsConfig, ApiopsEnvironment, ProtectionSection } from '@nx-apiops/config';
import { settingId, type JsonObject, type Setting } from '@nx-apiops/plan';
import { scopedName } from '../scoped-name.js';
import { environmentSecret } from '../secret-names.js';
import { requiredTemplate } from './checks/check-rows.js';
import type { OwnedFiles } from './code-owners.js';
import { permissionName } from './pipeline-permission-handler.js';
import { variableGroupName } from './variable-group-handler.js';

/** The types of settings, in the words of Azure DevOps. */
export const AZURE_DEVOPS_TYPES = {
  pipeline: 'pipeline',
  environment: 'environment',
  approval: 'approval',
  exclusiveLock: 'exclusive lock',
  branchControl: 'branch control',
  requiredTemplate: 'required template',
  pipelinePermission: 'pipeline permission',
  minimumReviewers: 'minimum reviewers',
  buildValidation: 'build validation',
  commentResolution: 'comment resolution',
  mergeTypes: 'merge types',
  requiredReviewers: 'required reviewers',
  branchPermission: 'branch permission',
  repositoryPermission: 'repository permission',
  variableGroup: 'variable group',
  secret: 'secret',
  serviceConnection: 'service connection',
} as const;

const TYPES = AZURE_DEVOPS_TYPES;

/** The pipelines of a repository, and their files. */
export const PIPELINES = {
  'apiops-pull-request': '.azure-pipelines/pull-request.yml',
  'apiops-publish': '.azure-pipelines/publish.yml',
  'apiops-extract': '.azure-pipelines/extract.yml',
  'apiops-drift': '.azure-pipelines/drift.yml',
} as const;

export type PipelineName = keyof typeof PIPELINES;

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
    ...connectionSettings(config),
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

function environmentSettings(
  { name, approval }: ApiopsEnvironment,
  { pipelines }: ApiopsConfig,
  { canonical }: SettingsContext,
): Setting[] {
  const after = [settingId({ type: TYPES.environment, name })];
  const check = (type: string, value: JsonObject): Setting => ({
    type,
    name,
    value: { ...value, enabled: true },
    after,
  });
  const { reviewers, selfReview } = approval ?? {};
  const { form, platform, branch } = pipelines;
  return [
    { type: TYPES.environment, name, value: { exists: true } },
    ...(reviewers
      ? [
          check(TYPES.approval, {
            reviewers: reviewers.map(canonical).sort(),
            approvals: 1,
            ...(selfReview !== undefined && { selfReview }),
          }),
        ]
      : []),
    check(TYPES.exclusiveLock, {}),
    check(TYPES.branchControl, { branches: [branch], onlyProtected: true, unknownProtection: false }),
    ...(form === 'shared' && platform
      ? [
          check(TYPES.requiredTemplate, {
            templates: [requiredTemplate('pipelines/publish.yml', platform.repository, fullRef(platform.ref))],
          }),
        ]
      : []),
    pipelinePermission(permissionName('environment', name), { pipelines: ['apiops-publish'], after }),
  ];
}

/** As the pipelines name the version. */
function fullRef(ref: string): string {
  return ref.startsWith('refs/') ? ref : `refs/tags/${ref}`;
}

function variableGroupSettings(
  { name: environment, variableGroup }: ApiopsEnvironment,
  { pipelines }: ApiopsConfig,
  { givenSecrets, replaceSecrets }: SettingsContext,
): Setting[] {
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
    pipelinePermission(permissionName('variablegroup', name), {
      pipelines: ['apiops-drift', 'apiops-publish'],
      after,
    }),
    ...given.map((secret) => ({
      type: TYPES.secret,
      name: scopedName(secret, environment),
      value: { exists: true, ...(replaceSecrets && { replaced: true }) },
      after,
    })),
  ];
}

function pipelinePermission(
  name: string,
  { pipelines, after }: { readonly pipelines: readonly PipelineName[]; readonly after: readonly string[] },
): Setting {
  return {
    type: TYPES.pipelinePermission,
    name,
    value: { pipelines: [...pipelines], everyPipeline: false },
    after: [...after, ...pipelines.map(pipelineId)],
  };
}

function pipelineId(name: PipelineName): string {
  return settingId({ type: TYPES.pipeline, name });
}

/** The service connections of an environment, as the pipelines name them. */
export function readerConnection(environment: string): string {
  return `reader-${environment}`;
}

export function publisherConnection(environment: string): string {
  return `publisher-${environment}`;
}

/**
 * That only the pipelines that use a service connection may. A reader is used by every pipeline; `extract` uses the one
 * of the environment that it extracts from. The connections themselves are made with the identities.
 */
function connectionSettings({ identity, environments, extractFrom }: ApiopsConfig): Setting[] {
  if (!identity) return [];
  return environments.flatMap(({ name }) => [
    pipelinePermission(permissionName('endpoint', readerConnection(name)), {
      pipelines: [
        'apiops-drift',
        ...(name === extractFrom ? (['apiops-extract'] as const) : []),
        'apiops-publish',
        'apiops-pull-request',
      ],
      after: [],
    }),
    pipelinePermission(permissionName('endpoint', publisherConnection(name)), {
      pipelines: ['apiops-publish'],
      after: [],
    }),
  ]);
}
