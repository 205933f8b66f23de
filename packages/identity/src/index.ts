export { chooseIdentityModel, type IdentityOwner } from './choose-identity-model.js';
export { connectAzure, type AzureConnection, type AzureConnectionOptions } from './azure-connection.js';
export { AzureRequestError } from './azure-request-error.js';
export { diagnoseIdentities } from './doctor/diagnose-identities.js';
export { emitScript, type EmittedFile, type ScriptFormat } from './emit/emit-script.js';
export { ERRORS, IdentityError, type IdentityErrorCode } from './errors.js';
export { identityHandlers, type IdentityContext } from './identity-handlers.js';
export { defaultPrefix, identitiesOf, resolveIdentityModel, type IdentityModel } from './identity-model.js';
export { IDENTITY_TYPES, identitySettings } from './identity-settings.js';
export type { AzureDevOpsPipelines, PipelineHost } from './pipeline-host.js';
export { prepareIdentity } from './prepare-identity.js';
export {
  summarizeReport,
  type CredentialEntry,
  type CredentialReport,
  type ReportSummary,
  type SecretEntry,
  type TrustEntry,
} from './report/credential-report.js';
export { readCredentialReport } from './report/read-credential-report.js';
export { renderReportJson, renderReportMarkdown, renderReportTerminal } from './report/render-report.js';
export type { RotationOptions } from './rotation/client-secret-handler.js';
export { prepareRotation, rotationHandlers } from './rotation/prepare-rotation.js';
