import type { SettingHandlers } from '@nx-apiops/plan';
import type { AzureDevOpsClient } from './azure-devops-client.js';
import { readAzureDevOpsFacts } from './azure-devops-facts.js';
import { AZURE_DEVOPS_TYPES } from './azure-devops-types.js';
import type { AzureDevOpsRepository } from './repository.js';
import { readServiceConnection, serviceConnectionHandler } from './service-connection-handler.js';

/** What identities need to know of, and write to, a project whose pipelines run in Azure DevOps. */
export interface AzureDevOpsPipelineAccess {
  readonly kind: 'azure-devops';
  readonly handlers: SettingHandlers;
  readonly readConnection: (name: string) => Promise<PresentedConnection | undefined>;
  /** All connections of the project to Azure, whatever their scheme. */
  readonly listConnections: () => Promise<readonly ConnectionSummary[]>;
  readonly organizationUrl: string;
  readonly project: string;
}

/** How a service connection of Azure DevOps signs in to Azure. */
export interface ConnectionSummary {
  readonly name: string;
  /** `WorkloadIdentityFederation`, `ServicePrincipal`, `ManagedServiceIdentity` and so on, as Azure DevOps says it. */
  readonly scheme: string;
  readonly clientId?: string;
}

/**
 * What a service connection presents to Azure, known once it exists. Empty texts where a connection does not say it, as
 * one without federation.
 */
export interface PresentedConnection {
  readonly clientId: string;
  readonly issuer: string;
  readonly subject: string;
}

/** Throws `SCM_NOT_FOUND` for a project or repository that is not there. */
export async function azureDevOpsPipelines(
  client: AzureDevOpsClient,
  repository: AzureDevOpsRepository,
): Promise<AzureDevOpsPipelineAccess> {
  const facts = await readAzureDevOpsFacts(client, repository);
  return {
    kind: 'azure-devops',
    handlers: { [AZURE_DEVOPS_TYPES.serviceConnection]: serviceConnectionHandler({ client, facts }) },
    readConnection: async (name) => {
      const found = await readServiceConnection(client, facts.project.name, name);
      return found && { clientId: found.clientId, issuer: found.issuer ?? '', subject: found.subject ?? '' };
    },
    listConnections: async () => {
      const all = await client.use('serviceEndpoint', (api) => api.getServiceEndpoints(facts.project.name, 'azurerm'));
      return all.map(({ name = '', authorization }) => {
        const clientId = authorization?.parameters?.['serviceprincipalid'];
        return { name, scheme: authorization?.scheme ?? '', ...(clientId !== undefined && { clientId }) };
      });
    },
    organizationUrl: client.organizationUrl,
    project: facts.project.name,
  };
}
