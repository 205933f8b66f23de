import type { components } from '@octokit/openapi-types';
import type { JsonObject } from '@nx-apiops/plan';
import { ACTIONS_APP_ID, nodeId, showActionsApp, showFullTeam, showTeam, showUser, WEB } from './accounts.js';
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
  'GET /orgs/{org}': (call) => ({ status: 200, body: showOrganization(call, call.organization()) }),
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
function showOrganization({ api, world, caller }: GitHubCall, { login, id }: Account): JsonObject {
  const url = `${api}/orgs/${login}`;
  const seats = world.users.length;
  return {
    login,
    id,
    node_id: nodeId('O', id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `https://avatars.githubusercontent.com/u/${id}?v=4`,
    description: null,
    has_organization_projects: true,
    has_repository_projects: true,
    public_repos: world.repositories.filter(({ visibility }) => visibility === 'public').length,
    public_gists: 0,
    followers: 0,
    following: 0,
    html_url: `${WEB}/${login}`,
    type: 'Organization',
    created_at: '2020-01-01T00:00:00Z',
    updated_at: '2020-01-01T00:00:00Z',
    archived_at: null,
    ...(caller === 'owner' && {
      plan: { name: world.plan, space: 976_562_499, private_repos: 999_999, filled_seats: seats, seats },
    }),
  } satisfies components['schemas']['organization-full'];
}
