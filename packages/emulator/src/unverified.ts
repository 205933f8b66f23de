import { stripEnds } from '@nx-apiops/plan';

/**
 * What no recording, document or report tells about the service, in one place. Each choice here is ours: a client that
 * relies on it relies on the emulator. A run of the contract suite against a live service is what would settle them.
 */

/** The words for a member that must be there; only the code and the target are known. */
export function requiredField(path: string): string {
  return `Required property '${path}' not found.`;
}

/** The words for texts that are too long. */
export function fieldTooLong(path: string, maxLength: number): string {
  return `Value of '${path}' is longer than ${maxLength} characters.`;
}

/** The words for texts with characters that are not allowed. */
export function fieldPattern(path: string): string {
  return `Value of '${path}' has characters that are not allowed.`;
}

/** The words for values outside of an enumeration. */
export function fieldNotOneOf(path: string, words: readonly string[]): string {
  return `Value of '${path}' must be one of: ${words.join(', ')}.`;
}

/** The words for numbers outside of their range. */
export function fieldOutOfRange(path: string, [minimum, maximum]: readonly [number, number]): string {
  return `Value of '${path}' must be between ${minimum} and ${maximum}.`;
}

/** The noun of `API not found.`; the other nouns are known. */
export const API_NOUN = 'API';

/** Whether the duplicate path message names APIs by id or by display name. */
export function apiNameInMessages(api: { readonly name: string; readonly displayName: string }): string {
  return api.displayName;
}

/** The body of a 412. Traces of other years show `ValidationError`, or no body at all. */
export const PRECONDITION_FAILED = {
  code: 'PreconditionFailed',
  message: 'Resource was modified since last retrieval.',
} as const;

/** A reference to a named value that does not exist, in a policy. That it is refused is known. */
export function namedValueMissingInPolicy(displayName: string): string {
  return `Property '${displayName}' not found.`;
}

/** Deleting what others refer to. That it is refused is known for all of these kinds, the words only for fragments. */
export function inUse(noun: string, name: string, users: readonly string[]): string {
  return `${noun} '${name}' cannot be deleted since it is used by the following entities: ${users.join(', ')}.`;
}

/** Renaming a named value that others refer to by its display name. That users are validated again is known. */
export function renamedInUse(displayName: string, users: readonly string[]): string {
  return `Property '${displayName}' cannot be renamed since it is used by the following entities: ${users.join(', ')}.`;
}

/** Display names of products are unique; the words are not known. */
export const PRODUCT_NAME_TAKEN = 'Product with the same name already exists';

/** Built-in resources (the master subscription, system groups) can be neither changed nor deleted; only the code is known. */
export function builtInRefused(noun: string): string {
  return `${noun} is built-in and cannot be changed.`;
}

/** A product or API that a subscription is for, or another thing that an id names, does not exist. */
export function referenceMissing(id: string): string {
  return `Entity with id '${id}' could not be found.`;
}

/** Two APIs of one version set with the same version. */
export function versionTaken(version: string): string {
  return `API version '${version}' already exists in the version set.`;
}

/** An operation that is written directly, with the method and template of another. */
export function operationTaken(method: string, urlTemplate: string): string {
  return `Operation with the same method '${method}' and URL template '${urlTemplate}' already exists.`;
}

/** A named value with a text and a Key Vault reference at once is refused or hangs; here it is refused. */
export const VALUE_AND_KEY_VAULT = 'Value and KeyVault cannot be specified together.';

/** A Key Vault reference that is not secret is refused with 400; the words are not known. */
export const KEY_VAULT_NOT_SECRET = 'Property with a KeyVault reference must be secret.';

/** A logger that has to have credentials and has none. A tool quotes these words. */
export const LOGGER_CREDENTIALS_MISSING = 'Properties specified are missing';

/** A schema that operations refer to needs `force=true` to go. */
export const SCHEMA_IN_USE = 'Schema cannot be deleted since operations of the API refer to it.';

/** An import by link to anything but the emulator's own downloads. */
export function linkUnreachable(url: string): string {
  return `Unable to download the document from '${url}'.`;
}

/** Formats that the service takes and the emulator does not. */
export function formatUnsupported(format: string): string {
  return `Format '${format}' is not supported.`;
}

/** Policy links are fetched by the service; the emulator fetches nothing. */
export const POLICY_LINK_UNREACHABLE = 'Policy document could not be downloaded.';

/** The largest page that `$top` can ask for. */
export const MAX_PAGE_SIZE = 100;

/** Whether `count` of a list is the number of all resources that match, or of those on the page. */
export const COUNT_IS_TOTAL = true;

/** How `nextLink` asks for the next page. */
export const NEXT_LINK_SKIP = '$skip';

/** Where lists show `provisioningState`: recorded for single resources only. */
export const PROVISIONING_STATE_IN_LISTS = true;

/** Status that the poll of a deletion answers in the end. */
export const DELETED_POLL_CODE = 200;

/** Name of the tag that an import makes for a tag of the document: known is only that it makes one. */
export function importedTagName(displayName: string): string {
  const name = stripEnds(displayName.trim().replace(/[*#&+:<>?/\\%\s]+/g, '-'), '-');
  return name === '' ? 'tag' : name;
}

/** Whether the service's own subscription of a deleted API goes with it. */
export const API_DELETE_REMOVES_SUBSCRIPTIONS = true;

/** The display name of an API that is created with neither a display name nor a document. */
export function defaultApiDisplayName(name: string): string {
  return name;
}

/** A policy other than `policy`, and a wiki other than `default`, fails with `BadRequest` and no words. */
export const WRONG_SINGLETON_NAME = { code: 'BadRequest', message: '' } as const;

/** Which response of a document becomes which status code: API Management has no `default`, and no ranges. */
export function importedStatusCode(code: string): number | undefined {
  return /^[1-5]\d\d$/.test(code) ? Number(code) : undefined;
}

/** The Location of a failed long-running deletion or write answers the error itself, in both forms. */
export const FAILED_POLL_STATUS = 400;

/** An element where the policy schema does not allow it; known are the words for other breaches. */
export function unexpectedPolicyElement(element: string, parent: string): string {
  return element === parent
    ? `The element '${element}' is not expected here.`
    : `The element '${parent}' has invalid child element '${element}'.`;
}

/** Refreshing the secret of a named value or certificate that comes from no Key Vault. */
export function notFromKeyVault(name: string): string {
  return `'${name}' has no KeyVault reference.`;
}

/** Code of the 409 for a link that exists already. */
export const LINK_EXISTS_CODE = 'ResourceAlreadyExists';

/** The words of the 406 for a synthetic GraphQL API. */
export const GRAPHQL_NOT_EXPORTED = 'The API cannot be exported in this format.';

/**
 * Collections that a tier may lack as well: users report that lists of groups are refused, and do not agree on which
 * tiers refuse them.
 */
export const TIER_DOUBTS = {
  consumption: ['groups', 'users'],
  basicv2: ['groups'],
  standardv2: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;
