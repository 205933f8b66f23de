import type { JsonObject, SettingHandler } from '@nx-apiops/plan';
import { AzureRequestError } from '../azure-request-error.js';
import type { AzureRest } from '../azure-rest.js';
import { applicationPath } from '../principals.js';
import type { Waiting } from '../wait-for-replication.js';
import { waitForReplication } from '../wait-for-replication.js';

/**
 * App registrations with their service principals, found by `uniqueName`. Without its service principal an application
 * counts as absent: half of it is not enough to sign in.
 *
 * Source: https://learn.microsoft.com/graph/api/application-upsert
 */
export function applicationHandler(graph: AzureRest, waiting: Waiting): SettingHandler {
  return {
    read: async (name) => {
      const application = await graph.get(`${applicationPath(name)}?$select=id,appId,displayName`);
      if (!application || !(await findServicePrincipal(graph, String(application['appId'])))) return undefined;
      return { displayName: application['displayName'] ?? '' };
    },
    write: async (name, value) => {
      await graph.send('PATCH', applicationPath(name), {
        body: applicationBody(name, value),
        headers: { Prefer: 'create-if-missing' },
      });
      await waitForReplication(() => ensureServicePrincipal(graph, name), waiting);
    },
  };
}

/** An app registration for this tenant alone. */
export function applicationBody(name: string, { displayName = name }: JsonObject): JsonObject {
  return { displayName, signInAudience: 'AzureADMyOrg' };
}

async function findServicePrincipal(graph: AzureRest, appId: string): Promise<boolean> {
  const found = await graph.list(`/v1.0/servicePrincipals?$filter=${encodeURIComponent(`appId eq '${appId}'`)}`);
  return found.length > 0;
}

async function ensureServicePrincipal(graph: AzureRest, name: string): Promise<void> {
  const application = await graph.get(`${applicationPath(name)}?$select=appId`);
  const appId = String(application?.['appId']);
  if (await findServicePrincipal(graph, appId)) return;
  try {
    await graph.send('POST', '/v1.0/servicePrincipals', { body: { appId } });
  } catch (error) {
    // Somebody was faster.
    if (!(error instanceof AzureRequestError) || error.status !== 409) throw error;
  }
}
