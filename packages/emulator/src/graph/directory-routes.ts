import type { JsonObject } from '@nx-apiops/plan';
import type { Directory } from '../directory/directory.js';
import type { Handler } from '../hosts/routes.js';
import { listOf } from '../json-members.js';
import { listAnswer } from './graph-answers.js';
import { showApplication, showServicePrincipal } from './show-application.js';

export const GET_BY_IDS = '/v1.0/directoryObjects/getByIds';

/** The tenant itself, and objects of any type by their ids. */
export function directoryRoutes(directory: Directory): Readonly<Record<string, Handler>> {
  return {
    'GET /v1.0/organization': (call) =>
      listAnswer(call, { name: 'organization', type: 'organization', items: [showTenant(directory)], filtered: [] }),
    [`POST ${GET_BY_IDS}`]: ({ request, json }) => {
      const { ids, types } = json();
      const wanted = listOf(types);
      const value = listOf(ids)
        .flatMap((id) => findObject(directory, String(id)))
        .filter(({ type }) => wanted.length === 0 || wanted.includes(type))
        .map(({ type, item }) => ({ '@odata.type': `#microsoft.graph.${type}`, ...item }));
      const context = `${request.origin}/v1.0/$metadata#directoryObjects`;
      return { status: 200, body: { '@odata.context': context, value } };
    },
  };
}

function findObject(directory: Directory, id: string): readonly { readonly type: string; readonly item: JsonObject }[] {
  const principal = directory.principal(id);
  const application = directory.applications.get(id.toLowerCase());
  return [
    ...(principal ? [{ type: 'servicePrincipal', item: showServicePrincipal(principal, directory.tenantId) }] : []),
    ...(application ? [{ type: 'application', item: showApplication(application) }] : []),
  ];
}

function showTenant({ tenantId }: Directory): JsonObject {
  return {
    id: tenantId,
    displayName: 'nx-apiops emulator',
    tenantType: 'AAD',
    verifiedDomains: [{ name: 'emulator.example.com', isDefault: true, isInitial: true, type: 'Managed' }],
  };
}
