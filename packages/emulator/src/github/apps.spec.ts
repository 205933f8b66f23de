import { describe, expect, it } from 'vitest';
import { startEmulator } from '../emulator.js';
import { startGraphQL } from '../testing/graphql-client.js';

const JWT = 'e30.e30.c2ln';
const TOKENS = '/app/installations/60000001/access_tokens';

describe('apps', () => {
  it('are known by a JSON web token', async () => {
    const { call } = await startGraphQL();
    expect((await call('GET', '/app', { token: JWT })).body).toMatchObject({ slug: 'apiops' });
    expect((await call('GET', '/app', { token: 'owner' })).status).toBe(401);
    expect((await call('GET', '/orgs/acme/installation', { token: JWT })).body).toMatchObject({ id: 60_000_001 });
    expect((await call('POST', '/app/installations/7/access_tokens', { token: JWT })).status).toBe(404);
  });

  it('get tokens for an hour', async () => {
    const time = { ms: Date.UTC(2026, 9, 1) };
    const emulator = await startEmulator({
      empty: true,
      clock: { now: () => time.ms },
      github: { repositories: [{ name: 'apis' }] },
    });
    const send = async (method: string, path: string, token: string) =>
      fetch(`${emulator.url}/github${path}`, { method, headers: { authorization: `Bearer ${token}` } });
    const { token, expires_at } = (await (await send('POST', TOKENS, JWT)).json()) as Record<string, string>;
    expect(token).toMatch(/^ghs_700001_[\w-]+\.[\w-]+\.[\w-]{300,}$/);
    expect(expires_at).toBe('2026-10-01T01:00:00Z');
    expect((await send('GET', '/repos/acme/apis', token ?? '')).status).toBe(200);
    time.ms += 3_600_000;
    expect((await send('GET', '/repos/acme/apis', token ?? '')).status).toBe(401);
    await emulator.close();
  });

  it('see and do only what their token was given', async () => {
    const { call, query, repository } = await startGraphQL({
      repositories: [
        { name: 'apis', files: { a: 'x' } },
        { name: 'other', files: { a: 'x' } },
      ],
    });
    const give = async (body: object) => (await call('POST', TOKENS, { token: JWT, body })).body;
    const given = await give({ repositories: ['apis'], permissions: { contents: 'write' } });
    const { token } = given;
    expect(given).toMatchObject({
      permissions: { contents: 'write', metadata: 'read' },
      repository_selection: 'selected',
      repositories: [{ name: 'apis' }],
    });
    expect((await call('GET', '/installation/repositories', { token })).body).toMatchObject({
      total_count: 1,
      repositories: [{ name: 'apis', permissions: { push: true, admin: false } }],
    });
    expect((await call('GET', '/repos/acme/other', { token })).status).toBe(404);
    const { oid, id } = await repository();
    const put = async (path: string) =>
      call('PUT', `/repos/acme/apis/contents/${path}`, { token, body: { message: 'x', content: '' } });
    expect((await put('b')).body.commit.verification.verified).toBe(true);
    expect((await put('.github/workflows/x.yml')).status).toBe(403);
    expect((await call('GET', '/repos/acme/apis/pulls', { token })).status).toBe(403);
    const text = `mutation ($input: CreatePullRequestInput!) { createPullRequest(input: $input) { clientMutationId } }`;
    const input = { repositoryId: id, baseRefName: 'main', headRefName: oid, title: 'x' };
    expect((await query(text, { input }, token)).body.errors).toMatchObject([
      { type: 'FORBIDDEN', message: 'Resource not accessible by integration' },
    ]);
  });

  it.each([
    [{ repositories: ['gone'] }, 'There is at least one repository that does not exist'],
    [{ repository_ids: Array.from({ length: 501 }, (_, index) => index) }, 'at most 500'],
    [{ permissions: { packages: 'write' } }, 'The permissions requested are not granted to this installation.'],
  ])('are refused tokens for what they do not have: %#', async (body, message) => {
    const { call } = await startGraphQL();
    expect(await call('POST', TOKENS, { token: JWT, body })).toMatchObject({
      status: 422,
      body: { message: expect.stringContaining(message) },
    });
  });
});
