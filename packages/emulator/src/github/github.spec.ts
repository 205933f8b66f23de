import { describe, expect, it } from 'vitest';
import { startGitHub } from '../testing/git-hub-client.js';
import { resolveOptions } from '../options.js';

describe('tokens', () => {
  it('refuses calls without one', async () => {
    const { call } = await startGitHub();
    expect(await call('GET', '/repos/acme/apis', { token: '' })).toMatchObject({
      status: 401,
      body: { message: 'Requires authentication', documentation_url: expect.any(String), status: '401' },
    });
  });

  it('takes both forms of the header and refuses others', async () => {
    const { url } = await startGitHub();
    const statusOf = async (authorization: string) =>
      (await fetch(`${url}/repos/acme/apis`, { headers: { authorization } })).status;
    expect(await statusOf('token x')).toBe(200);
    expect(await statusOf('bearer x')).toBe(200);
    expect(await statusOf('Basic eDp5')).toBe(401);
  });

  it.each([
    ['PATCH', '/repos/acme/apis'],
    ['POST', '/repos/acme/apis/rulesets'],
    ['PUT', '/repos/acme/apis/environments/prod'],
    ['POST', '/repos/acme/apis/actions/variables'],
    ['PUT', '/repos/acme/apis/contents/a.txt'],
    ['PUT', '/orgs/acme/teams/api-platform/repos/acme/apis'],
    ['GET', '/repos/acme/apis/actions/permissions'],
    ['GET', '/repos/acme/apis/actions/permissions/workflow'],
    ['GET', '/repos/acme/apis/branches/main/protection'],
    ['GET', '/repos/acme/apis/teams'],
    ['GET', '/orgs/acme/rulesets'],
    ['GET', '/user'],
  ])('refuses %s %s to an app that may only read', async (method, path) => {
    const { call } = await startGitHub();
    expect(await call(method, path, { token: 'read-only', ...(method !== 'GET' && { body: {} }) })).toMatchObject({
      status: 403,
      body: { message: 'Resource not accessible by integration', status: '403' },
    });
  });

  it('hides private repositories and teams from those without access', async () => {
    const { call } = await startGitHub({ repositories: [{ name: 'apis' }, { name: 'site', visibility: 'public' }] });
    const statusOf = async (method: string, path: string) => (await call(method, path, { token: 'no-access' })).status;
    expect(await statusOf('GET', '/repos/acme/apis')).toBe(404);
    expect(await statusOf('PATCH', '/repos/acme/apis')).toBe(404);
    expect(await statusOf('GET', '/repos/acme/apis/environments')).toBe(404);
    expect(await statusOf('GET', '/orgs/acme/teams/api-platform')).toBe(404);
    expect(await statusOf('GET', '/repos/acme/site')).toBe(200);
    expect(await statusOf('PATCH', '/repos/acme/site')).toBe(403);
    expect(await statusOf('GET', '/repos/acme/site/actions/variables')).toBe(403);
    expect(await statusOf('GET', '/repos/acme/site/actions/secrets')).toBe(403);
  });
});

describe('headers', () => {
  it('tells the rate limit and an id of the request', async () => {
    const { call } = await startGitHub();
    await call('GET', '/orgs/acme');
    expect((await call('GET', '/nowhere')).headers).toMatchObject({
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '4998',
      'x-ratelimit-used': '2',
      'x-github-request-id': expect.stringMatching(/^\w+:\w+$/),
    });
    expect((await call('GET', '/rate_limit')).body.rate).toMatchObject({ limit: 5000, used: 2 });
  });

  it('refuses one write with a secondary rate limit, and takes the next', async () => {
    const { call } = await startGitHub({ secondaryLimitAfter: 1 });
    const post = async (name: string) =>
      call('POST', '/repos/acme/apis/actions/variables', { body: { name, value: 'x' } });
    expect((await post('A')).status).toBe(201);
    expect(await post('B')).toMatchObject({
      status: 403,
      headers: { 'retry-after': '1' },
      body: { message: expect.stringContaining('secondary rate limit') },
    });
    expect((await post('B')).status).toBe(201);
  });

  it('links pages', async () => {
    const { call, url } = await startGitHub({ teams: ['a', 'b', 'c'] });
    const { headers, body } = await call('GET', '/orgs/acme/teams?per_page=1&page=2');
    expect(body).toMatchObject([{ slug: 'b' }]);
    expect(headers['link']).toBe(
      [
        `<${url}/orgs/acme/teams?per_page=1&page=1>; rel="prev"`,
        `<${url}/orgs/acme/teams?per_page=1&page=3>; rel="next"`,
        `<${url}/orgs/acme/teams?per_page=1&page=3>; rel="last"`,
        `<${url}/orgs/acme/teams?per_page=1&page=1>; rel="first"`,
      ].join(', '),
    );
    expect((await call('GET', '/orgs/acme/teams')).headers['link']).toBeUndefined();
  });

  it('says what is no JSON', async () => {
    const { call } = await startGitHub();
    expect(await call('PATCH', '/repos/acme/apis', { body: '{' })).toMatchObject({
      status: 400,
      body: { message: 'Problems parsing JSON' },
    });
  });
});

