import type { SettingHandler, SettingHandlers } from '@nx-apiops/plan';

/** GitHub as what pipelines run on: what its tokens say, and where client ids are kept. */
export interface GitHubPipelines {
  readonly kind: 'github';
  /** `acme/acme-apis`. */
  readonly repository: string;
  /** `github.com`, or that of GitHub Enterprise. */
  readonly webHost: string;
  readonly issuer: string;
  /** A colon and the context follow: `repo:acme/acme-apis`. */
  readonly subjectPrefix: string;
  /** Handlers of the settings `environment` and `variable`. */
  readonly handlers: SettingHandlers;
  /**
   * Reads and writes secrets of the repository (`NAME`) and of its environments (`prod/NAME`). What is read has
   * `updatedAt`; what is written is what `valueOf` gives.
   */
  readonly secrets: (valueOf: (scopedName: string) => string | undefined) => SettingHandler;
}

/** What a service connection of Azure DevOps presents to Azure; known once it exists. */
export interface ServiceConnection {
  readonly clientId: string;
  readonly issuer: string;
  readonly subject: string;
}

/** How a service connection of Azure DevOps signs in to Azure. */
export interface ConnectionSummary {
  readonly name: string;
  /** `WorkloadIdentityFederation`, `ServicePrincipal`, `ManagedServiceIdentity` and so on, as Azure DevOps says it. */
  readonly scheme: string;
  readonly clientId?: string;
}

/** Azure DevOps as what pipelines run on. */
export interface AzureDevOpsPipelines {
  readonly kind: 'azure-devops';
  /** The handler of the setting `service connection`, whose value has subscriptionId, tenantId and clientId. */
  readonly handlers: SettingHandlers;
  /** Undefined where there is none of the name. */
  readonly readConnection: (name: string) => Promise<ServiceConnection | undefined>;
  /** All connections of the project to Azure, whatever their scheme. Absent: reports say that nobody looked. */
  readonly listConnections?: () => Promise<readonly ConnectionSummary[]>;
  /** For scripts that others run. Absent: the script asks for them. */
  readonly organizationUrl?: string;
  readonly project?: string;
}

export type PipelineHost = GitHubPipelines | AzureDevOpsPipelines;
