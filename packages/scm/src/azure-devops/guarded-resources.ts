import type { ApiopsConfig, ApiopsEnvironment } from '@nx-apiops/config';
import { settingId, type JsonObject, type Setting } from '@nx-apiops/plan';
import { AZURE_DEVOPS_TYPES as TYPES } from './azure-devops-types.js';
import { requiredTemplate, shortRef } from './checks/check-rows.js';
import { PIPELINES, pipelineId, type PipelineName } from './pipeline-names.js';
import { resourceName, type ResourceType } from './project-resources.js';
import { publisherConnection, readerConnection, variableGroupName } from './resource-names.js';

/** What pipelines use of an environment, and what stands before it. */
interface GuardedResource {
  readonly type: ResourceType;
  readonly nameOf: (environment: string) => string;
  /** Sorted. */
  readonly pipelines: readonly PipelineName[];
  /** Used by the published branch only, so that what uses it was reviewed. */
  readonly publishedBranchOnly: boolean;
  /** Used after the approval of the environment only. */
  readonly approved: boolean;
  /** Used by one run at a time. */
  readonly locked: boolean;
}

/** The pipelines that run on the published branch with the values of secrets. */
const WITH_SECRETS: readonly PipelineName[] = ['apiops-drift', 'apiops-publish'];
const PUBLISH: readonly PipelineName[] = ['apiops-publish'];

/**
 * Every check is of the resource itself: one on the environment alone is avoided by a pipeline that does not name the
 * environment. The reader plans pull requests, whose branch nobody has reviewed, and the secrets are read by plans and
 * by the comparison at night, which nobody approves: docs/decisions has the reasons.
 */
const ENVIRONMENT: GuardedResource = {
  type: 'environment',
  nameOf: (environment) => environment,
  pipelines: PUBLISH,
  publishedBranchOnly: true,
  approved: true,
  locked: true,
};
const PUBLISHER: GuardedResource = {
  type: 'endpoint',
  nameOf: publisherConnection,
  pipelines: PUBLISH,
  publishedBranchOnly: true,
  approved: true,
  locked: false,
};
const SECRETS: GuardedResource = {
  type: 'variablegroup',
  nameOf: variableGroupName,
  pipelines: WITH_SECRETS,
  publishedBranchOnly: true,
  approved: false,
  locked: false,
};
const reader = (extracts: boolean): GuardedResource => ({
  type: 'endpoint',
  nameOf: readerConnection,
  pipelines: [
    'apiops-drift',
    ...(extracts ? (['apiops-extract'] as const) : []),
    'apiops-publish',
    'apiops-pull-request',
  ],
  publishedBranchOnly: false,
  approved: false,
  locked: false,
});

interface GuardContext {
  readonly canonical: (name: string) => string;
}

/** An environment of Azure Pipelines, and what guards it. Pure. */
export function environmentSettings(
  environment: ApiopsEnvironment,
  config: ApiopsConfig,
  context: GuardContext,
): Setting[] {
  const { name } = environment;
  const made: Setting = { type: TYPES.environment, name, value: { exists: true } };
  return [made, ...guards(ENVIRONMENT, environment, { ...context, config, after: [settingId(made)] })];
}

/** What guards the variable group of an environment, which `after` makes. Pure. */
export function variableGroupGuards(
  environment: ApiopsEnvironment,
  config: ApiopsConfig,
  context: GuardContext & { readonly after: readonly string[] },
): Setting[] {
  return guards(SECRETS, environment, { ...context, config });
}

/** What guards the service connections of an environment. They are made with the identities, or by hand. Pure. */
export function connectionGuards(
  environment: ApiopsEnvironment,
  config: ApiopsConfig,
  context: GuardContext,
): Setting[] {
  const around = { ...context, config, after: [] };
  return [
    ...guards(reader(environment.name === config.extractFrom), environment, around),
    ...guards(PUBLISHER, environment, around),
  ];
}

function guards(
  resource: GuardedResource,
  { name: environment, approval }: ApiopsEnvironment,
  around: GuardContext & { readonly config: ApiopsConfig; readonly after: readonly string[] },
): Setting[] {
  const { config, canonical, after } = around;
  const { pipelines: wanted } = resource;
  const name = resourceName(resource.type, resource.nameOf(environment));
  const check = (type: string, value: JsonObject): Setting => ({
    type,
    name,
    value: { ...value, enabled: true },
    after,
  });
  const { reviewers, selfReview } = approval ?? {};
  return [
    ...(reviewers && resource.approved
      ? [
          check(TYPES.approval, {
            reviewers: reviewers.map(canonical).sort(),
            approvals: 1,
            ...(selfReview !== undefined && { selfReview }),
          }),
        ]
      : []),
    ...(resource.locked ? [check(TYPES.exclusiveLock, {})] : []),
    ...(resource.publishedBranchOnly
      ? [
          check(TYPES.branchControl, {
            branches: allowedBranches(config),
            onlyProtected: true,
            unknownProtection: false,
          }),
        ]
      : []),
    ...templateChecks(config, wanted).map((value) => check(TYPES.requiredTemplate, value)),
    {
      type: TYPES.pipelinePermission,
      name,
      value: { pipelines: [...wanted], everyPipeline: false },
      after: [...after, ...wanted.map(pipelineId)],
    },
  ];
}

/** Only pipelines that extend a template of the platform repository may use the resource. */
function templateChecks(config: ApiopsConfig, used: readonly PipelineName[]): JsonObject[] {
  const platform = platformOf(config);
  if (!platform) return [];
  const ref = fullRef(platform.ref);
  const templates = used.map((name) => requiredTemplate(templateOf(name), platform.repository, ref));
  return [{ templates: templates.sort() }];
}

/**
 * The check looks at every repository that a run names as a resource, so in the shared form at the platform's version
 * too. Sorted.
 */
function allowedBranches(config: ApiopsConfig): string[] {
  const platform = platformOf(config);
  const refs = [config.pipelines.branch, ...(platform ? [shortRef(fullRef(platform.ref))] : [])];
  return [...new Set(refs)].sort();
}

function platformOf({ pipelines: { form, platform } }: ApiopsConfig): ApiopsConfig['pipelines']['platform'] {
  return form === 'shared' ? platform : undefined;
}

/**
 * Where the platform's version is a tag, the branch control lets runs of a tag of that name pass, in this repository as
 * well. Undefined for a branch, whose protection the check looks at. Pure.
 */
export function platformTagNote(config: ApiopsConfig): string | undefined {
  const platform = platformOf(config);
  const ref = platform && fullRef(platform.ref);
  if (ref?.startsWith('refs/tags/') !== true) return undefined;
  return (
    `pipelines.platform.ref is a tag (${platform?.ref}), so whoever may create a tag of that name in this repository ` +
    'passes the branch control with a pipeline of their own. Name a protected branch of the platform repository ' +
    'instead (refs/heads/…), or deny "Create tag" in this repository.'
  );
}

/** The file of the platform repository that a pipeline of the shared form extends. */
function templateOf(name: PipelineName): string {
  return PIPELINES[name].replace(/^.*\//, 'pipelines/');
}

/** As the pipelines name the version. */
function fullRef(ref: string): string {
  return ref.startsWith('refs/') ? ref : `refs/tags/${ref}`;
}