describe('accounts', () => {
  it('finds users, teams, the organisation and the app of Actions by name and by id', async () => {
    const { call } = await startGitHub();
    const user = (await call('GET', '/users/OctoCat')).body;
    const team = (await call('GET', '/orgs/acme/teams/api-platform')).body;
    const organization = (await call('GET', '/orgs/ACME')).body;
    expect(organization).toMatchObject({ login: 'acme', plan: { name: 'enterprise' } });
    expect((await call('GET', `/user/${user.id}`)).body).toEqual(user);
    expect((await call('GET', '/user')).body).toEqual(user);
    expect((await call('GET', `/organizations/${organization.id}/team/${team.id}`)).body).toEqual(team);
    expect((await call('GET', '/apps/github-actions')).body).toMatchObject({ id: 15368, slug: 'github-actions' });
  });

  it.each(['/users/nobody', '/orgs/other', '/orgs/acme/teams/nobody', '/apps/other', '/user/7'])(
    'has no %s',
    async (path) => {
      const { call } = await startGitHub();
      expect(await call('GET', path)).toMatchObject({ status: 404, body: { message: 'Not Found' } });
    },
  );

  it('shows the plan to owners only', async () => {
    const { call } = await startGitHub({ plan: 'team' });
    expect((await call('GET', '/orgs/acme')).body.plan.name).toBe('team');
    expect((await call('GET', '/orgs/acme', { token: 'read-only' })).body.plan).toBeUndefined();
  });
});

describe('repositories', () => {
  it('shows one, how it merges only to those who may write', async () => {
    const { call } = await startGitHub();
    const owner = (await call('GET', '/repos/Acme/APIS')).body;
    expect(owner).toMatchObject({
      name: 'apis',
      full_name: 'acme/apis',
      private: true,
      visibility: 'private',
      default_branch: 'main',
      archived: false,
      allow_squash_merge: true,
      permissions: { admin: true },
      owner: { login: 'acme', type: 'Organization' },
    });
    const reader = (await call('GET', '/repos/acme/apis', { token: 'read-only' })).body;
    expect(reader).toMatchObject({ permissions: { admin: false, push: false, pull: true } });
    expect(reader.allow_squash_merge).toBeUndefined();
  });

  it('changes how it merges', async () => {
    const { call } = await startGitHub();
    const changes = { allow_merge_commit: false, allow_auto_merge: true, squash_merge_commit_title: 'PR_TITLE' };
    expect((await call('PATCH', '/repos/acme/apis', { body: changes })).body).toMatchObject(changes);
    expect((await call('GET', '/repos/acme/apis')).body).toMatchObject({ ...changes, allow_squash_merge: true });
  });

  it.each([
    { allow_squash_merge: 'yes' },
    { allow_merge_commit: false, allow_squash_merge: false, allow_rebase_merge: false },
    { default_branch: 'nowhere' },
    { squash_merge_commit_title: 'OTHER' },
  ])('refuses %j', async (body) => {
    const { call } = await startGitHub();
    const before = (await call('GET', '/repos/acme/apis')).body;
    expect(await call('PATCH', '/repos/acme/apis', { body })).toMatchObject({
      status: 422,
      body: { message: 'Validation Failed' },
    });
    expect((await call('GET', '/repos/acme/apis')).body).toEqual(before);
  });

  it('gives it to teams', async () => {
    const { call } = await startGitHub();
    const path = '/orgs/acme/teams/api-platform/repos/acme/apis';
    expect((await call('GET', path)).status).toBe(404);
    expect((await call('PUT', path, { body: { permission: 'maintain' } })).status).toBe(204);
    expect((await call('GET', '/repos/acme/apis/teams')).body).toMatchObject([
      { slug: 'api-platform', permission: 'maintain', permissions: { maintain: true, admin: false } },
    ]);
    expect((await call('PUT', path, { body: { permission: 'rule' } })).status).toBe(422);
  });
});

describe('state', () => {
  it('goes back to the start', async () => {
    const { call, emulator, state } = await startGitHub();
    const before = state();
    await call('POST', '/repos/acme/apis/actions/variables', { body: { name: 'a', value: 'x' } });
    expect(state().repositories.apis.variables).toEqual({ A: 'x' });
    emulator.reset();
    expect(state()).toEqual(before);
  });
});

describe('options', () => {
  it.each([
    [{ organization: 'a b' }, 'github "a b"'],
    [{ plan: 'pro' as 'team' }, 'github.plan "pro"'],
    [{ users: [] }, 'github.users'],
    [{ repositories: [{ name: 'a/b' }] }, 'github.repositories "a/b"'],
    [{ repositories: [{ name: 'a' }, { name: 'A' }] }, 'github.repositories a, a'],
    [{ repositories: [{ name: 'a', createdAt: 'soon' }] }, 'github.repositories createdAt "soon"'],
    [{ secondaryLimitAfter: -1 }, 'github.secondaryLimitAfter -1'],
  ])('refuses %j', (github, option) => {
    expect(() => resolveOptions({ github })).toThrow(option);
  });
});
