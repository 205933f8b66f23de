import type { Cloud } from '@nx-apiops/config';
import type { SettingHandler } from '@nx-apiops/plan';
import type { ServiceEndpoint } from 'azure-devops-node-api/interfaces/ServiceEndpointInterfaces.js';
import type { AzureDevOpsClient } from './azure-devops-client.js';
import type { AzureDevOpsFacts } from './azure-devops-facts.js';
import { findServiceConnection } from './project-resources.js';

/** A service connection to Azure without a secret, as a desired value. */
export interface ServiceConnectionRules {
  readonly subscriptionId: string;
  readonly tenantId: string;
  /** Of the managed identity or application that the pipelines become. */
  readonly clientId: string;
  /** True: by workload identity federation. */
  readonly federated: true;
  /** Default: the public cloud. */
  readonly cloud?: Cloud;
}

/** A service connection as it is. */
export interface ServiceConnection {
  readonly id: string;
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly federated: boolean;
  readonly cloud: string;
  /** Who signs the tokens of pipelines, and what they say of themselves: both are known once there is a connection. */
  readonly issuer?: string;
  readonly subject?: string;
}

const FEDERATION = 'WorkloadIdentityFederation';

/** Source: https://learn.microsoft.com/azure/devops/pipelines/library/service-endpoints, and terraform-provider-azuredevops */
const CLOUDS: Readonly<Record<Cloud, { readonly environment: string; readonly url: string }>> = {
  public: { environment: 'AzureCloud', url: 'https://management.azure.com/' },
  usgovernment: { environment: 'AzureUSGovernment', url: 'https://management.usgovcloudapi.net/' },
  china: { environment: 'AzureChinaCloud', url: 'https://management.chinacloudapi.cn/' },
};

/** Undefined where the project has none of the name. */
export async function readServiceConnection(
  client: AzureDevOpsClient,
  project: string,
  name: string,
): Promise<ServiceConnection | undefined> {
  const found = await findServiceConnection(client, project, name);
  return found && toServiceConnection(found);
}

/** Service connections of the type Azure Resource Manager, by name. */
export function serviceConnectionHandler(context: {
  readonly client: AzureDevOpsClient;
  readonly facts: Pick<AzureDevOpsFacts, 'project'>;
}): SettingHandler {
  const { client, facts } = context;
  const project = facts.project.name;
  return {
    read: async (name) => {
      const found = await readServiceConnection(client, project, name);
      return found && { ...found };
    },
    write: async (name, value) => {
      const wanted = value as unknown as ServiceConnectionRules;
      const existing = await findServiceConnection(client, project, name);
      const { environment, url } = CLOUDS[wanted.cloud ?? 'public'];
      const whole: ServiceEndpoint = {
        serviceEndpointProjectReferences: [{ name, projectReference: facts.project }],
        ...existing,
        name,
        type: 'azurerm',
        url,
        data: {
          // Shown only; who makes a connection by hand need not be able to read the subscription.
          subscriptionName: wanted.subscriptionId,
          ...(existing?.data as Readonly<Record<string, string>> | undefined),
          subscriptionId: wanted.subscriptionId,
          environment,
          scopeLevel: 'Subscription',
          creationMode: 'Manual',
        },
        authorization: {
          scheme: FEDERATION,
          parameters: { tenantid: wanted.tenantId, serviceprincipalid: wanted.clientId },
        },
      };
      await client.use('serviceEndpoint', (api) =>
        existing?.id === undefined ? api.createServiceEndpoint(whole) : api.updateServiceEndpoint(whole, existing.id),
      );
    },
  };
}

function toServiceConnection({ id = '', data, authorization }: ServiceEndpoint): ServiceConnection {
  const { parameters = {}, scheme } = authorization ?? {};
  const { subscriptionId = '', environment = '' } = (data ?? {}) as Readonly<Record<string, string>>;
  const issuer = parameters['workloadIdentityFederationIssuer'];
  const subject = parameters['workloadIdentityFederationSubject'];
  const cloud = Object.entries(CLOUDS).find(([, row]) => row.environment === environment)?.[0];
  return {
    id,
    subscriptionId,
    tenantId: parameters['tenantid'] ?? '',
    clientId: parameters['serviceprincipalid'] ?? '',
    federated: scheme?.toLowerCase() === FEDERATION.toLowerCase(),
    cloud: cloud ?? environment,
    ...(issuer !== undefined && { issuer }),
    ...(subject !== undefined && { subject }),
  };
}
