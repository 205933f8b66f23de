export { ACTION_PINS, pinActions, usedActions, type ActionPin } from './derive/action-pins.js';
export { readApiOwners, type ApiOwners } from './derive/api-owners.js';
export { azurePipelines, PIPELINES_FOLDER } from './derive/azure-pipelines.js';
export {
  CODE_OWNERS_FILES,
  codeOwnersFile,
  defaultOwners,
  folderPattern,
  isCodeOwner,
  patternOf,
  toCatalogOwner,
  toCodeOwner,
  toReviewer,
  type CodeOwner,
} from './derive/code-owners.js';
export { deriveCodeOwners, type DerivedOwners } from './derive/derive-code-owners.js';
export { derivePipelines, type ReadCurrent } from './derive/derive-pipelines.js';
export { isDerived, type DerivedFile } from './derive/derived-file.js';
export { foreignActions } from './derive/foreign-actions.js';
export { githubWorkflows, WORKFLOWS_FOLDER } from './derive/github-workflows.js';
export { shownDifference } from './derive/shown-difference.js';
export { readPipelineSources, type PipelineSources } from './derive/pipeline-sources.js';
export { planCodeOwners, type CodeOwnersPlan } from './derive/plan-code-owners.js';
export { planPipelines, type PipelineChange } from './derive/plan-pipelines.js';
export { OWN_PACKAGES, repositoryManifest } from './derive/repository-manifest.js';
export { filesBelow, type RepositoryFiles } from './derive/repository-files.js';
export { slugOf } from './derive/slug.js';
export { ERRORS, RolloutError, type RolloutErrorCode } from './errors.js';
export {
  branchName,
  campaignSchema,
  parseCampaign,
  resolveCampaign,
  type Campaign,
  type CampaignFile,
} from './plan/campaign.js';
export { campaignTarget } from './plan/campaign-target.js';
export { compareVersions, isVersion } from './derive/compare-versions.js';
export { discoverEnvironments, type FoundEnvironment, type FoundEnvironments } from './plan/discover-environments.js';
export {
  matchesSelection,
  needsWholeTree,
  type Criteria,
  type SelectableRepository,
  type Selection,
  type SelectionResult,
} from './plan/matches-selection.js';
export { parseSelection } from './plan/parse-selection.js';
export type { OnboardingSupply } from './plan/plan-onboarding.js';
export { OPT_OUT_TOPIC, planRepository, type RolloutTarget } from './plan/plan-repository.js';
export { workspaceFiles } from './plan/workspace-files.js';
export type { ToolVersions } from './plan/raise-tools.js';
export { recognise, type Recognition } from './plan/recognise.js';
export { campaignMark, renderCommitMessage, renderPullRequestBody } from './plan/render-pull-request.js';
export type { FileChange, FileConflict, RepositoryPlan, SkipReason } from './plan/repository-plan.js';
export {
  REPOSITORY_FLAGS,
  toSnapshot,
  wantedPaths,
  type CampaignPullRequest,
  type RepositoryContent,
  type RepositoryFacts,
  type RepositorySnapshot,
  type SnapshotFile,
} from './plan/repository-snapshot.js';
export { ledgerFile } from './ledger/ledger-file.js';
export { lockLedger } from './ledger/lock-ledger.js';
export { mergeLedgers, pullLedger, pushLedger } from './ledger/shared-ledger.js';
export { openLedger, type LedgerPort, type OpenLedger } from './ledger/open-ledger.js';
export {
  compact,
  parseLedger,
  renderLedgerEntry,
  renderLedgerHeader,
  type ParsedLedger,
} from './ledger/ledger-text.js';
export {
  advance,
  emptyLedger,
  LEDGER_STATES,
  type Ledger,
  type LedgerEntry,
  type LedgerMoment,
  type LedgerPullRequest,
  type LedgerState,
  type LedgerStep,
} from './ledger/ledger.js';
export { renderStatusPage } from './status/render-status-page.js';
export { renderStatusJson, renderStatusMarkdown, renderStatusTable } from './status/render-status.js';
export {
  summarizeRollout,
  type ProgressPoint,
  type RolloutSummary,
  type StatusGroup,
  type StatusRow,
} from './status/summarize-rollout.js';
export { renderCampaign } from './plan/render-campaign.js';
export {
  agendaOf,
  applyRollout,
  type Agenda,
  type ApplyOptions,
  type ApplyOutcome,
  type ApplyResult,
  type Turn,
  type Work,
} from './run/apply-rollout.js';
export { closeRollout, findRemnants, type CloseOptions, type CloseResult, type Remnant } from './run/close-rollout.js';
export { lookAtRepositories, type LookOptions, type Looks, type RolloutScope } from './run/look-at-repositories.js';
export { observe, type Observer } from './run/observe.js';
export {
  planHeadline,
  renderRolloutMarkdown,
  renderRolloutTerminal,
  summarizeRolloutPlan,
} from './run/render-rollout-plan.js';
export { isPlanned, type PlannedLook, type RepositoryLook, type SeenPullRequest } from './run/repository-look.js';
export {
  approvedLooks,
  parseRolloutPlan,
  renderRolloutPlan,
  type ApprovedRollout,
  type SavedRolloutPlan,
} from './run/rollout-plan.js';
