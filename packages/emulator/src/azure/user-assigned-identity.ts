import type { JsonObject } from '@nx-apiops/plan';
import type { FederatedCredential } from '../directory/federated-credential.js';

export interface UserAssignedIdentity {
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly tags: JsonObject;
  readonly principalId: string;
  readonly clientId: string;
  readonly credentials: readonly FederatedCredential[];
}

export const IDENTITY_TYPE = 'Microsoft.ManagedIdentity/userAssignedIdentities';
export const CREDENTIAL_TYPE = `${IDENTITY_TYPE}/federatedIdentityCredentials`;

/** Source: the REST reference of user-assigned identities, api-version 2024-11-30. */
export function showIdentity(identity: UserAssignedIdentity, tenantId: string): JsonObject {
  const { id, name, location, tags, principalId, clientId } = identity;
  return { id, name, type: IDENTITY_TYPE, location, tags, properties: { tenantId, principalId, clientId } };
}

export function showCredential(identity: UserAssignedIdentity, credential: FederatedCredential): JsonObject {
  const { name, issuer, subject, audiences } = credential;
  return {
    id: `${identity.id}/federatedIdentityCredentials/${name}`,
    name,
    type: CREDENTIAL_TYPE,
    properties: { issuer, subject, audiences },
  };
}
