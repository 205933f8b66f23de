import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { isJsonList, listOf, objectAt, objectsAt } from '../json-members.js';
import { invalidRequest, notSupplied } from './github-fault.js';
import { KEEPS_UNKNOWN_RESTRICTIONS } from './unverified.js';
import type { World } from './world.js';

const REQUIRED = ['required_status_checks', 'enforce_admins', 'required_pull_request_reviews', 'restrictions'];
const SWITCHES = [
  'required_linear_history',
  'allow_force_pushes',
  'allow_deletions',
  'block_creations',
  'required_conversation_resolution',
  'lock_branch',
  'allow_fork_syncing',
];
const MOST_REVIEWS = 6;

/**
 * Classic branch protection as it is stored: every member of a PUT with what GitHub takes for those left out.
 * Throws the 422 for bodies that GitHub does not take.
 */
export function parseProtection(world: World, body: JsonObject): JsonObject {
  const missing = REQUIRED.filter((name) => body[name] === undefined);
  if (missing.length > 0) throw notSupplied(missing);
  for (const name of ['enforce_admins', ...SWITCHES]) {
    const value = body[name] ?? null;
    if (value !== null && typeof value !== 'boolean') throw wrongType(name, value, 'boolean');
  }
  for (const name of ['required_status_checks', 'required_pull_request_reviews', 'restrictions']) {
    const value = body[name] ?? null;
    if (value !== null && !isJsonObject(value)) throw wrongType(name, value, 'object');
  }
  return {
    required_status_checks: parseChecks(body['required_status_checks'] ?? null),
    enforce_admins: body['enforce_admins'] === true,
    required_pull_request_reviews: parseReviews(world, body['required_pull_request_reviews'] ?? null),
    restrictions: parsePeople(world, body['restrictions'] ?? null, ['users', 'teams']),
    ...Object.fromEntries(SWITCHES.map((name) => [name, body[name] === true])),
  };
}

/** The deprecated `contexts` are checks that any app may report. */
function parseChecks(value: Json): JsonObject | null {
  if (!isJsonObject(value)) return null;
  if (typeof value['strict'] !== 'boolean') throw notSupplied(['strict']);
  if (value['contexts'] === undefined && value['checks'] === undefined) throw notSupplied(['contexts']);
  const checks = isJsonList(value['checks'])
    ? objectsAt(value, 'checks').map(({ context, app_id }) => ({
        context: String(context),
        app_id: app_id === undefined || app_id === -1 ? null : app_id,
      }))
    : listOf(value['contexts']).map((context) => ({ context: String(context), app_id: null }));
  return { strict: value['strict'], checks };
}

function parseReviews(world: World, value: Json): JsonObject | null {
  if (!isJsonObject(value)) return null;
  const count = value['required_approving_review_count'] ?? 1;
  if (!Number.isInteger(count) || Number(count) < 0 || Number(count) > MOST_REVIEWS) {
    throw wrongType('required_approving_review_count', count, `number from 0 to ${MOST_REVIEWS}`);
  }
  const dismissal = parsePeople(world, value['dismissal_restrictions'] ?? null, []);
  const bypass = parsePeople(world, value['bypass_pull_request_allowances'] ?? null, []);
  const isDismissalOpen = Object.keys(objectAt(value, 'dismissal_restrictions')).length === 0;
  return {
    dismiss_stale_reviews: value['dismiss_stale_reviews'] === true,
    require_code_owner_reviews: value['require_code_owner_reviews'] === true,
    require_last_push_approval: value['require_last_push_approval'] === true,
    required_approving_review_count: count,
    ...(dismissal && !isDismissalOpen && { dismissal_restrictions: dismissal }),
    ...(bypass && { bypass_pull_request_allowances: bypass }),
  };
}

function parsePeople(world: World, value: Json, required: readonly string[]): JsonObject | null {
  if (!isJsonObject(value)) return null;
  const missing = required.filter((name) => !isJsonList(value[name]));
  if (missing.length > 0) throw notSupplied(missing);
  const names = (member: string, isKnown: (name: string) => boolean): readonly string[] =>
    listOf(value[member])
      .map(String)
      .filter((name) => KEEPS_UNKNOWN_RESTRICTIONS || isKnown(name));
  return {
    users: names('users', (login) => world.findUser(login) !== undefined),
    teams: names('teams', (slug) => world.findTeam(slug) !== undefined),
    apps: names('apps', () => false),
  };
}

function wrongType(name: string, value: Json, wanted: string) {
  return invalidRequest(`For 'properties/${name}', ${JSON.stringify(value)} is not a ${wanted}.`);
}
