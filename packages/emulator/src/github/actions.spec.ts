import { describe, expect, it } from 'vitest';
import { startGitHub } from '../testing/git-hub-client.js';

const PATH = '/repos/acme/apis/actions/permissions';
const SUBJECT = '/repos/acme/apis/actions/oidc/customization/sub';

describe('permissions of Actions', () => {
  it('start open and are narrowed', async () => {
    const { call } = await startGitHub();
    expect((await call('GET', PATH)).body).toEqual({
      enabled: true,
      allowed_actions: 'all',
      sha_pinning_required: false,
    });
    const body = { enabled: true, allowed_actions: 'selected', sha_pinning_required: true };
    expect((await call('PUT', PATH, { body })).status).toBe(204);
    expect((await call('GET', PATH)).body).toMatchObject({
      ...body,
      selected_actions_url: expect.stringContaining('/selected-actions'),
    });
  });

  it('selects actions where they are to be selected', async () => {
    const { call } = await startGitHub();
    const path = `${PATH}/selected-actions`;
    const body = { github_owned_allowed: true, verified_allowed: false, patterns_allowed: ['azure/*'] };
    expect((await call('GET', path)).status).toBe(409);
    expect((await call('PUT', path, { body })).status).toBe(409);
    await call('PUT', PATH, { body: { enabled: true, allowed_actions: 'selected' } });
    expect((await call('PUT', path, { body })).status).toBe(204);
    expect((await call('GET', path)).body).toEqual(body);
  });

  it('limits the token of workflows', async () => {
    const { call } = await startGitHub();
    const path = `${PATH}/workflow`;
    const start = { default_workflow_permissions: 'read', can_approve_pull_request_reviews: false };
    expect((await call('GET', path)).body).toEqual(start);
    expect((await call('PUT', path, { body: { can_approve_pull_request_reviews: true } })).status).toBe(204);
    expect((await call('GET', path)).body).toEqual({ ...start, can_approve_pull_request_reviews: true });
  });

  it('shares workflows of private repositories', async () => {
    const { call } = await startGitHub({ repositories: [{ name: 'apis' }, { name: 'site', visibility: 'public' }] });
    const path = `${PATH}/access`;
    expect((await call('PUT', path, { body: { access_level: 'organization' } })).status).toBe(204);
    expect((await call('GET', path)).body).toEqual({ access_level: 'organization' });
    expect((await call('GET', '/repos/acme/site/actions/permissions/access')).status).toBe(422);
  });

  it.each([
    [PATH, {}],
    [PATH, { enabled: 'yes' }],
    [PATH, { enabled: true, allowed_actions: 'some' }],
    [`${PATH}/workflow`, { default_workflow_permissions: 'admin' }],
    [`${PATH}/access`, { access_level: 'world' }],
    [SUBJECT, {}],
    [SUBJECT, { use_default: false, include_claim_keys: 'repo' }],
  ])('refuses at %s %j', async (path, body) => {
    const { call, state } = await startGitHub();
    const before = state();
    expect((await call('PUT', path, { body })).status).toBe(422);
    expect(state()).toEqual(before);
  });
});

describe('subjects of workflows', () => {
  it('have ids in repositories that are new, and names in older ones', async () => {
    const { call } = await startGitHub({
      repositories: [
        { name: 'apis', createdAt: '2026-07-15T00:00:00Z' },
        { name: 'old', createdAt: '2026-07-14T23:59:59Z' },
      ],
    });
    const owner = (await call('GET', '/orgs/acme')).body.id;
    const id = (await call('GET', '/repos/acme/apis')).body.id;
    expect((await call('GET', SUBJECT)).body).toEqual({
      use_default: true,
      use_immutable_subject: false,
      sub_claim_prefix: `repo:acme@${owner}/apis@${id}`,
    });
    expect((await call('GET', SUBJECT.replace('apis', 'old'))).body.sub_claim_prefix).toBe('repo:acme/old');
  });

  it('have ids and other claims on demand', async () => {
    const { call } = await startGitHub({ repositories: [{ name: 'apis', createdAt: '2025-01-01T00:00:00Z' }] });
    const body = { use_default: false, include_claim_keys: ['repo', 'context'], use_immutable_subject: true };
    expect((await call('PUT', SUBJECT, { body })).status).toBe(201);
    expect((await call('GET', SUBJECT)).body).toMatchObject({
      ...body,
      sub_claim_prefix: expect.stringMatching(/^repo:acme@\d+\/apis@\d+$/),
    });
  });
});
