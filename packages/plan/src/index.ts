export { CodedError, type ErrorDefinition, type Fault } from './coded-error.js';
export { failureOf } from './action-failure.js';
export { codeCell, runningText } from './markdown-text.js';
export { KIND_SYMBOLS, renderFieldChange } from './change-text.js';
export { systemClock, type Clock } from './clock.js';
export { diffJson, type DiffOptions } from './diff-json.js';
export { durationText } from './duration-text.js';
export { equalJson } from './equal-json.js';
export { ERRORS, PlanError, type PlanErrorCode } from './errors.js';
export { renderFindings, runCheck, type Finding, type Outcome } from './finding.js';
export { executePlan, type ExecuteOptions, type Perform, type Progress } from './execute-plan.js';
export { isJsonObject, type Json, type JsonObject } from './json.js';
export { memberPath, positionPath, ROOT_PATH } from './json-path.js';
export { boundedLines, invertedDifference, lineDifference, type LineDifference } from './line-difference.js';
export { logText, type LogTextOptions } from './log-text.js';
export { longestChain, orderPlan } from './plan-order.js';
export type { Action, ActionKind, ActionResult, FieldChange, Plan } from './plan.js';
export { RateBudget } from './rate-budget.js';
export { renderJson } from './render-json.js';
export { MAX_MARKDOWN_LENGTH, renderMarkdown } from './render-markdown.js';
export { renderResults, type ResultsOptions } from './render-results.js';
export { renderTerminal, type TerminalOptions } from './render-terminal.js';
export { DEVELOPMENT_TOKEN, isAllowedUrl, parseServiceEndpoint, type ServiceEndpoint } from './service-endpoint.js';
export { applySettings } from './settings/apply-settings.js';
export { ownedPart } from './settings/owned-part.js';
export { planSettings, type SettingsComparison } from './settings/plan-settings.js';
export { readSettings } from './settings/read-settings.js';
export {
  assertSettingsPlan,
  assertSettled,
  parseSettingsPlan,
  renderSettingsPlan,
  type PlanPurpose,
} from './settings/saved-settings-plan.js';
export { settingId, type Setting, type SettingOperation } from './settings/setting.js';
export type { SettingHandler, SettingHandlers } from './settings/setting-handler.js';
export { MAX_ANSWER_BYTES, readBounded } from './read-bounded.js';
export { stripEnd, stripEnds } from './strip-characters.js';
export { summarizePlan, type PlanSummary } from './summarize-plan.js';
export { summarizeResults, type ResultSummary } from './summarize-results.js';
export { UNLIMITED, type BucketLimits } from './token-bucket.js';
export { displayWidth, padColumns, shorten, visibleJson, visibleText } from './visible-text.js';
