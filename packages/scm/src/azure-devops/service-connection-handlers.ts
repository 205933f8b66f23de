import type { SettingHandlers } from '@nx-apiops/plan';
import type { AzureDevOpsClient } from './azure-devops-client.js';
import type { AzureDevOpsFacts } from './azure-devops-facts.js';
import { AZURE_DEVOPS_TYPES } from './azure-devops-settings.js';
import { pipelinePermissionHandler } from './pipeline-permission-handler.js';
import { createProjectResources } from './project-resources.js';
import { serviceConnectionHandler } from './service-connection-handler.js';

/** What reads and writes the settings that `serviceConnectionSettings` names. */
export function serviceConnectionHandlers(client: AzureDevOpsClient, facts: AzureDevOpsFacts): SettingHandlers {
  const context = { client, facts, resources: createProjectResources(client, facts) };
  return {
    [AZURE_DEVOPS_TYPES.serviceConnection]: serviceConnectionHandler(context),
    [AZURE_DEVOPS_TYPES.pipelinePermission]: pipelinePermissionHandler(context),
  };
}
