import { createHash } from 'node:crypto';
import { RESOURCE_KINDS, RESOURCES } from '@nx-apiops/apim';
import { pageOf, readPageRequest } from '../arm/page.js';
import { requestUrl } from '../http/request-url.js';
import type { EmulatorKind } from '../model/emulator-kind.js';
import type { ViewHandler } from './view.js';

/** Kinds that the view lists across the whole instance. */
export const POLICY_KINDS: readonly EmulatorKind[] = RESOURCE_KINDS.filter((kind) =>
  RESOURCES[kind].arm.endsWith('policies/policy'),
);

/**
 * The ids of all policies of the service, those of workspaces excepted.
 * Source: the REST reference of all policies, api-version 2024-05-01. How the entries are named is not known.
 */
export const allPolicies: ViewHandler = ({ service, request }) => {
  const items = POLICY_KINDS.flatMap((kind) => service.store.listKind(kind)).filter(
    ({ segments }) => segments[0] !== 'workspaces',
  );
  const body = pageOf({
    items,
    page: readPageRequest(request.query),
    show: (policy) => {
      const name = createHash('sha256').update(policy.key).digest('hex').slice(0, 24);
      return {
        id: service.fullId(`allPolicies/${name}`),
        type: 'Microsoft.ApiManagement/service/allPolicies',
        name,
        properties: {
          referencePolicyId: service.fullId(service.publicSegments(policy.segments).join('/')),
          complianceState: 'Compliant',
        },
      };
    },
    url: requestUrl(request),
  });
  return { status: 200, body, isPretty: true };
};
