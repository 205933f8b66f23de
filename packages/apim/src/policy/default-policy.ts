import { samePolicy } from './same-policy.js';

/**
 * The global policies that new instances come with.
 * Source: https://learn.microsoft.com/azure/api-management/api-management-howto-policies (policy scopes)
 */
const DEFAULT_POLICIES = [
  '<policies><inbound /><backend><forward-request /></backend><outbound /></policies>',
  '<policies><inbound /><backend><forward-request /></backend><outbound /><on-error /></policies>',
];

/** True for the global policy that nobody wrote. */
export function isDefaultPolicy(value: unknown): boolean {
  return typeof value === 'string' && DEFAULT_POLICIES.some((policy) => samePolicy(policy, value));
}
