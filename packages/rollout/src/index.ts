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
export { lineDifference } from './derive/line-difference.js';
export { readPipelineSources, type PipelineSources } from './derive/pipeline-sources.js';
export { planCodeOwners, type CodeOwnersPlan } from './derive/plan-code-owners.js';
export { planPipelines, type PipelineChange } from './derive/plan-pipelines.js';
export { filesBelow, type RepositoryFiles } from './derive/repository-files.js';
export { ERRORS, RolloutError, type RolloutErrorCode } from './errors.js';
