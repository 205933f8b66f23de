import type { SettingHandlers } from '@nx-apiops/plan';
import type { ConnectionSummary, GitHubPipelineAccess, PresentedConnection } from '@nx-apiops/scm';

/** Azure DevOps as what pipelines run on. */
export interface AzureDevOpsPipelines {
  readonly kind: 'azure-devops';
  /** The handler of the setting `service connection`, whose value has subscriptionId, tenantId and clientId. */
  readonly handlers: SettingHandlers;
  /** Undefined where there is none of the name. */
  readonly readConnection: (name: string) => Promise<PresentedConnection | undefined>;
  /** All connections of the project to Azure, whatever their scheme. Absent: reports say that nobody looked. */
  readonly listConnections?: () => Promise<readonly ConnectionSummary[]>;
  /** For scripts that others run. Absent: the script asks for them. */
  readonly organizationUrl?: string;
  readonly project?: string;
}

export type PipelineHost = GitHubPipelineAccess | AzureDevOpsPipelines;
