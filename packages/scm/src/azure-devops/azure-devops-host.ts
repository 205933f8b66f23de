import type { ApiopsConfig } from '@nx-apiops/config';
import type { Setting, SettingHandlers } from '@nx-apiops/plan';
import { ScmError } from '../errors.js';
import type { ProtectionPort } from '../host-port.js';
import { refuseUnknownNames, type NameUse } from '../refuse-unknown-names.js';
import { environmentSecret, refuseUnknownSecrets } from '../secret-names.js';
import { namesUsed } from '../used-names.js';
import type { AzureDevOpsClient } from './azure-devops-client.js';
import { readAzureDevOpsFacts } from './azure-devops-facts.js';
import { azureDevOpsSettings } from './azure-devops-settings.js';
import { AZURE_DEVOPS_TYPES } from './azure-devops-types.js';
import { branchPolicies } from './branch-policies/policy-handler.js';
import { POLICY_ROWS, type PolicyRow } from './branch-policies/policy-rows.js';
import { resourceChecks } from './checks/check-handler.js';
import { CHECK_ROWS, type CheckRow } from './checks/check-rows.js';
import { ownedFiles } from './code-owners.js';
import { createDirectory } from './directory.js';
import { environmentHandler } from './environment-handler.js';
import { foreignGuards } from './foreign-guards.js';
import { platformTagNote } from './guarded-resources.js';
import { branchToken, repositoryToken } from './git-tokens.js';
import { missingSecrets } from './missing-secrets.js';
import { permissionHandler } from './permission-handler.js';
import { pipelineHandler } from './pipeline-handler.js';
import { pipelinePermissionHandler } from './pipeline-permission-handler.js';
import {
  createProjectResources,
  isResourceName,
  parseResourceName,
  type ProjectResources,
} from './project-resources.js';
import type { AzureDevOpsRepository } from './repository.js';
import { publisherConnection } from './resource-names.js';
import { buildServiceName } from './unverified.js';
import { connectionMissing, variableGroups } from './variable-group-handler.js';

export interface AzureDevOpsHostOptions {
  readonly client: AzureDevOpsClient;
  readonly repository: AzureDevOpsRepository;
  readonly config: ApiopsConfig;
  /** The text of the repository's CODEOWNERS; Azure DevOps itself does not read it. */
  readonly codeOwners?: string;
  /** Values of secrets to write; those that it does not know are left alone. */
  readonly secrets?: ReadonlyMap<string, string>;
  /** Writes secrets that exist, too. */
  readonly replaceSecrets?: boolean;
}

const TYPES = AZURE_DEVOPS_TYPES;

/** Which kind of policy a type of setting is. */
const POLICY_TYPES: Readonly<Record<string, PolicyRow>> = {
  [TYPES.minimumReviewers]: POLICY_ROWS.minimumReviewers,
  [TYPES.buildValidation]: POLICY_ROWS.buildValidation,
  [TYPES.commentResolution]: POLICY_ROWS.commentResolution,
  [TYPES.mergeTypes]: POLICY_ROWS.mergeTypes,
  [TYPES.requiredReviewers]: POLICY_ROWS.requiredReviewers,
};

/** Which kind of check a type of setting is. */
const CHECK_TYPES: Readonly<Record<string, CheckRow>> = {
  [TYPES.approval]: CHECK_ROWS.approval,
  [TYPES.exclusiveLock]: CHECK_ROWS.exclusiveLock,
  [TYPES.branchControl]: CHECK_ROWS.branchControl,
  [TYPES.requiredTemplate]: CHECK_ROWS.requiredTemplate,
};

/**
 * A repository in Azure DevOps as the place of protection. Sends reads only.
 *
 * Throws `SCM_NOT_FOUND` for a repository that is not there.
 */
