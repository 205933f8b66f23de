import type { PolicyConfiguration } from 'azure-devops-node-api/interfaces/PolicyInterfaces.js';
import type { JsonObject } from '@nx-apiops/plan';
import { textAt } from '../../json-members.js';
import type { RepositoryState } from '../git/repository-state.js';
import { showIdentityRef } from '../identities.js';
import type { OrganizationState } from '../organization-state.js';
import type { Wire } from '../wire.js';
import { MINIMUM_REVIEWERS, policyTypeOf } from './policy-types.js';

/** Keeps a policy that fits its kind, as a new one or in place of the one that was there before. */
export function keepPolicy(
  organization: OrganizationState,
  body: JsonObject,
  before?: JsonObject & { readonly id: number },
): JsonObject {
  const type = policyTypeOf(textAt(body, 'type.id'));
  const id = before?.id ?? organization.nextId('policy');
  const policy = {
    createdBy: before?.['createdBy'] ?? showIdentityRef(organization.caller),
    createdDate: textAt(before ?? {}, 'createdDate') ?? organization.now(),
    isEnabled: body['isEnabled'] === true,
    isBlocking: body['isBlocking'] === true,
    isDeleted: false,
    isEnterpriseManaged: false,
    settings: body['settings'] ?? {},
    revision: Number(before?.['revision'] ?? 0) + 1,
    id,
    type: { id: type?.id ?? '', displayName: type?.displayName ?? '' },
  } satisfies Wire<Omit<PolicyConfiguration, 'createdBy' | 'type' | 'url'>> & Record<string, unknown>;
  organization.policies.set(id, policy);
  return policy;
}

/** One approval for each change of the default branch. */
export function protectDefaultBranch(organization: OrganizationState, repository: RepositoryState): void {
  if (repository.defaultBranch === undefined) return;
  const scope = [{ repositoryId: repository.id, refName: repository.defaultBranch, matchKind: 'Exact' }];
  keepPolicy(organization, {
    isEnabled: true,
    isBlocking: true,
    type: { id: MINIMUM_REVIEWERS },
    settings: { minimumApproverCount: 1, creatorVoteCounts: false, scope },
  });
}
