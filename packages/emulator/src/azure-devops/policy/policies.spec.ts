import { describe, expect, it } from 'vitest';
import { add, POLICIES, policy, REQUIRED, REVIEWERS, useAzureDevOps } from '../../testing/use-azure-devops.js';

const { send, tip, push } = useAzureDevOps();

const BUILD = '0609b952-1397-4640-95ec-e00a01b2c241';

describe('branch policies', () => {
  it('keeps settings and counts revisions', async () => {
    const created = await send('POST', POLICIES, policy(REVIEWERS, { minimumApproverCount: 1, other: { deep: [1] } }));
    expect(created.body).toMatchObject({ id: 1, revision: 1, type: { displayName: 'Minimum number of reviewers' } });
    const body = policy(REVIEWERS, { minimumApproverCount: 2 });
    expect((await send('PUT', `${POLICIES}/1`, body)).body).toMatchObject({ revision: 2, settings: body.settings });
    expect((await send('GET', POLICIES)).body.count).toBe(1);
    expect((await send('DELETE', `${POLICIES}/1`)).status).toBe(204);
    expect((await send('GET', `${POLICIES}/1`)).status).toBe(404);
  });

  it.each([
    ['an unknown kind', policy('00000000-0000-4000-8000-000000000000', {})],
    ['no scope', policy(REVIEWERS, { minimumApproverCount: 1, scope: [] })],
    ['an unknown repository', policy(REVIEWERS, { minimumApproverCount: 1, scope: [{ repositoryId: 'x' }] })],
    ['no number of reviewers', policy(REVIEWERS, {})],
    ['an unknown build', policy(BUILD, { buildDefinitionId: 99 })],
    ['an unknown reviewer', policy(REQUIRED, { requiredReviewerIds: ['00000000-0000-4000-8000-000000000000'] })],
  ])('refuses %s', async (_, body) => {
    expect((await send('POST', POLICIES, body)).status).toBe(400);
  });

  it('protects the branch from pushes', async () => {
    await send('POST', POLICIES, policy(REVIEWERS, { minimumApproverCount: 1 }));
    const pushed = await push(add('/x'), { oldObjectId: await tip() });
    expect(pushed).toMatchObject({ status: 403 });
    expect(pushed.body.message).toContain('TF402455');
    expect((await push(add('/x'), { ref: 'refs/heads/topic', oldObjectId: await tip() })).status).toBe(201);
  });
});
