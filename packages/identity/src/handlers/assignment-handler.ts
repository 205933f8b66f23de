import { isJsonObject, type SettingHandler } from '@nx-apiops/plan';
import { AzureRequestError } from '../azure-request-error.js';
import type { AzureRest } from '../azure-rest.js';
import { parseAssignmentName } from '../identity-settings.js';
import type { Principals } from '../principals.js';
import { deterministicId, roleDefinitionId } from '../roles.js';
import { waitForReplication, type Waiting } from '../wait-for-replication.js';

/** Source: https://learn.microsoft.com/rest/api/authorization/role-assignments */
const ASSIGNMENT_API = 'api-version=2022-04-01';

/**
 * Roles of identities. Their ids follow from whom, what and where, so that everybody makes the same one; one that
 * somebody made under another id counts as well.
 */
export function assignmentHandler(arm: AzureRest, principals: Principals, waiting: Waiting): SettingHandler {
  const find = async (name: string): Promise<boolean> => {
    const { principal, role, scope } = parseAssignmentName(name);
    const ids = await principals.find(principal);
    if (!ids) return false;
    const filter = encodeURIComponent(`principalId eq '${ids.principalId}'`);
    const all = await arm.list(
      `${scope}/providers/Microsoft.Authorization/roleAssignments?${ASSIGNMENT_API}&$filter=${filter}`,
    );
    const wanted = roleDefinitionId(role, subscriptionOf(scope)).toLowerCase();
    return all.some(({ properties }) => {
      if (!isJsonObject(properties)) return false;
      const { roleDefinitionId: id, scope: actualScope } = properties;
      return String(id).toLowerCase() === wanted && covers(String(actualScope), scope);
    });
  };
  return {
    read: async (name) => ((await find(name)) ? { assigned: true } : undefined),
    write: async (name) => {
      const { principal, role, scope } = parseAssignmentName(name);
      const { principalId } = await principals.get(principal);
      const definition = roleDefinitionId(role, subscriptionOf(scope));
      const id = deterministicId(scope, principalId, definition);
      const properties = { roleDefinitionId: definition, principalId, principalType: 'ServicePrincipal' };
      await waitForReplication(async () => {
        try {
          const path = `${scope}/providers/Microsoft.Authorization/roleAssignments/${id}?${ASSIGNMENT_API}`;
          await arm.send('PUT', path, { body: { properties } });
        } catch (error) {
          if (!(error instanceof AzureRequestError) || error.serviceCode !== 'RoleAssignmentExists') throw error;
        }
      }, waiting);
    },
  };
}

/** An assignment counts where it is made and for all that is below. */
function covers(assigned: string, scope: string): boolean {
  const [outer, inner] = [assigned.toLowerCase().replace(/\/$/, ''), scope.toLowerCase()];
  return inner === outer || inner.startsWith(`${outer}/`);
}

function subscriptionOf(scope: string): string {
  return scope.split('/')[2] ?? '';
}
