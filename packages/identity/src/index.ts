export { connectAzure, type AzureConnection, type AzureConnectionOptions } from './azure-connection.js';
export { AzureRequestError } from './azure-request-error.js';
export { diagnoseIdentities } from './doctor/diagnose-identities.js';
export { ERRORS, IdentityError, type IdentityErrorCode } from './errors.js';
export { identityHandlers, type IdentityContext } from './identity-handlers.js';
export { identitiesOf, resolveIdentityModel, type IdentityModel } from './identity-model.js';
export { IDENTITY_TYPES, identitySettings } from './identity-settings.js';
export type { AzureDevOpsPipelines, GitHubPipelines, PipelineHost, ServiceConnection } from './pipeline-host.js';
export { prepareIdentity } from './prepare-identity.js';
