export { isSelected } from './extract-filter.js';
export { applyFiles } from './apply-files.js';
export { ERRORS, ExtractorError, type ExtractorErrorCode } from './errors.js';
export { readExtractionState, writeExtractionState, type ExtractionState } from './extraction-state.js';
export { planFiles, type FilePlan, type FilePlanInput } from './plan-files.js';
export { type ArtifactText } from './render-artifact.js';
export { readForExtraction, type Extraction, type ExtractionInput } from './read-for-extraction.js';
