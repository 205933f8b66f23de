import type { ArmFault } from '../arm/arm-fault.js';
import { azureFault } from './azure-faults.js';

/**
 * What nothing tells about Resource Manager, managed identities and roles, in one place. Each choice here is ours; only a
 * live subscription would settle them.
 */

/** The location of resource groups at the start, and of whatever else is there from the start. */
export const LOCATION = 'westeurope';

/** Words and code for names that are not allowed; that they are refused is documented. */
export function nameInvalid(type: string, name: string): ArmFault {
  return azureFault(400, 'InvalidResourceName', `The name '${name}' is not valid for a resource of type '${type}'.`);
}

/** Code and words for a credential whose field breaks a rule; the rules are documented. */
export function credentialFieldInvalid(field: string, reason: string): ArmFault {
  return azureFault(400, 'InvalidFederatedIdentityCredentialValue', `The federated credential's ${field} ${reason}.`);
}

/** An issuer and subject that another credential has. Users report a conflict and the words; the reference says 400. */
export function credentialTaken(): ArmFault {
  return azureFault(409, 'Conflict', 'Issuer and subject combination already exists for this Managed Identity.');
}

/** Status, code and words for one credential too many. */
export function tooManyCredentials(maximum: number): ArmFault {
  const message = `A managed identity can have at most ${maximum} federated identity credentials.`;
  return azureFault(400, 'FederatedIdentityCredentialsLimitExceeded', message);
}

/** Whether a deletion counts as a write that excludes others. A report names creating and deleting together. */
export const DELETING_A_CREDENTIAL_EXCLUDES_OTHERS = true;

/** Writing or deleting a built-in role; only that it is impossible is documented. */
export function builtInRole(roleName: string): ArmFault {
  return azureFault(403, 'RoleDefinitionUpdateNotPermitted', `The built-in role '${roleName}' cannot be changed.`);
}

/** A role definition or assignment whose name is no UUID. */
export function nameNotUuid(noun: 'role definition' | 'role assignment', name: string): ArmFault {
  const code = noun === 'role definition' ? 'InvalidRoleDefinitionId' : 'InvalidRoleAssignmentId';
  return azureFault(400, code, `The ${noun} ID '${name}' is not valid. The ${noun} ID must be a GUID.`);
}

/** A body that lacks what it needs. The code and the first words are known from bodies that are wrong in another way. */
export function requestMalformed(reason: string): ArmFault {
  return azureFault(400, 'BadRequestFormat', `The request was incorrectly formatted: ${reason}.`);
}

/** An action of a custom role that no provider can have. The service knows all actions; here only the form is checked. */
export function actionInvalid(action: string): ArmFault {
  const message = `'${action}' does not match any of the actions supported by the providers.`;
  return azureFault(400, 'InvalidActionOrNotAction', message);
}

/** A custom role that can be assigned nowhere that exists. Status, code and words. */
export function assignableScopeInvalid(scope: string): ArmFault {
  return azureFault(400, 'InvalidAssignableScope', `The assignable scope '${scope}' is not valid for a custom role.`);
}

/** Assigning a custom role outside of its assignable scopes: status, code and words. */
export function roleNotAssignableHere(roleName: string, scope: string): ArmFault {
  return azureFault(400, 'RoleNotAssignableAtScope', `The role '${roleName}' cannot be assigned at '${scope}'.`);
}

/** A filter of role definitions that the emulator cannot read. */
export function roleFilterUnsupported(filter: string): ArmFault {
  return azureFault(400, 'UnsupportedQuery', `The filter '${filter}' is not supported.`);
}

/** Whether a principal that never existed passes where `principalType` is given, as one that is not replicated does. */
export const PRINCIPAL_TYPE_PASSES_ANY_ID = false;

/** Status of a role assignment that is written again as it is. Templates do so without harm, one report names a 409. */
export const SAME_ASSIGNMENT_AGAIN = 200;

/** Whether assignments at resources of providers that the emulator does not have are taken: it cannot ask whether they exist. */
export const UNKNOWN_SCOPES_EXIST = true;

/** Object id of whoever asks, in refusals and as author of roles: the emulator knows no accounts. */
export const CALLER = '00000000-0000-4000-8000-0000000000ca';

/** What a read-only token may do, as `permissions` tells it. */
export const READER_ACTIONS = ['*/read'] as const;
