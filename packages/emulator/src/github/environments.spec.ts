import { describe, expect, it } from 'vitest';
import { startGitHub } from '../testing/git-hub-client.js';

const PATH = '/repos/acme/apis/environments/prod';
const POLICIES = `${PATH}/deployment-branch-policies`;
const CUSTOM = { deployment_branch_policy: { protected_branches: false, custom_branch_policies: true } };

async function startWithReviewers(seed = {}) {
  const gitHub = await startGitHub(seed);
  const team = (await gitHub.call('GET', '/orgs/acme/teams/api-platform')).body;
  const user = (await gitHub.call('GET', '/users/octocat')).body;
  const reviewers = [
    { type: 'Team', id: team.id },
    { type: 'User', id: user.id },
  ];
  return { ...gitHub, reviewers };
}

describe('environments', () => {
  it('reads back what was written in its own form', async () => {
    const { call, reviewers } = await startWithReviewers();
    const body = { wait_timer: 30, prevent_self_review: true, reviewers, ...CUSTOM };
    const put = await call('PUT', PATH, { body });
    expect(put).toMatchObject({
      status: 200,
      body: {
        name: 'prod',
        protection_rules: [
          { type: 'wait_timer', wait_timer: 30 },
          {
            type: 'required_reviewers',
            prevent_self_review: true,
            reviewers: [
              { type: 'Team', reviewer: { slug: 'api-platform' } },
              { type: 'User', reviewer: { login: 'octocat' } },
            ],
          },
          { type: 'branch_policy' },
        ],
        ...CUSTOM,
      },
    });
    expect((await call('GET', PATH)).body).toEqual(put.body);
    expect((await call('GET', '/repos/acme/apis/environments')).body).toEqual({
      total_count: 1,
      environments: [put.body],
    });
  });

  it('sets back what a PUT leaves out', async () => {
    const { call, reviewers } = await startWithReviewers();
    await call('PUT', PATH, { body: { wait_timer: 30, reviewers, ...CUSTOM } });
    expect((await call('PUT', PATH)).body).toMatchObject({ protection_rules: [], deployment_branch_policy: null });
  });

  it('minds no case and goes away', async () => {
    const { call } = await startGitHub();
    await call('PUT', PATH);
    expect((await call('GET', PATH.replace('prod', 'PROD'))).body.name).toBe('prod');
    expect((await call('DELETE', PATH)).status).toBe(204);
    expect((await call('GET', PATH)).status).toBe(404);
    expect((await call('DELETE', PATH)).status).toBe(404);
  });

  it('has names with slashes', async () => {
    const { call } = await startGitHub();
    expect((await call('PUT', '/repos/acme/apis/environments/eu%2Fprod')).body.name).toBe('eu/prod');
  });

  it.each([
    [{ reviewers: [{ type: 'Team', id: 7 }] }, 'reviewers exist'],
    [{ reviewers: [{ type: 'User', id: 7 }] }, 'reviewers exist'],
    [{ reviewers: Array.from({ length: 7 }, () => ({ type: 'User', id: 2001 })) }, 'At most 6'],
    [{ wait_timer: 43_201 }, 'wait_timer'],
    [{ deployment_branch_policy: { protected_branches: true, custom_branch_policies: true } }, 'same value'],
    [{ deployment_branch_policy: {} }, "weren't supplied"],
  ])('refuses %j', async (body, message) => {
    const { call } = await startGitHub();
    expect(await call('PUT', PATH, { body })).toMatchObject({
      status: 422,
      body: { message: expect.stringContaining(message) },
    });
    expect((await call('GET', PATH)).status).toBe(404);
  });
});

describe('environments and plans', () => {
  it.each([
    [{ reviewers: null }, 'required reviewers'],
    [{ prevent_self_review: false }, 'required reviewers'],
    [{ wait_timer: 0 }, 'wait timer'],
  ])('refuses %j in private repositories on Team, whatever it says', async (body, rule) => {
    const { call } = await startGitHub({ plan: 'team' });
    const message = `Failed to create the environment protection rule. Please ensure the billing plan supports the ${rule} protection rule.`;
    expect(await call('PUT', PATH, { body })).toMatchObject({ status: 422, body: { message } });
    expect((await call('PUT', PATH, { body: CUSTOM })).status).toBe(200);
  });

  it('takes all of it in public repositories', async () => {
    const { call, reviewers } = await startWithReviewers({
      plan: 'free',
      repositories: [{ name: 'apis', visibility: 'public' }],
    });
    expect((await call('PUT', PATH, { body: { reviewers, wait_timer: 5 } })).status).toBe(200);
  });

  it('has none in private repositories on Free', async () => {
    const { call } = await startGitHub({ plan: 'free' });
    expect((await call('GET', '/repos/acme/apis/environments')).status).toBe(404);
    expect((await call('PUT', PATH)).status).toBe(404);
    expect((await call('PUT', PATH, { body: { wait_timer: 5 } })).status).toBe(422);
    expect((await call('GET', `${PATH}/variables`)).status).toBe(404);
  });
});

describe('branches that may deploy', () => {
  it('are there for custom policies alone', async () => {
    const { call } = await startGitHub();
    await call('PUT', PATH);
    expect((await call('GET', POLICIES)).status).toBe(404);
    expect((await call('POST', POLICIES, { body: { name: 'main' } })).status).toBe(404);
  });

  it('are added, listed and removed', async () => {
    const { call } = await startGitHub();
    await call('PUT', PATH, { body: CUSTOM });
    const made = await call('POST', POLICIES, { body: { name: 'release/*' } });
    expect(made).toMatchObject({ status: 200, body: { name: 'release/*', type: 'branch' } });
    expect((await call('POST', POLICIES, { body: { name: 'release/*' } })).status).toBe(303);
    expect((await call('POST', POLICIES, { body: { name: 'release/*', type: 'tag' } })).status).toBe(200);
    expect((await call('POST', POLICIES, { body: {} })).status).toBe(422);
    expect((await call('GET', POLICIES)).body).toMatchObject({ total_count: 2, branch_policies: [made.body, {}] });
    await call('PUT', PATH, { body: CUSTOM });
    expect((await call('GET', POLICIES)).body.total_count).toBe(2);
    expect((await call('DELETE', `${POLICIES}/${made.body.id}`)).status).toBe(204);
    expect((await call('DELETE', `${POLICIES}/${made.body.id}`)).status).toBe(404);
  });
});
