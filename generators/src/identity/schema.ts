// Made from schema.json by tools/schema-types.mjs.

/** States the identities of the pipelines in apiops.yaml. */
export interface IdentitySchema {
  /** Id of the Microsoft Entra tenant. The environment variable AZURE_TENANT_ID unless stated. */
  readonly tenant?: string;
  /** What the pipelines sign in as: user-assigned managed identities, or applications in Microsoft Entra ID. managed-identity unless stated. */
  readonly kind?: 'managed-identity' | 'app-registration';
  /** Azure region of the managed identities, such as westeurope. Needed for managed identities. */
  readonly location?: string;
  /** Id of the subscription of the managed identities. That of the first environment unless stated. */
  readonly subscription?: string;
  /** Resource group of the managed identities. That of the first environment unless stated. */
  readonly resourceGroup?: string;
  /** What the names of the identities begin with. id- and the name of the repository unless stated. */
  readonly prefix?: string;
  /** Key Vault that an instance reads secrets from, as <environment>=<name or resource id>; repeatable. */
  readonly keyVault?: readonly string[];
}
