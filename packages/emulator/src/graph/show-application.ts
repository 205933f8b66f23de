import type { JsonObject } from '@nx-apiops/plan';
import type { Application, PasswordCredential } from '../directory/application.js';
import type { FederatedCredential } from '../directory/federated-credential.js';
import type { Principal } from '../directory/principal.js';

/** Time of what has been there all along. */
const ALWAYS = Date.UTC(2024, 0, 1);

/** Source: the reference of Microsoft Graph v1.0, application. */
export function showApplication(application: Application): JsonObject {
  const { id, appId, uniqueName, properties, passwordCredentials, createdMs = ALWAYS } = application;
  return {
    id,
    deletedDateTime: null,
    appId,
    createdDateTime: seconds(createdMs),
    displayName: null,
    description: null,
    signInAudience: 'AzureADMyOrg',
    notes: null,
    tags: [],
    identifierUris: [],
    appRoles: [],
    requiredResourceAccess: [],
    keyCredentials: [],
    ...properties,
    uniqueName,
    passwordCredentials: passwordCredentials.map(showPassword),
  };
}

/** Without the text of the secret, which only the answer to `addPassword` has. */
export function showPassword(password: PasswordCredential): JsonObject {
  const { keyId, displayName, hint, startDateTime, endDateTime } = password;
  return { customKeyIdentifier: null, displayName, endDateTime, hint, keyId, secretText: null, startDateTime };
}

export function showFederatedCredential(credential: FederatedCredential & { readonly id: string }): JsonObject {
  const { id, name, issuer, subject, audiences, description } = credential;
  return { id, name, issuer, subject, description: description ?? null, audiences };
}

/** Source: the reference of Microsoft Graph v1.0, servicePrincipal. */
export function showServicePrincipal(principal: Principal, tenantId: string): JsonObject {
  const { id, appId, displayName, kind, createdMs = ALWAYS } = principal;
  return {
    id,
    deletedDateTime: null,
    accountEnabled: true,
    appDisplayName: kind === 'Application' ? displayName : null,
    appId,
    appOwnerOrganizationId: kind === 'Application' ? tenantId : null,
    createdDateTime: seconds(createdMs),
    displayName,
    servicePrincipalNames: [appId],
    servicePrincipalType: kind,
    tags: [],
    keyCredentials: [],
    passwordCredentials: [],
  };
}

function seconds(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d+Z$/, 'Z');
}
