import type { JsonObject } from '@nx-apiops/plan';
import type { Directory } from '../directory/directory.js';
import type { Principal } from '../directory/principal.js';
import type { StateHolder } from '../hosts/state-holder.js';
import type { ResolvedOptions } from '../options.js';
import { USER_ASSIGNED_CLIENT_ID, USER_ASSIGNED_PRINCIPAL_ID } from '../service/service-instance.js';
import { showKeyVault, type KeyVault } from './key-vaults.js';
import { showResourceGroup, type ResourceGroup } from './resource-groups.js';
import { showAssignment, type RoleAssignment } from './role-assignment.js';
import { showRole, type RoleDefinition } from './role-definition.js';
import { LOCATION } from './unverified.js';
import { showCredential, showIdentity, type UserAssignedIdentity } from './user-assigned-identity.js';

/** What Resource Manager holds beside the API Management services. Keys are names and ids in lower case. */
export class AzureState implements StateHolder {
  readonly name = 'azure';
  readonly options: ResolvedOptions;
  readonly directory: Directory;
  readonly groups = new Map<string, ResourceGroup>();
  readonly vaults = new Map<string, KeyVault>();
  readonly identities = new Map<string, UserAssignedIdentity>();
  /** Custom roles; the built-in ones are the same everywhere. */
  readonly roles = new Map<string, RoleDefinition>();
  readonly assignments = new Map<string, RoleAssignment>();
  /** Ids of the identities whose credentials are being written. */
  readonly busyIdentities = new Set<string>();
  /** By name of the service. */
  readonly #servicePrincipals = new Map<string, Principal>();

  constructor(options: ResolvedOptions, directory: Directory) {
    this.options = options;
    this.directory = directory;
    this.reset();
  }

  get subscriptionScope(): string {
    return `/subscriptions/${this.options.subscriptionId}`;
  }

  groupId(name: string): string {
    return `${this.subscriptionScope}/resourceGroups/${name}`;
  }

  /** The system-assigned identity of a service. */
  servicePrincipal(service: string): Principal | undefined {
    return this.#servicePrincipals.get(service.toLowerCase());
  }

  state(): JsonObject {
    const { tenantId } = this.directory;
    return {
      tenantId,
      resourceGroups: [...this.groups.values()].map(showResourceGroup),
      keyVaults: [...this.vaults.values()].map(showKeyVault),
      identities: [...this.identities.values()].map((identity) => ({
        ...showIdentity(identity, tenantId),
        federatedIdentityCredentials: identity.credentials.map((credential) => showCredential(identity, credential)),
      })),
      roleDefinitions: [...this.roles.values()].map((role) => showRole(role, this.subscriptionScope)),
      roleAssignments: [...this.assignments.values()].map(showAssignment),
    };
  }

  reset(): void {
    for (const map of [this.groups, this.vaults, this.identities, this.roles, this.assignments]) map.clear();
    this.busyIdentities.clear();
    this.#servicePrincipals.clear();
    for (const name of this.options.resourceGroups) {
      this.groups.set(name.toLowerCase(), { id: this.groupId(name), name, location: LOCATION, tags: {} });
    }
    for (const vault of this.options.keyVaults) {
      const id = `${this.groupId(vault.resourceGroup)}/providers/Microsoft.KeyVault/vaults/${vault.name}`;
      this.vaults.set(id.toLowerCase(), { ...vault, id, tenantId: this.directory.tenantId });
    }
    this.#addServicePrincipals();
  }

  #addServicePrincipals(): void {
    this.directory.addPrincipal({
      id: USER_ASSIGNED_PRINCIPAL_ID,
      kind: 'ManagedIdentity',
      appId: USER_ASSIGNED_CLIENT_ID,
      displayName: 'user-assigned identity of the services',
    });
    if (!this.options.serviceIdentity) return;
    for (const { name } of this.options.services) {
      const [id, appId] = [this.directory.newId(), this.directory.newId()];
      const principal = this.directory.addPrincipal({ id, kind: 'ManagedIdentity', appId, displayName: name });
      this.#servicePrincipals.set(name.toLowerCase(), principal);
    }
  }
}
