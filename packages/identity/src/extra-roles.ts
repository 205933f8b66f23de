import { isJsonObject, type Setting } from '@nx-apiops/plan';
import { identitiesOf } from './identity-model.js';
import type { IdentityContext } from './identity-handlers.js';
import { IDENTITY_TYPES, parseAssignmentName } from './identity-settings.js';
import { createPrincipals } from './principals.js';
import { roleDefinitionId } from './roles.js';

const API = 'api-version=2022-04-01';

/**
 * Roles that identities of ours have and that no setting asks for, as `id-acme-apis-dev has the role … at …`. They are
 * only told: others may have a reason for them.
 */
export async function extraRoles(
  { model, azure }: Pick<IdentityContext, 'model' | 'azure'>,
  settings: readonly Setting[],
): Promise<string[]> {
  const principals = createPrincipals(model, azure);
  const wanted = new Set(
    settings
      .filter(({ type }) => type === IDENTITY_TYPES.assignment)
      .map(({ name }) => parseAssignmentName(name))
      .map(({ principal, role, scope }) => keyOf(principal, roleDefinitionId(role, scope.split('/')[2] ?? ''), scope)),
  );
  const subscriptions = [...new Set(model.environments.map(({ service }) => service.subscriptionId))];
  const found = await Promise.all(
    identitiesOf(model).map(async ({ name }) => {
      const ids = await principals.find(name);
      if (!ids) return [];
      const filter = encodeURIComponent(`principalId eq '${ids.principalId}'`);
      const lists = await Promise.all(
        subscriptions.map((id) =>
          azure.arm.list(
            `/subscriptions/${id}/providers/Microsoft.Authorization/roleAssignments?${API}&$filter=${filter}`,
          ),
        ),
      );
      return lists.flat().flatMap(({ properties }) => {
        if (!isJsonObject(properties)) return [];
        const [role, scope] = [String(properties['roleDefinitionId']), String(properties['scope'])];
        return wanted.has(keyOf(name, role, scope))
          ? []
          : [`${name} has the role ${role.split('/').at(-1)} at ${scope}`];
      });
    }),
  );
  return found.flat().sort();
}

function keyOf(...parts: readonly string[]): string {
  return parts.join('|').toLowerCase();
}
