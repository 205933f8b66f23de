import type { JsonObject } from '@nx-apiops/plan';
import type { FederatedCredential } from './federated-credential.js';

/** A client secret; its text is told once and kept nowhere. */
export interface PasswordCredential {
  readonly keyId: string;
  readonly displayName: string | null;
  readonly hint: string;
  readonly startDateTime: string;
  readonly endDateTime: string;
}

/** An app registration. */
export interface Application {
  readonly id: string;
  readonly appId: string;
  readonly uniqueName: string | null;
  /** What may be written: `displayName`, `signInAudience` and so on. */
  readonly properties: JsonObject;
  readonly passwordCredentials: readonly PasswordCredential[];
  readonly federatedCredentials: readonly (FederatedCredential & { readonly id: string })[];
  /** Absent for what has been there all along. */
  readonly createdMs?: number;
}
