import { ArmFault } from '../arm/arm-fault.js';

/**
 * Answers of Resource Manager, managed identities and roles that say no, in the words that users have reported; those of
 * `versionUnsupported`, `locationFixed` and `roleAssignmentNotFound` are shorter than the service's own or not certain.
 */

const FROM = { from: 'resource-manager' } as const;

export function azureFault(status: number, code: string, message: string): ArmFault {
  return new ArmFault(status, code, { message, ...FROM });
}

export function authorizationFailed(about: {
  readonly client: string;
  readonly action: string;
  readonly scope: string;
}): ArmFault {
  const { client, action, scope } = about;
  return azureFault(
    403,
    'AuthorizationFailed',
    `The client '${client}' with object id '${client}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

export function namespaceUnknown(namespace: string): ArmFault {
  return azureFault(404, 'InvalidResourceNamespace', `The resource namespace '${namespace}' is invalid.`);
}

export function typeUnknown(namespace: string, type: string, apiVersion: string): ArmFault {
  const message = `The resource type '${type}' could not be found in the namespace '${namespace}' for api version '${apiVersion}'.`;
  return azureFault(404, 'InvalidResourceType', message);
}

export function versionUnsupported(type: string, version: string, supported: readonly string[]): ArmFault {
  const message = `No registered resource provider found for API version '${version}' for type '${type}'. The supported api-versions are '${supported.join(', ')}'.`;
  return azureFault(400, 'NoRegisteredProviderFound', message);
}

export function resourceNotFound(type: string, name: string, group: string): ArmFault {
  const message = `The Resource '${type}/${name}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`;
  return azureFault(404, 'ResourceNotFound', message);
}

export function locationRequired(): ArmFault {
  return azureFault(400, 'LocationRequired', 'The location property is required for this definition.');
}

export function locationFixed(name: string, existing: string, asked: string): ArmFault {
  const message = `The resource '${name}' already exists in location '${existing}'. A resource with the same name cannot be created in location '${asked}'. Please select a new resource name.`;
  return azureFault(409, 'InvalidResourceLocation', message);
}

export function concurrentCredentialWrites(identityId: string): ArmFault {
  const message = `Too many Federated Identity Credentials are written concurrently for the managed identity '${identityId.toLowerCase()}'. Concurrent Federated Identity Credentials writes under the same managed identity are not supported.`;
  return azureFault(409, 'ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity', message);
}

export function roleAssignmentExists(existing: string): ArmFault {
  const message = `The role assignment already exists. The ID of the existing role assignment is ${existing.replaceAll('-', '')}.`;
  return azureFault(409, 'RoleAssignmentExists', message);
}

export function roleAssignmentFixed(): ArmFault {
  const message = 'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.';
  return azureFault(400, 'RoleAssignmentUpdateNotPermitted', message);
}

export function roleAssignmentNotFound(name: string): ArmFault {
  return azureFault(404, 'RoleAssignmentNotFound', `The role assignment '${name}' is not found.`);
}

export function assignmentFilterUnsupported(filter: string): ArmFault {
  const message = `The filter '${filter}' is not supported. Supported filters are either 'atScope()' or 'principalId eq '{value}' or assignedTo('{value}')'.`;
  return azureFault(400, 'UnsupportedQuery', message);
}

export function principalNotFound(principalId: string, tenantId: string): ArmFault {
  const message = `Principal ${principalId.replaceAll('-', '')} does not exist in the directory ${tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`;
  return azureFault(400, 'PrincipalNotFound', message);
}

/** The misspelt word is the service's. */
export function principalTypeWrong(principalId: string, is: string, asked: string): ArmFault {
  const message = `The PrincipalId '${principalId.replaceAll('-', '')}' has type '${is}' , which is different from specified PrinciaplType '${asked}'.`;
  return azureFault(400, 'UnmatchedPrincipalType', message);
}

export function roleDefinitionNotFound(id: string): ArmFault {
  const message = `The specified role definition with ID '${id.replaceAll('-', '')}' does not exist.`;
  return azureFault(404, 'RoleDefinitionDoesNotExist', message);
}

export function roleNameTaken(): ArmFault {
  const message = 'A role definition cannot be updated with a name that already exists.';
  return azureFault(409, 'RoleDefinitionWithSameNameExists', message);
}

export function roleInUse(): ArmFault {
  const message = 'There are existing role assignments referencing role (code: RoleDefinitionHasAssignments).';
  return azureFault(400, 'RoleDefinitionHasAssignments', message);
}
