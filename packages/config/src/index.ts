export { addOverride, type AddOverrideOptions, type OverrideAddition, type OverrideStep } from './add-override.js';
export {
  ARTIFACT_LAYOUTS,
  CLOUDS,
  HOSTINGS,
  IDENTITY_KINDS,
  PIPELINE_FORMS,
  type ApiopsArtifacts,
  type ApiopsConfig,
  type ApiopsEnvironment,
  type ActionsSection,
  type ApiopsFile,
  type ApiopsIdentity,
  type ApiopsPipelines,
  type ApprovalSection,
  type ArtifactLayoutName,
  type ArtifactsSection,
  type Cloud,
  type EnvironmentSection,
  type Hosting,
  type IdentityKind,
  type IdentitySection,
  type OrganizationRulesetSection,
  type PipelineForm,
  type PipelinesSection,
  type PlatformSection,
  type ProtectionSection,
  type SchedulesSection,
  type VariableGroupSection,
} from './apiops-config.js';
export { apiopsSchema } from './apiops-schema.js';
export {
  addEnvironment,
  editApiopsConfig,
  setEnvironment,
  setIdentity,
  setPipelines,
  setProtection,
  type PipelinesEdit,
  type SectionEdit,
} from './edit-apiops-config.js';
export { readConfigFile } from './config-file.js';
export { ConfigError, ERRORS, type ConfigErrorCode, type Problem } from './errors.js';
export type { ExtractorFilter, FilterEntry } from './extractor-filter.js';
export { APIOPS_FILE, findEnvironment, loadApiopsConfig } from './load-apiops-config.js';
export { matchesPattern } from './match-pattern.js';
export { nearestNames, suggestNames } from './nearest-names.js';
export type { TokenLookup } from './override-tokens.js';
export { locateOverride, type OverrideEntry, type Overrides } from './overrides.js';
export { checkYaml, type CheckedYaml } from './check-yaml.js';
export { parseApiopsConfig } from './parse-apiops-config.js';
export { FILTER_FILE, loadFilter, parseFilter, type FilterOptions } from './parse-filter.js';
export { loadOverrides, overridesFileName, parseOverrides, type OverrideOptions } from './parse-overrides.js';
export { refuseStrayOverrides } from './refuse-stray-overrides.js';
export { renderPlace, type Place } from './place.js';
export type { KnownSections } from './section-names.js';
export type { Document as YamlDocument } from 'yaml';
