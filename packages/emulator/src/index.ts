export type { AzureDevOpsSeed, ManyRepositories, RepositorySeed } from './azure-devops/azure-devops-seed.js';
export { startEmulator, type Emulator } from './emulator.js';
export { TIERS, type Tier } from './arm/tiers.js';
export { parseEmulatorSeed, type EmulatorSeed } from './emulator-seed.js';
export { EmulatorError, ERRORS, type EmulatorErrorCode } from './errors.js';
export type {
  GitHubAppSeed,
  GitHubPlan,
  GitHubRepositorySeed,
  GitHubSeed,
  ManyGitHubRepositories,
} from './github/github-seed.js';
export { FAULT_KINDS, type FaultKind } from './http/fault-kinds.js';
export type { EmulatorStats, HostRequests } from './http/request-statistics.js';
export {
  DEFAULT_SUBSCRIPTION_ID,
  type ApplicationOptions,
  type DirectoryOptions,
  type EmulatorClock,
  type EmulatorOptions,
  type FaultOptions,
  type KeyVaultOptions,
  type SingleFaultOptions,
} from './options.js';
export { USER_ASSIGNED_CLIENT_ID } from './service/service-instance.js';
export type { EmulatedResource, EmulatorState } from './views/describe-state.js';