export async function azureDevOpsHost(options: AzureDevOpsHostOptions): Promise<ProtectionPort> {
  const { client, config, secrets = new Map<string, string>(), replaceSecrets = false } = options;
  const facts = await readAzureDevOpsFacts(client, options.repository);
  const owned = config.protection?.codeOwners === true ? ownedFiles(options.codeOwners ?? '') : [];
  const uses: readonly NameUse[] = [
    ...namesUsed(config),
    ...owned.flatMap(({ pattern, owners }) => owners.map((name) => ({ place: `CODEOWNERS ${pattern}`, name }))),
  ];
  const directory = createDirectory({ client, project: facts.project.name, names: uses.map(({ name }) => name) });
  const resources = createProjectResources(client, facts);
  const branch = config.pipelines.branch;
  const context = { client, facts, directory, resources, branch };
  const policies = branchPolicies(context);
  const checks = resourceChecks(context);
  const repository = repositoryToken(facts.project.id, facts.repository.id);
  const { groups, secrets: secretValues } = variableGroups(
    context,
    ({ environment, name }) => secrets.get(environmentSecret(environment, name)) ?? secrets.get(name),
  );
  const handlers: SettingHandlers = {
    ...mapValues(POLICY_TYPES, policies.handler),
    ...mapValues(CHECK_TYPES, checks.handler),
    [TYPES.pipeline]: pipelineHandler(context),
    [TYPES.environment]: environmentHandler(context),
    [TYPES.pipelinePermission]: pipelinePermissionHandler(context),
    [TYPES.branchPermission]: permissionHandler({
      client,
      token: branchToken(repository, branch),
      find: directory.principal,
    }),
    [TYPES.repositoryPermission]: permissionHandler({ client, token: repository, find: directory.byDisplayName }),
    [TYPES.variableGroup]: groups,
    [TYPES.secret]: secretValues,
  };
  const wanted = (): Setting[] =>
    azureDevOpsSettings(config, {
      repository: facts.repository.name,
      buildService: buildServiceName(facts.project.name, client.organization),
      ownedFiles: owned,
      canonical: directory.canonical,
      givenSecrets: new Set(secrets.keys()),
      replaceSecrets,
    });
  return {
    target: `${facts.project.name}/${facts.repository.name} in Azure DevOps (${client.organization})`,
    handlers,
    settings: async () => {
      refuseReviewlessApprovals(config);
      refuseUnknownSecrets(config, secrets.keys());
      await refuseUnknownNames([...uses, ...connectionUses(config)], async (name, { place }) => {
        if (!place.endsWith(CONNECTION_PLACE)) await directory.principal(name);
        else if (!(await resources.serviceConnection(name))) throw connectionMissing(name);
      });
      return withoutAbsent(wanted(), { config, handlers, resources });
    },
    notes: async () => [
      ...(config.protection?.codeOwners === true && owned.length === 0
        ? ['protection.codeOwners has no effect yet: no line of a file CODEOWNERS names an owner.']
        : []),
      ...[platformTagNote(config)].filter((note) => note !== undefined),
      ...(await foreignGuards({
        ...context,
        config,
        policies,
        checks,
        settings: wanted(),
        policyTypes: POLICY_TYPES,
        checkTypes: CHECK_TYPES,
      })),
      ...(await missingSecrets(config, { resources, given: secrets })),
    ],
  };
}

function mapValues<Row, Value>(
  rows: Readonly<Record<string, Row>>,
  map: (row: Row) => Value,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(rows).map(([type, row]) => [type, map(row)]));
}

const CONNECTION_PLACE = 'variableGroup.serviceConnection';

function connectionUses({ environments, pipelines }: ApiopsConfig): NameUse[] {
  if (pipelines.secrets.length === 0) return [];
  return environments.flatMap(({ name, variableGroup }) =>
    variableGroup
      ? [
          {
            place: `environments ${name} ${CONNECTION_PLACE}`,
            name: variableGroup.serviceConnection ?? publisherConnection(name),
          },
        ]
      : [],
  );
}

/** An approval is somebody's. Throws `SCM_REJECTED`. */
function refuseReviewlessApprovals({ environments }: ApiopsConfig): void {
  const found = environments.find(({ approval }) => approval?.selfReview !== undefined && !approval.reviewers);
  if (!found) return;
  throw new ScmError(
    'SCM_REJECTED',
    `environments ${found.name} approval.selfReview needs reviewers: Azure DevOps has no approval by nobody.`,
    { hint: 'Name reviewers under approval in apiops.yaml, or remove selfReview.' },
  );
}

interface Presence {
  readonly config: ApiopsConfig;
  readonly handlers: SettingHandlers;
  readonly resources: ProjectResources;
}

/**
 * A policy that is not wanted and not there needs no action; one that is there is switched off, never deleted. Service
 * connections that `apiops.yaml` does not make are guarded where somebody else made them.
 */
async function withoutAbsent(settings: readonly Setting[], presence: Presence): Promise<Setting[]> {
  const kept = await Promise.all(
    settings.map(async (setting) => ((await isAbsent(setting, presence)) ? [] : [setting])),
  );
  return kept.flat();
}

async function isAbsent({ type, name, value }: Setting, { config, handlers, resources }: Presence): Promise<boolean> {
  if (Object.hasOwn(POLICY_TYPES, type)) {
    return value['enabled'] === false && (await handlers[type]?.read(name)) === undefined;
  }
  const resource = isResourceName(name) ? parseResourceName(name) : undefined;
  if (config.identity || resource?.type !== 'endpoint') return false;
  return (await resources.serviceConnection(resource.name)) === undefined;
}
