import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { listOf, objectAt, objectsAt } from '../json-members.js';
import { showAccount, showTeam } from './accounts.js';
import type { GitHubCall } from './github-call.js';

export interface ProtectionToShow {
  /** Address of the protection. */
  readonly url: string;
  /** As `parseProtection` made it. */
  readonly content: JsonObject;
  readonly isSigned: boolean;
}

/** Classic protection the way GitHub reads it back, which is not the way it is written. */
export function showProtection(call: GitHubCall, { url, content, isSigned }: ProtectionToShow): JsonObject {
  const on = (name: string): JsonObject => ({ enabled: content[name] === true });
  return {
    url,
    ...(isJsonObject(content['required_status_checks']) && {
      required_status_checks: showChecks(`${url}/required_status_checks`, content['required_status_checks']),
    }),
    ...(isJsonObject(content['required_pull_request_reviews']) && {
      required_pull_request_reviews: showReviews(call, url, content['required_pull_request_reviews']),
    }),
    ...(isJsonObject(content['restrictions']) && {
      restrictions: {
        url: `${url}/restrictions`,
        users_url: `${url}/restrictions/users`,
        teams_url: `${url}/restrictions/teams`,
        apps_url: `${url}/restrictions/apps`,
        ...showPeople(call, content['restrictions']),
      },
    }),
    required_signatures: { url: `${url}/required_signatures`, enabled: isSigned },
    enforce_admins: { url: `${url}/enforce_admins`, ...on('enforce_admins') },
    required_linear_history: on('required_linear_history'),
    allow_force_pushes: on('allow_force_pushes'),
    allow_deletions: on('allow_deletions'),
    block_creations: on('block_creations'),
    required_conversation_resolution: on('required_conversation_resolution'),
    lock_branch: on('lock_branch'),
    allow_fork_syncing: on('allow_fork_syncing'),
  };
}

/** Checks with the plain names of them, which older clients read. */
export function showChecks(url: string, checks: JsonObject): JsonObject {
  return {
    url,
    strict: checks['strict'],
    contexts: objectsAt(checks, 'checks').map(({ context }) => context ?? null),
    contexts_url: `${url}/contexts`,
    checks: checks['checks'],
  };
}

function showReviews(call: GitHubCall, protectionUrl: string, reviews: JsonObject): JsonObject {
  const url = `${protectionUrl}/required_pull_request_reviews`;
  const dismissalUrl = `${protectionUrl}/dismissal_restrictions`;
  return {
    url,
    ...reviews,
    ...(reviews['dismissal_restrictions'] !== undefined && {
      dismissal_restrictions: {
        url: dismissalUrl,
        users_url: `${dismissalUrl}/users`,
        teams_url: `${dismissalUrl}/teams`,
        ...showPeople(call, objectAt(reviews, 'dismissal_restrictions')),
      },
    }),
    ...(reviews['bypass_pull_request_allowances'] !== undefined && {
      bypass_pull_request_allowances: showPeople(call, objectAt(reviews, 'bypass_pull_request_allowances')),
    }),
  };
}

function showPeople({ api, world }: GitHubCall, people: JsonObject): Readonly<Record<string, Json>> {
  const place = { api, organization: world.organization };
  return {
    users: listOf(people['users']).flatMap((login) => {
      const user = world.findUser(String(login));
      return user ? [showAccount(api, user, 'User')] : [];
    }),
    teams: listOf(people['teams']).flatMap((slug) => {
      const team = world.findTeam(String(slug));
      return team ? [showTeam(place, team)] : [];
    }),
    apps: [],
  };
}
