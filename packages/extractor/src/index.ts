export { applyFiles } from './apply-files.js';
export { ERRORS, ExtractorError, type ExtractorErrorCode } from './errors.js';
export { applyFilter, filterSelection, type Filtered } from './extract-filter.js';
export { planFiles, type FilePlan, type FilePlanInput } from './plan-files.js';
export { type ArtifactText } from './render-artifact.js';
