import { describe, expect, it } from 'vitest';
import { startGitHub } from '../testing/git-hub-client.js';

const PATH = '/repos/acme/apis/branches/main/protection';
const BODY = {
  required_status_checks: { strict: true, checks: [{ context: 'gate', app_id: 15368 }] },
  enforce_admins: true,
  required_pull_request_reviews: {
    dismiss_stale_reviews: true,
    require_code_owner_reviews: true,
    required_approving_review_count: 2,
    require_last_push_approval: false,
    bypass_pull_request_allowances: { teams: ['api-platform'] },
  },
  restrictions: { users: ['octocat', 'nobody'], teams: ['api-platform'] },
  required_linear_history: true,
};
const NOTHING = {
  required_status_checks: null,
  enforce_admins: null,
  required_pull_request_reviews: null,
  restrictions: null,
};

describe('classic branch protection', () => {
  it('reads back what was written in its own form', async () => {
    const { call } = await startGitHub();
    const put = await call('PUT', PATH, { body: BODY });
    expect(put).toMatchObject({
      status: 200,
      body: {
        required_status_checks: { strict: true, contexts: ['gate'], checks: [{ context: 'gate', app_id: 15368 }] },
        enforce_admins: { enabled: true },
        required_pull_request_reviews: {
          required_approving_review_count: 2,
          bypass_pull_request_allowances: { users: [], teams: [{ slug: 'api-platform' }], apps: [] },
        },
        restrictions: { users: [{ login: 'octocat' }], teams: [{ slug: 'api-platform' }], apps: [] },
        required_linear_history: { enabled: true },
        allow_force_pushes: { enabled: false },
        required_signatures: { enabled: false },
      },
    });
    expect((await call('GET', PATH)).body).toEqual(put.body);
    expect((await call('GET', '/repos/acme/apis/branches/main')).body).toMatchObject({
      protected: true,
      protection: { enabled: true, required_status_checks: { enforcement_level: 'everyone', contexts: ['gate'] } },
    });
  });

  it('leaves out what is switched off', async () => {
    const { call } = await startGitHub();
    await call('PUT', PATH, { body: BODY });
    const { body } = await call('PUT', PATH, { body: NOTHING });
    expect(body).toMatchObject({ enforce_admins: { enabled: false }, required_linear_history: { enabled: false } });
    expect(body).not.toHaveProperty('required_status_checks');
    expect(body).not.toHaveProperty('required_pull_request_reviews');
    expect(body).not.toHaveProperty('restrictions');
  });

  it('tells absent protection from absent branches', async () => {
    const { call } = await startGitHub();
    expect(await call('GET', PATH)).toMatchObject({ status: 404, body: { message: 'Branch not protected' } });
    expect(await call('DELETE', PATH)).toMatchObject({ status: 404, body: { message: 'Branch not protected' } });
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await call(method, PATH.replace('main', 'other'), method === 'PUT' ? { body: BODY } : {});
      expect(answer).toMatchObject({ status: 404, body: { message: 'Branch not found' } });
    }
  });

  it('goes away', async () => {
    const { call } = await startGitHub();
    await call('PUT', PATH, { body: NOTHING });
    expect((await call('DELETE', PATH)).status).toBe(204);
    expect((await call('GET', PATH)).status).toBe(404);
  });

  it.each([
    [
      {},
      '"required_status_checks", "enforce_admins", "required_pull_request_reviews", "restrictions" weren\'t supplied.',
    ],
    [{ ...NOTHING, restrictions: undefined }, '"restrictions" wasn\'t supplied.'],
    [{ ...NOTHING, enforce_admins: 'yes' }, 'enforce_admins'],
    [{ ...NOTHING, required_status_checks: { contexts: [] } }, '"strict"'],
    [{ ...NOTHING, required_pull_request_reviews: { required_approving_review_count: 7 } }, 'from 0 to 6'],
    [{ ...NOTHING, restrictions: { users: [] } }, '"teams"'],
  ])('refuses %j', async (body, message) => {
    const { call } = await startGitHub();
    expect(await call('PUT', PATH, { body })).toMatchObject({
      status: 422,
      body: { message: expect.stringContaining(message) },
    });
  });

  it('demands signatures apart from the rest', async () => {
    const { call } = await startGitHub();
    const path = `${PATH}/required_signatures`;
    expect(await call('POST', path)).toMatchObject({ status: 404, body: { message: 'Branch not protected' } });
    await call('PUT', PATH, { body: NOTHING });
    expect(await call('POST', path)).toMatchObject({ status: 200, body: { enabled: true } });
    await call('PUT', PATH, { body: NOTHING });
    expect((await call('GET', PATH)).body.required_signatures.enabled).toBe(true);
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).body.enabled).toBe(false);
  });
});
