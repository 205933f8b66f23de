import { invalidArgument } from './azure-devops-fault.js';
import { listAnswer, type ApiCall, type ApiResource } from './api-resource.js';
import { isNamed, showIdentity, type Identity } from './identities.js';
import { GUESSED_LOCATIONS, UNKNOWN_IDENTITY } from './unverified.js';

/**
 * The service has these at vssps.dev.azure.com; here they are under the same base as the rest, as a client's
 * configuration says where to look.
 */
export const IDENTITY_RESOURCES: readonly ApiResource[] = [
  {
    id: GUESSED_LOCATIONS.identities,
    area: 'IMS',
    name: 'identities',
    template: '_apis/{resource}/{identityId}',
    resourceVersion: 1,
    handlers: { list: (call) => listAnswer(findIdentities(call)), get: (call) => listAnswer(findById(call)) },
  },
];

const SEARCH_FILTERS = ['general', 'accountname', 'displayname', 'mailaddress', 'localgroupname'];

function findIdentities(call: ApiCall) {
  const ids = call.query('identityIds');
  if (ids !== undefined) return byText(call, ids, ({ id }) => id);
  const descriptors = call.query('descriptors');
  if (descriptors !== undefined) return byText(call, descriptors, ({ descriptor }) => descriptor);
  const filter = call.query('searchFilter') ?? '';
  const value = call.query('filterValue');
  if (!SEARCH_FILTERS.includes(filter.toLowerCase()) || value === undefined) {
    throw invalidArgument('Identities are found by identityIds, descriptors, or searchFilter with filterValue.');
  }
  return call.organization.identities.filter((identity) => isNamed(identity, value)).map(showIdentity);
}

function findById(call: ApiCall) {
  return byText(call, call.required('identityId'), ({ id }) => id);
}

/** One answer per wanted text, null for what nobody has. */
function byText(call: ApiCall, wanted: string, textOf: (identity: Identity) => string) {
  return wanted.split(',').map((text) => {
    const found = call.organization.identities.find(
      (identity) => textOf(identity).toLowerCase() === text.trim().toLowerCase(),
    );
    return found ? showIdentity(found) : UNKNOWN_IDENTITY;
  });
}
