import type { components } from '@octokit/openapi-types';
import type { Account, Team } from './world.js';

type Schemas = components['schemas'];

/** The web site, for addresses that people open. */
export const WEB = 'https://github.com';

/** What GitHub calls things beside their ids. */
export function nodeId(kind: string, id: number): string {
  return `${kind}_${Buffer.from(String(id)).toString('base64url')}`;
}

/** A user or organisation, in the short form that other answers embed. */
export function showAccount(api: string, { id, login }: Account, type: 'User' | 'Organization') {
  const url = `${api}/users/${login}`;
  return {
    login,
    id,
    node_id: nodeId(type === 'User' ? 'U' : 'O', id),
    avatar_url: `https://avatars.githubusercontent.com/u/${id}?v=4`,
    gravatar_id: '',
    url,
    html_url: `${WEB}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    user_view_type: 'public',
    site_admin: false,
  } satisfies Schemas['simple-user'];
}

/** A user as `/users/{login}` and `/user` show one. */
export function showUser(api: string, user: Account) {
  return {
    ...showAccount(api, user, 'User'),
    name: null,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: '2020-01-01T00:00:00Z',
    updated_at: '2020-01-01T00:00:00Z',
  } satisfies Schemas['public-user'];
}

export interface TeamPlace {
  readonly api: string;
  readonly organization: Account;
}

/** A team in a list. */
export function showTeam({ api, organization }: TeamPlace, { id, slug }: Team) {
  const url = `${api}/organizations/${organization.id}/team/${id}`;
  return {
    id,
    node_id: nodeId('T', id),
    name: slug,
    slug,
    description: null,
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    permission: 'pull',
    url,
    html_url: `${WEB}/orgs/${organization.login}/teams/${slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: 'organization',
    organization_id: organization.id,
    parent: null,
  } satisfies Schemas['team'];
}

/** An organisation in full, as anybody sees it. */
export function showOrganization(
  api: string,
  { login, id }: Account,
  { publicRepositories }: { readonly publicRepositories: number },
) {
  const url = `${api}/orgs/${login}`;
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
    public_repos: publicRepositories,
    public_gists: 0,
    followers: 0,
    following: 0,
    html_url: `${WEB}/${login}`,
    type: 'Organization',
    created_at: '2020-01-01T00:00:00Z',
    updated_at: '2020-01-01T00:00:00Z',
    archived_at: null,
  } satisfies Schemas['organization-full'];
}

export interface TeamCounts {
  readonly members: number;
  readonly repositories: number;
}

/** A team on its own. */
export function showFullTeam(place: TeamPlace, team: Team, counts: TeamCounts) {
  return {
    ...showTeam(place, team),
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    members_count: counts.members,
    repos_count: counts.repositories,
    created_at: '2020-01-01T00:00:00Z',
    updated_at: '2020-01-01T00:00:00Z',
    organization: showOrganization(place.api, place.organization, { publicRepositories: 0 }),
  } satisfies Schemas['team-full'];
}

/** The app behind the checks that workflows report. */
export const ACTIONS_APP_ID = 15_368;

/** The app that GitHub Actions is. */
export function showActionsApp(api: string) {
  return {
    id: ACTIONS_APP_ID,
    slug: 'github-actions',
    client_id: 'Iv1.05c79e9ad1f6bdfa',
    node_id: nodeId('A', ACTIONS_APP_ID),
    owner: showAccount(api, { id: 9919, login: 'github' }, 'Organization'),
    name: 'GitHub Actions',
    description: 'Automate your workflow from idea to production',
    external_url: 'https://help.github.com/en/actions',
    html_url: `${WEB}/apps/github-actions`,
    created_at: '2018-07-30T09:30:17Z',
    updated_at: '2019-12-10T19:04:12Z',
    permissions: { actions: 'write', checks: 'write', contents: 'write', metadata: 'read' },
    events: [],
  } satisfies Schemas['integration'];
}
