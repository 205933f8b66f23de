import type { JsonObject } from '@nx-apiops/plan';

/** Members of a request that say what to do rather than what the API is like. */
export const CONTROL_MEMBERS = [
  'format',
  'value',
  'sourceApiId',
  'apiType',
  'wsdlSelector',
  'translateRequiredQueryParameters',
  'apiVersionSet',
  'isCurrent',
  'isOnline',
  'apiRevision',
  'provisioningState',
  'specificationLastUpdated',
] as const;

/** Members that all revisions have in common. */
export const SHARED_MEMBERS = ['displayName', 'description', 'path', 'apiVersion', 'apiVersionSetId'] as const;

/** The shared members that a revision other than the current one refuses to change, in the service's words. */
export const GUARDED_MEMBERS: readonly (readonly [member: string, nameInMessages: string])[] = [
  ['displayName', 'Name'],
  ['apiVersion', 'ApiVersion'],
  ['path', 'Path'],
];

/** What a PUT stores for members that it does not send. */
export const API_DEFAULTS: JsonObject = {
  description: null,
  subscriptionRequired: true,
  serviceUrl: null,
  protocols: ['https'],
  authenticationSettings: null,
  subscriptionKeyParameterNames: { header: 'Ocp-Apim-Subscription-Key', query: 'subscription-key' },
};
