export { diagnoseAzureDevOps } from './doctor/diagnose-azure-devops.js';
export { diagnoseGitHub } from './doctor/diagnose-github.js';
export {
  createAzureDevOpsClient,
  type AzureDevOpsClient,
  type AzureDevOpsClientOptions,
} from './azure-devops/azure-devops-client.js';
export { readAzureDevOpsFacts, type AzureDevOpsFacts } from './azure-devops/azure-devops-facts.js';
export { azureDevOpsHost, type AzureDevOpsHostOptions } from './azure-devops/azure-devops-host.js';
export { AZURE_DEVOPS_TYPES } from './azure-devops/azure-devops-types.js';
export {
  azureDevOpsPipelines,
  type AzureDevOpsPipelineAccess,
  type ConnectionSummary,
  type PresentedConnection,
} from './azure-devops/azure-devops-pipelines.js';
export { publisherConnection, readerConnection } from './azure-devops/resource-names.js';
export { parseAzureDevOpsRepository, type AzureDevOpsRepository } from './azure-devops/repository.js';
export { readServiceConnection, type ServiceConnection } from './azure-devops/service-connection-handler.js';
export { ERRORS, ScmError, type ScmErrorCode } from './errors.js';
export { GATE_APP, GATE_CHECK } from './github/branch-protection/branch-rules.js';
export type { GitHubApp } from './github/app-authorization.js';
export { createGitHubClient, type GitHubClient, type GitHubClientOptions } from './github/github-client.js';
export { githubHost, type GitHubHostOptions } from './github/github-host.js';
export { githubPipelines, type GitHubPipelineAccess } from './github/github-pipelines.js';
export { GITHUB_TYPES } from './github/github-settings.js';
export { readOidcSubject, type OidcSubject } from './github/oidc-subject.js';
export { readRepositoryFacts, type RepositoryFacts } from './github/repository-facts.js';
export { parseRepositoryName, type RepositoryName } from './github/repository.js';
export { variableHandler } from './github/variable-handler.js';
export type { SecretSource } from './github/secret-handler.js';
export type { ProtectionPort } from './host-port.js';
export { prepareProtection } from './prepare-protection.js';
export {
  azureDevOpsBranchFile,
  type AzureDevOpsBranchFileOptions,
} from './rollout/azure-devops/azure-devops-branch-file.js';
export { azureDevOpsRollout, type AzureDevOpsRolloutOptions } from './rollout/azure-devops/azure-devops-rollout.js';
export { blobOid } from './rollout/blob-oid.js';
export type { BranchFile, BranchFileChange, BranchText } from './rollout/branch-file.js';
export { expectedDuration, type RolloutCounts } from './rollout/expected-duration.js';
export { githubBranchFile, type GitHubBranchFileOptions } from './rollout/github/github-branch-file.js';
export { githubRollout, type GitHubRolloutOptions } from './rollout/github/github-rollout.js';
export { ALWAYS_READ, type LookedAtFolder } from './rollout/looked-at-folders.js';
export type {
  AutoMergeResult,
  ChecksState,
  FilesQuestion,
  NewPullRequest,
  OpenedPullRequest,
  PullRequestChange,
  PullRequestQuestion,
  PullRequestReading,
  RepositoryQuestion,
  RepositoryReading,
  RolloutChange,
  RolloutCommit,
  RolloutFlag,
  RolloutPort,
  RolloutPullRequest,
  RolloutRepository,
  RolloutStatistics,
} from './rollout/rollout-port.js';
export { scopedName } from './scoped-name.js';
