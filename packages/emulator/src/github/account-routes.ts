import type { components } from '@octokit/openapi-types';
import type { JsonObject } from '@nx-apiops/plan';
import { ACTIONS_APP_ID, showActionsApp, showFullTeam, showOrganization, showTeam, showUser } from './accounts.js';
import type { GitHubCall, GitHubRoutes } from './github-call.js';
import { notAccessible, notFound } from './github-fault.js';
import { listAnswer } from './page.js';
import type { Account, Team } from './world.js';

/** Users, organisations, teams and apps, all of them only to be read. */
export const ACCOUNT_ROUTES: GitHubRoutes = {
  'GET /meta': () => ({ status: 200, body: { verifiable_password_authentication: false } }),
  'GET /user': (call) => {
    if (call.caller === 'reader' || call.access.installation) throw notAccessible();
    return { status: 200, body: showUser(call.api, call.world.owner) };
  },
  'GET /user/{id}': (call) => userAnswer(call, ({ id }) => String(id) === call.param('id')),
  'GET /users/{login}': (call) => {
    const found = call.world.findUser(call.param('login'));
    return userAnswer(call, (user) => user === found);
  },
  'GET /orgs/{org}': (call) => ({ status: 200, body: showOwnOrganization(call, call.organization()) }),
  'GET /orgs/{org}/teams': (call) => {
    const organization = call.organization();
    if (call.caller === 'stranger') throw notFound();
    return listAnswer(call, call.world.teams, (team) => showTeam({ api: call.api, organization }, team));
  },
  'GET /orgs/{org}/teams/{team}': (call) => teamAnswer(call, call.team()),
  'GET /organizations/{id}/team/{team}': (call) => {
    const isHere = call.param('id') === String(call.world.organization.id);
    const team = call.world.teams.find(({ id }) => String(id) === call.param('team'));
    if (!isHere || !team || call.caller === 'stranger') throw notFound();
    return teamAnswer(call, team);
  },
  'GET /apps/{slug}': (call) => {
    const { slug, ...app } = showActionsApp(call.api);
    if (call.param('slug') !== slug) throw notFound();
    return { status: 200, body: { slug, ...app, id: ACTIONS_APP_ID } };
  },
};

function userAnswer(call: GitHubCall, isMeant: (user: Account) => boolean) {
  const user = call.world.users.find(isMeant);
  if (!user) throw notFound();
  return { status: 200, body: showUser(call.api, user) };
}

function teamAnswer({ api, world }: GitHubCall, team: Team) {
  const repositories = world.repositories.filter(({ teams }) => teams.has(team.slug)).length;
  const counts = { members: world.users.length, repositories };
  return { status: 200, body: showFullTeam({ api, organization: world.organization }, team, counts) };
}

/** The plan is for the eyes of owners. */
function showOwnOrganization({ api, world, caller }: GitHubCall, organization: Account): JsonObject {
  const publicRepositories = world.repositories.filter(({ visibility }) => visibility === 'public').length;
  const seats = world.users.length;
  return {
    ...showOrganization(api, organization, { publicRepositories }),
    ...(caller === 'owner' && {
      plan: { name: world.plan, space: 976_562_499, private_repos: 999_999, filled_seats: seats, seats },
    }),
  } satisfies components['schemas']['organization-full'];
}
