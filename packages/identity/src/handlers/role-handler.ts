import { isJsonObject, type Json, type JsonObject, type SettingHandler } from '@nx-apiops/plan';
import type { AzureRest } from '../azure-rest.js';
import { roleDefinitionId } from '../roles.js';

/** Source: https://learn.microsoft.com/rest/api/authorization/role-definitions */
export const ROLE_API = 'api-version=2022-04-01';

/** Custom roles, each assignable in the one subscription that its name ends with. */
export function roleHandler(arm: AzureRest): SettingHandler {
  const path = (name: string): string => `${roleDefinitionId(name, subscriptionOf(name))}?${ROLE_API}`;
  const permissionsOf = async (name: string): Promise<JsonObject | undefined> => {
    const properties = (await arm.get(path(name)))?.['properties'];
    const permissions = isJsonObject(properties) ? properties['permissions'] : undefined;
    const first: Json | undefined = Array.isArray(permissions) ? (permissions[0] as Json | undefined) : undefined;
    return isJsonObject(first) ? first : undefined;
  };
  const read = async (name: string): Promise<{ actions: JsonObject; notActions: JsonObject } | undefined> => {
    const permissions = await permissionsOf(name);
    return permissions && { actions: flags(permissions['actions']), notActions: flags(permissions['notActions']) };
  };
  return {
    read,
    write: async (name, value) => {
      const before = await read(name);
      const merged = (member: 'actions' | 'notActions'): string[] => {
        const wanted = value[member];
        return Object.keys({ ...before?.[member], ...(isJsonObject(wanted) ? wanted : {}) }).sort();
      };
      await arm.send('PUT', path(name), {
        body: { properties: roleProperties(name, { actions: merged('actions'), notActions: merged('notActions') }) },
      });
    },
  };
}

export const ROLE_DESCRIPTION = 'Publishes APIs: writes what artifacts hold, and reads no secret. Made by nx-apiops.';

/** A custom role as Azure Resource Manager wants it. */
export function roleProperties(
  name: string,
  permissions: { readonly actions: readonly string[]; readonly notActions: readonly string[] },
): JsonObject {
  return {
    roleName: name,
    description: ROLE_DESCRIPTION,
    type: 'CustomRole',
    permissions: [{ actions: permissions.actions, notActions: permissions.notActions }],
    assignableScopes: [`/subscriptions/${subscriptionOf(name)}`],
  };
}

function flags(names: Json | undefined): JsonObject {
  return Object.fromEntries((Array.isArray(names) ? names : []).map((name) => [String(name), true]));
}

/** The subscription that the name of a role of ours ends with. */
export function subscriptionOf(role: string): string {
  return /\(([^()]+)\)$/.exec(role)?.[1] ?? '';
}
