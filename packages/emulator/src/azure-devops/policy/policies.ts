import type { PolicyType } from 'azure-devops-node-api/interfaces/PolicyInterfaces.js';
import type { JsonObject } from '@nx-apiops/plan';
import { objectAt, objectsAt, textAt } from '../../json-members.js';
import { listAnswer, NO_CONTENT, okAnswer, type ApiCall, type ApiResource } from '../api-resource.js';
import { unmetPolicies } from '../git/pull-request-state.js';
import { guidOf } from '../stable-id.js';
import { policyMissing } from '../unverified.js';
import type { Wire } from '../wire.js';
import { policiesOf } from './branch-protection.js';
import { keepPolicy } from './keep-policy.js';
import { checkPolicy } from './policy-rules.js';
import { POLICY_TYPES, policyTypeOf, type PolicyTypeRow } from './policy-types.js';

/** The stored policy that the path names. */
function policyOf(call: ApiCall): JsonObject & { readonly id: number } {
  const wanted = call.required('configurationId');
  const found = call.organization.policies.get(Number(wanted));
  if (!found) throw policyMissing(wanted);
  return { ...found, id: Number(wanted) };
}

/** Settings are opaque: they are kept as they came. */
function writePolicy(call: ApiCall, before: (JsonObject & { readonly id: number }) | undefined): JsonObject {
  const { organization } = call;
  const body = call.json();
  checkPolicy(body, organization);
  return showPolicy(call, keepPolicy(organization, body, before));
}

/** What is kept lacks the addresses, which depend on who asks. */
function showPolicy(call: ApiCall, policy: JsonObject): JsonObject {
  const type = objectAt(policy, 'type');
  return {
    ...policy,
    type: { ...type, url: `${policyUrl(call)}/types/${textAt(type, 'id')}` },
    url: `${policyUrl(call)}/configurations/${Number(policy['id'])}`,
  };
}

function listPolicies(call: ApiCall): readonly JsonObject[] {
  const scope = call.query('scope')?.toLowerCase();
  const type = call.query('policyType')?.toLowerCase();
  return [...call.organization.policies.values()].filter(
    (policy) =>
      (type === undefined || textAt(policy, 'type.id') === type) &&
      (scope === undefined || objectsAt(policy, 'settings.scope').some((one) => scopeText(one) === scope)),
  );
}

/** How a list is asked for the policies of one scope: `<repository id without hyphens>:<ref>`. */
function scopeText(scope: JsonObject): string {
  const repository = textAt(scope, 'repositoryId')?.replaceAll('-', '').toLowerCase() ?? '';
  return [repository, textAt(scope, 'refName')].filter((part) => part !== undefined && part !== '').join(':');
}

function showType(call: ApiCall, { id, displayName, description }: PolicyTypeRow): JsonObject {
  return { id, displayName, description, url: `${policyUrl(call)}/types/${id}` } satisfies Wire<PolicyType>;
}

function policyUrl({ url, organization }: ApiCall): string {
  return `${url}/${organization.project.id}/_apis/policy`;
}

/** What the policies say of a pull request that is named as `vstfs:///CodeReview/CodeReviewId/<project>/<number>`. */
function listEvaluations(call: ApiCall): readonly JsonObject[] {
  const { organization } = call;
  const number = Number(call.query('artifactId')?.split('/').at(-1));
  const repository = organization.repositories.find(({ pullRequests }) => pullRequests.has(number));
  const pullRequest = repository?.pullRequests.get(number);
  if (!repository || !pullRequest) return [];
  const unmet = unmetPolicies(organization, repository, pullRequest);
  return policiesOf(organization, repository, textAt(pullRequest, 'targetRefName') ?? '').map((configuration) => ({
    configuration: showPolicy(call, configuration),
    artifactId: call.query('artifactId') ?? '',
    evaluationId: guidOf('evaluation', String(number), String(configuration['id'])),
    status: unmet.includes(textAt(configuration, 'type.displayName') ?? '') ? 'running' : 'approved',
  }));
}

export const POLICY_RESOURCES: readonly ApiResource[] = [
  {
    id: 'c23ddff5-229c-4d04-a80b-0fdce9f360c8',
    area: 'policy',
    name: 'evaluations',
    template: '{project}/_apis/{area}/{resource}',
    resourceVersion: 1,
    isPreview: true,
    handlers: { list: (call) => listAnswer(listEvaluations(call)) },
  },
  {
    id: '44096322-2d3d-466a-bb30-d1b7de69f61f',
    area: 'policy',
    name: 'types',
    template: '{project}/_apis/{area}/{resource}/{typeId}',
    resourceVersion: 1,
    handlers: {
      list: (call) => listAnswer(POLICY_TYPES.map((type) => showType(call, type))),
      get: (call) => {
        const type = policyTypeOf(call.required('typeId'));
        if (!type) throw policyMissing(call.required('typeId'));
        return okAnswer(showType(call, type));
      },
    },
  },
  {
    id: 'dad91cbe-d183-45f8-9c6e-9c1164472121',
    area: 'policy',
    name: 'configurations',
    template: '{project}/_apis/{area}/{resource}/{configurationId}',
    resourceVersion: 1,
    handlers: {
      list: (call) => listAnswer(listPolicies(call).map((policy) => showPolicy(call, policy))),
      get: (call) => okAnswer(showPolicy(call, policyOf(call))),
      create: (call) => okAnswer(writePolicy(call, undefined)),
      replace: (call) => okAnswer(writePolicy(call, policyOf(call))),
      remove: (call) => {
        call.organization.policies.delete(policyOf(call).id);
        return NO_CONTENT;
      },
    },
  },
];
