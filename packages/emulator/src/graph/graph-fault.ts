import type { JsonObject } from '@nx-apiops/plan';

/** An answer of Microsoft Graph that says no; `graph-service.ts` puts it into the envelope. */
export class GraphFault extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'GraphFault';
    this.status = status;
    this.code = code;
  }
}

/*
 * Codes and words below are those that users have reported; of `segmentUnknown`, `bodyUnreadable` and `tokenMissing` the
 * words are not certain.
 */

/** The body of a refusal. */
export function errorBody(
  { code, message }: GraphFault,
  about: { readonly nowMs: number; readonly requestId: string },
): JsonObject {
  const date = new Date(about.nowMs).toISOString().replace(/\.\d+Z$/, '');
  const ids = { 'request-id': about.requestId, 'client-request-id': about.requestId };
  return { error: { code, message, innerError: { date, ...ids } } };
}

export function badRequest(message: string): GraphFault {
  return new GraphFault(400, 'Request_BadRequest', message);
}

export function tokenMissing(): GraphFault {
  return new GraphFault(401, 'InvalidAuthenticationToken', 'Access token is empty.');
}

export function requestDenied(): GraphFault {
  const message = 'Insufficient privileges to complete the operation.';
  return new GraphFault(403, 'Authorization_RequestDenied', message);
}

export function objectNotFound(key: string): GraphFault {
  const message = `Resource '${key}' does not exist or one of its queried reference-property objects are not present.`;
  return new GraphFault(404, 'Request_ResourceNotFound', message);
}

export function segmentUnknown(segment: string): GraphFault {
  return new GraphFault(400, 'BadRequest', `Resource not found for the segment '${segment}'.`);
}

export function bodyUnreadable(): GraphFault {
  const message =
    'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.';
  return new GraphFault(400, 'BadRequest', message);
}

export function propertyUnknown(name: string, type: string): GraphFault {
  const message = `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`;
  return new GraphFault(400, 'BadRequest', message);
}

export function noBackingApplication(appId: string): GraphFault {
  return badRequest(`The appId '${appId}' of the service principal does not reference a valid application object.`);
}

export function servicePrincipalExists(appId: string): GraphFault {
  const message = `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`;
  return new GraphFault(409, 'Request_MultipleObjectsWithSameKeyValue', message);
}

export function credentialExists(name: string): GraphFault {
  const message = `FederatedIdentityCredential with name ${name} already exists.`;
  return new GraphFault(409, 'Request_MultipleObjectsWithSameKeyValue', message);
}

/** Unlike managed identities, applications answer 400. */
export function credentialTaken(issuer: string, subject: string): GraphFault {
  const message = `The combination of issuer and subject must be unique for the application. Issuer ${issuer} and Subject: ${subject} already exist.`;
  return new GraphFault(400, 'InvalidFederatedIdentityCredentialValue', message);
}
