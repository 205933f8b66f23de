import { GraphFault } from './graph-fault.js';

/**
 * What nothing tells about Microsoft Graph, in one place. Each choice here is ours; only a live tenant would settle them.
 *
 * Beyond what stands here: a deleted application is gone at once with its service principal, and its names are free, where
 * Graph keeps it for a while.
 */

/** A credential whose field breaks a rule. The code is known for another defect of a credential. */
export function credentialFieldInvalid(field: string, reason: string): GraphFault {
  return new GraphFault(400, 'InvalidFederatedIdentityCredentialValue', `The credential's ${field} ${reason}.`);
}

/** Status, code and words for one credential too many. */
export function tooManyCredentials(maximum: number): GraphFault {
  const message = `An application can have at most ${maximum} federated identity credentials.`;
  return new GraphFault(400, 'Request_BadRequest', message);
}

/** Removing a secret that the application does not have. The first words are known, the code is not. */
export function passwordUnknown(keyId: string): GraphFault {
  return new GraphFault(400, 'Request_BadRequest', `No password credential found with keyId '${keyId}'.`);
}

/** A property that cannot be written, or that the emulator does not know. */
export function propertyRefused(name: string, type: string): GraphFault {
  return new GraphFault(400, 'Request_BadRequest', `Property '${name}' of '${type}' cannot be written.`);
}

/** A property that a new object needs. */
export function propertyMissing(name: string, type: string): GraphFault {
  const message = `A value is required for property '${name}' of resource '${type}'.`;
  return new GraphFault(400, 'Request_BadRequest', message);
}

/** A filter that Graph may know and the emulator does not. */
export function filterUnsupported(filter: string): GraphFault {
  return new GraphFault(400, 'Request_UnsupportedQuery', `The filter '${filter}' is not supported.`);
}

/** A unique name that another application has. */
export function uniqueNameTaken(uniqueName: string): GraphFault {
  const message = `Another object with the same value for property uniqueName already exists: '${uniqueName}'.`;
  return new GraphFault(409, 'Request_MultipleObjectsWithSameKeyValue', message);
}

/** Code and words of a 405. */
export function methodNotAllowed(method: string): GraphFault {
  return new GraphFault(405, 'Request_BadRequest', `The method '${method}' is not allowed for this resource.`);
}

/** How long a client secret is valid for which no end is given; the portal's longest choice. */
export const PASSWORD_YEARS = 2;

/** Members of a `$top` page where no number is given, and the most that may be asked for. */
export const PAGE_SIZES = { default: 100, most: 999 } as const;

/** A time that cannot be read. */
export function timeInvalid(text: string): GraphFault {
  return new GraphFault(400, 'Request_BadRequest', `'${text}' is no date and time.`);
}
