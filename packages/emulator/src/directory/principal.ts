/** Whom roles are assigned to: a managed identity, or the service principal of an application. */
export interface Principal {
  readonly id: string;
  readonly kind: 'ManagedIdentity' | 'Application';
  /** Client id of the identity or application. */
  readonly appId: string;
  readonly displayName: string;
  /** Absent for what has been there all along. */
  readonly createdMs?: number;
}
