/**
 * Texts of API Management as users have reported them. Tools match on some of them, so they are kept to the letter,
 * two spaces and missing full stops included.
 */

export function duplicatePath(api: string, path: string, other: string): string {
  return `Cannot create API '${api}' with the same Path '${path}' as API '${other}'  unless it's a part of the same version set`;
}

/** Where an element stands, both counted from 1. */
export interface ElementPosition {
  readonly line: number;
  readonly column: number;
}

export function policyElementError(element: string, { line, column }: ElementPosition, reason: string): string {
  return `Error in element '${element}' on line ${line}, column ${column}: ${reason}`;
}

export function fragmentMissing(id: string): string {
  return `Policy fragment with id '${id}' could not be found.`;
}

export function backendMissing(id: string): string {
  return `Backend with id '${id}' could not be found.`;
}

export function fragmentNotXml(reason: string): string {
  return `The policy fragment is not a valid XML: '${reason}'`;
}

export function fragmentInUse(fragment: string, users: readonly string[]): string {
  return `The Policy Fragment '${fragment}' is used by the following entities:\r\n${users.map((user) => `${user}\r\n`).join('')}`;
}

export const PRODUCT_HAS_SUBSCRIPTIONS =
  'Product cannot be deleted since it has existing subscriptions. Delete subscriptions before deleting the product or pass in deleteSubscriptions=true as query param';
export const CURRENT_REVISION_DELETE = 'Cannot delete the current revision of an API.';
export const NAMED_VALUE_NAME_TAKEN = 'Property with the same name already exist.';
export const TAG_NAME_TAKEN = 'Tag with the same name already exists';
export const LOGGER_ID_REQUIRED = 'LoggerId must be specified.';
export const SCHEMA_REFERENCE_MISSING = 'Operation references schema that does not exist.';
export const REVISION_NOT_CURRENT = "Can't set new revision as current.";
export const API_BUSY = 'Operation on the API is in progress';
export const INTERNAL_ERROR = 'Request processing failed due to internal error';
export const LINK_NOT_ABSOLUTE = "'link' is not a valid absolute URI. Path: link.";

export function loggerMissing(name: string): string {
  return `Logger Id '${name}' does not exist`;
}

export function templateParametersMismatch(operation: string): string {
  return `All template parameters used in the UriTemplate must be defined in the Operation '${operation}', and vice-versa.`;
}

export function schemaReferenceTarget(operation: string, parameter: string, schema: string): string {
  return `operation ${operation} parameter '${parameter}' schema ${schema}`;
}

export function parsingErrors(reasons: readonly string[]): string {
  return `Parsing error(s): ${reasons.join(' ')}`;
}

export function duplicateSignature(count: number, signature: string): string {
  return `Importing API has duplicate signature operations: ${count} operations with signature '${signature}'`;
}

export function sharedPropertyOfRevision(property: string): string {
  return `Can't change property ${property} for non-current revision `;
}

export function namedValueMissing(displayName: string): string {
  return `Property '${displayName}' not found.`;
}

export function certificateMissing(id: string): string {
  return `Certificate with id '${id}' not found.`;
}

export function identityMissing(clientId: string): string {
  return `Can not find Managed Identity with provided IdentityClientId : ${clientId}. For more information please see aka.ms/apimmsi.`;
}

export function linkExists(what: string): string {
  return `Link already exists between specified ${what}.`;
}

export function throttled(verb: 'read' | 'write' | 'delete', actor: string, seconds: number): string {
  return `Number of '${verb}' requests for subscription actor '${actor}' exceeded. Please try again after '${seconds}' seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling for additional information.`;
}
