import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { listOf, objectsAt, textAt } from '../../json-members.js';
import { identityOf, type OrganizationState } from '../organization-state.js';
import { policyInvalid } from '../unverified.js';
import { BUILD, MINIMUM_REVIEWERS, policyTypeOf, REQUIRED_REVIEWERS, type PolicyTypeRow } from './policy-types.js';

type Rule = (settings: JsonObject, organization: OrganizationState) => string | undefined;

/** What is wrong with the settings of a kind of policy; kinds without a row keep whatever they are given. */
const RULES: Readonly<Record<string, Rule>> = {
  [MINIMUM_REVIEWERS]: (settings) => {
    const count = settings['minimumApproverCount'];
    return typeof count === 'number' && Number.isInteger(count) && count >= 1
      ? undefined
      : 'The number of reviewers (minimumApproverCount) has to be at least 1.';
  },
  [BUILD]: (settings, { definitions }) => {
    const id = settings['buildDefinitionId'];
    return typeof id === 'number' && definitions.has(id)
      ? undefined
      : `The build definition ${JSON.stringify(id ?? null)} (buildDefinitionId) does not exist.`;
  },
  [REQUIRED_REVIEWERS]: (settings, organization) => {
    const ids = listOf(settings['requiredReviewerIds']);
    if (ids.length === 0) return 'At least one reviewer (requiredReviewerIds) has to be given.';
    const unknown = ids.find((id) => typeof id !== 'string' || !identityOf(organization, id));
    return unknown === undefined ? undefined : `The identity ${JSON.stringify(unknown)} could not be found.`;
  },
};

/** The kind of the policy in the body. Throws where the body is no policy that the project can have. */
export function checkPolicy(policy: JsonObject, organization: OrganizationState): PolicyTypeRow {
  const typeId = textAt(policy, 'type.id');
  const type = policyTypeOf(typeId);
  if (!type) throw policyInvalid(`The policy type ${JSON.stringify(typeId ?? null)} does not exist.`);
  const complaint = complaintOf(policy, type, organization);
  if (complaint !== undefined) throw policyInvalid(complaint);
  return type;
}

function complaintOf(policy: JsonObject, type: PolicyTypeRow, organization: OrganizationState): string | undefined {
  const { isEnabled, isBlocking, settings } = policy;
  if (typeof isEnabled !== 'boolean' || typeof isBlocking !== 'boolean') {
    return 'A policy says whether it is enabled (isEnabled) and whether it blocks (isBlocking).';
  }
  if (!isJsonObject(settings)) return 'A policy has settings.';
  const scopes = listOf(settings['scope']);
  if (scopes.length === 0) return 'The settings of a policy have at least one scope.';
  return scopeComplaint(scopes, organization) ?? RULES[type.id]?.(settings, organization);
}

function scopeComplaint(scopes: readonly Json[], { repositories }: OrganizationState): string | undefined {
  for (const scope of objectsAt({ scopes }, 'scopes')) {
    const id = textAt(scope, 'repositoryId')?.toLowerCase();
    if (id !== undefined && !repositories.some((repository) => repository.id === id)) {
      return `The repository ${id} of the scope does not exist.`;
    }
    const refName = textAt(scope, 'refName');
    if (refName !== undefined && !refName.startsWith('refs/')) return `The ref name '${refName}' is not a full name.`;
  }
  return undefined;
}
