import type { SettingHandlers } from '@nx-apiops/plan';

/** GitHub as what pipelines run on: what its tokens say, and where client ids are kept. */
export interface GitHubPipelines {
  readonly kind: 'github';
  readonly issuer: string;
  /** A colon and the context follow: `repo:acme/acme-apis`. */
  readonly subjectPrefix: string;
  /** Handlers of the settings `environment` and `variable`. */
  readonly handlers: SettingHandlers;
}

/** What a service connection of Azure DevOps presents to Azure; known once it exists. */
export interface ServiceConnection {
  readonly clientId: string;
  readonly issuer: string;
  readonly subject: string;
}

/** Azure DevOps as what pipelines run on. */
export interface AzureDevOpsPipelines {
  readonly kind: 'azure-devops';
  /** The handler of the setting `service connection`, whose value has subscriptionId, tenantId and clientId. */
  readonly handlers: SettingHandlers;
  /** Undefined where there is none of the name. */
  readonly readConnection: (name: string) => Promise<ServiceConnection | undefined>;
}

export type PipelineHost = GitHubPipelines | AzureDevOpsPipelines;
