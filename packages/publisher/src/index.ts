export { applyOverrides } from './apply-overrides.js';
export { assertDeletesAllowed } from './assert-deletes-allowed.js';
export { applyPublish, type ApplyOptions } from './apply-publish.js';
export {
  readRecords,
  recordName,
  type BaselineRecord,
  type InstanceRecords,
  type PublishedCommit,
} from './baseline-record.js';
export { checkState, type TargetLookup } from './check-state.js';
export {
  maskedOverrides,
  winningEntries,
  withUnknownTokens,
  readDesiredState,
  readPublishedState,
  type DesiredSource,
  type DesiredState,
} from './desired-state.js';
export { diagnoseInstance, type InstancePlace } from './diagnose-instance.js';
export { findDrift, readForDrift, type DriftInput, type DriftItem } from './drift.js';
export { ERRORS, PublisherError, type PublisherErrorCode } from './errors.js';
export { openGitRepository, repositoryName, shortCommit, type GitRepository } from './git-repository.js';
export { overrideSteps } from './override-steps.js';
export { planPublish } from './plan-publish.js';
export type { PlannedPublish, PublishAction, PublishInput, PublishOperation, PublishPlan } from './publish-plan.js';
export { preparePublish, type PreparedPublish, type PrepareOptions, type PublishContext } from './prepare-publish.js';
export type { SecretVault } from './secret-vault.js';
export { publishRecorded, type PublishOutcome, type RecordedOptions } from './publish-recorded.js';
export {
  assertPlanUnchanged,
  parseSavedPlan,
  readFingerprints,
  renderSavedPlan,
  type Fingerprints,
  type SavedPlan,
} from './saved-plan.js';
