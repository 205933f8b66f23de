import type { JsonObject } from '@nx-apiops/plan';
import { objectsAt, textAt } from '../../json-members.js';
import { allowedBits } from '../access-control-lists.js';
import { branchProtected } from '../git/git-faults.js';
import type { RepositoryState } from '../git/repository-state.js';
import type { OrganizationState } from '../organization-state.js';

export const GIT_NAMESPACE = '2e9eb7ed-3c0a-47d4-87c1-0ffdd275fd87';
/** Pushes despite policies. */
const POLICY_EXEMPT = 128;
/** Completes pull requests despite policies. */
const BYPASS_POLICY = 32_768;

/** The enabled, blocking policies that a branch of a repository is under. */
export function policiesOf(
  { policies }: OrganizationState,
  repository: RepositoryState,
  ref: string,
): readonly JsonObject[] {
  return [...policies.values()].filter(
    (policy) =>
      policy['isEnabled'] === true &&
      policy['isBlocking'] === true &&
      objectsAt(policy, 'settings.scope').some((scope) => isInScope(scope, repository, ref)),
  );
}

/** Whether the caller can change the branch by pull request only. */
export function isProtected(organization: OrganizationState, repository: RepositoryState, ref: string): boolean {
  return policiesOf(organization, repository, ref).length > 0 && !isAllowed(organization, repository, POLICY_EXEMPT);
}

export function canBypassPolicies(organization: OrganizationState, repository: RepositoryState): boolean {
  return isAllowed(organization, repository, BYPASS_POLICY);
}

function isAllowed(organization: OrganizationState, repository: RepositoryState, bit: number): boolean {
  const token = `repoV2/${organization.project.id}/${repository.id}`;
  const { descriptor } = organization.caller;
  return (allowedBits(organization.accessControl, GIT_NAMESPACE, { token, descriptor }) & bit) !== 0;
}

/** Refuses a push to a protected branch. */
export function checkDirectUpdate(organization: OrganizationState, repository: RepositoryState, ref: string): void {
  if (isProtected(organization, repository, ref)) throw branchProtected();
}

/** A scope without a repository is of the whole project, one without a branch of all branches. */
function isInScope(scope: JsonObject, repository: RepositoryState, ref: string): boolean {
  const repositoryId = textAt(scope, 'repositoryId');
  if (repositoryId !== undefined && repositoryId.toLowerCase() !== repository.id) return false;
  if (scope['matchKind'] === 'DefaultBranch') return ref === repository.defaultBranch;
  const refName = textAt(scope, 'refName');
  if (refName === undefined) return true;
  const isPrefix = String(scope['matchKind']).toLowerCase() === 'prefix';
  return isPrefix ? ref === refName || ref.startsWith(`${refName.replace(/\/$/, '')}/`) : ref === refName;
}
