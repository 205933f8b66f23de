import type { ApiopsConfig } from '@nx-apiops/config';
import type { Setting } from '@nx-apiops/plan';
import type { PolicyConfiguration } from 'azure-devops-node-api/interfaces/PolicyInterfaces.js';
import { appliesTo, isOfWholeProject, settingsOf, type BranchPolicies } from './branch-policies/policy-handler.js';
import { ownedPattern, type PolicyRow } from './branch-policies/policy-rows.js';
import type { Check, ResourceChecks } from './checks/check-handler.js';
import type { CheckRow } from './checks/check-rows.js';
import { branchToken, repositoryToken } from './git-tokens.js';
import { allowedAt } from './permission-handler.js';
import type { ProjectContext } from './project-context.js';
import { resourceTitle } from './project-resources.js';

/** What tells the guards of configuration from others'. */
export interface GuardContext extends ProjectContext {
  readonly config: ApiopsConfig;
  readonly branch: string;
  readonly policies: BranchPolicies;
  readonly checks: ResourceChecks;
  readonly settings: readonly Setting[];
  readonly policyTypes: Readonly<Record<string, PolicyRow>>;
  readonly checkTypes: Readonly<Record<string, CheckRow>>;
}

/** Policies, checks and permissions of others at the same places. They are shown, and never touched. */
export async function foreignGuards(context: GuardContext): Promise<string[]> {
  const [policies, checks, bypasses] = await Promise.all([
    foreignPolicies(context),
    Promise.all(guardedResources(context).map((resource) => foreignChecks(context, resource))),
    foreignBypasses(context),
  ]);
  return [...policies, ...checks.flat(), ...bypasses];
}

async function foreignPolicies(context: GuardContext): Promise<string[]> {
  const { facts, branch, policies, settings, policyTypes } = context;
  const ours = await Promise.all(
    settings.flatMap(({ type, name }) => {
      const row = policyTypes[type];
      return row ? [policies.find(row, name)] : [];
    }),
  );
  const ids = new Set(ours.map((policy) => policy?.id));
  const place = {
    repositoryId: facts.repository.id,
    ref: `refs/heads/${branch}`,
    isDefaultBranch: facts.defaultBranch === branch,
  };
  const others = (await policies.all()).filter((policy) => !ids.has(policy.id) && appliesTo(policy, place));
  return others.map((policy) => policyNote(policy, branch)).sort();
}

function policyNote(policy: PolicyConfiguration, branch: string): string {
  const former = ownedPattern(settingsOf(policy));
  if (former !== undefined) {
    return `CODEOWNERS has no line ${former} any longer; its policy still applies to ${branch}, and can be deleted.`;
  }
  const whose = isOfWholeProject(policy) ? 'of the project' : 'of others';
  const effect = policy.isBlocking === true ? '' : ' without blocking';
  return `The policy "${policy.type?.displayName ?? policy.type?.id}" ${whose} applies to ${branch} as well${effect}.`;
}

/** Everything that has a check of ours. */
function guardedResources({ settings, checkTypes }: GuardContext): readonly string[] {
  return [...new Set(settings.filter(({ type }) => checkTypes[type] !== undefined).map(({ name }) => name))];
}

async function foreignChecks({ checks, settings, checkTypes }: GuardContext, resource: string): Promise<string[]> {
  const ours = await Promise.all(
    settings.flatMap(({ type, name }) => {
      const row = checkTypes[type];
      return row && name === resource ? [checks.find(row, name)] : [];
    }),
  );
  const ids = new Set(ours.map((check) => check?.id));
  return (await checks.all(resource))
    .filter((check) => !ids.has(check.id) && !check.isDisabled)
    .map((check) => `The check "${checkTitle(check)}" of others applies to the ${resourceTitle(resource)} as well.`);
}

function checkTitle({ type, settings }: Check): string {
  const { displayName } = settings;
  return typeof displayName === 'string' ? displayName : type.name;
}

async function foreignBypasses(context: GuardContext): Promise<string[]> {
  const { client, facts, directory, branch, config } = context;
  const repository = repositoryToken(facts.project.id, facts.repository.id);
  const tokens = [repository, branchToken(repository, branch)];
  const allowed = await Promise.all(
    tokens.map((token) => allowedAt(client, token, ['bypassWhenCompleting', 'bypassWhenPushing'])),
  );
  const breakGlass = config.protection?.breakGlass;
  const ours = breakGlass === undefined ? undefined : await directory.principal(breakGlass);
  const names = await Promise.all(
    [...new Set(allowed.flat())]
      .filter((descriptor) => descriptor.toLowerCase() !== ours?.descriptor.toLowerCase())
      .map(directory.nameOfDescriptor),
  );
  return names.sort().map((name) => `${name} may bypass the policies of ${branch} as well.`);
}
