import { beforeEach, describe, expect, it } from 'vitest';
import { add, POLICIES, policy, REQUIRED, useAzureDevOps } from '../../testing/use-azure-devops.js';

const { send, tip, push, identity } = useAzureDevOps();

const PULL_REQUESTS = 'apis/_apis/git/repositories/acme-apis/pullrequests';
const propose = (source: string, more: object = {}) =>
  send('POST', PULL_REQUESTS, {
    sourceRefName: `refs/heads/${source}`,
    targetRefName: 'refs/heads/main',
    title: 'T',
    ...more,
  });

describe('pull requests', () => {
  beforeEach(async () => {
    await push(add('/a'), { ref: 'refs/heads/a', oldObjectId: await tip() });
  });

  it('has one active for two branches', async () => {
    expect((await propose('a')).status).toBe(201);
    expect(await propose('a')).toMatchObject({ status: 409, body: { typeKey: 'GitPullRequestExistsException' } });
    expect((await send('PATCH', `${PULL_REQUESTS}/1`, { status: 'abandoned' })).body.status).toBe('abandoned');
    expect((await send('PATCH', `${PULL_REQUESTS}/1`, { title: 'U' })).status).toBe(400);
    expect((await propose('a')).body.pullRequestId).toBe(2);
    const count = async (query: string) => (await send('GET', `${PULL_REQUESTS}?${query}`)).body.count;
    expect(await count('')).toBe(1);
    expect(await count('searchCriteria.status=all&searchCriteria.sourceRefName=refs/heads/a')).toBe(2);
    expect(await count('searchCriteria.status=abandoned&searchCriteria.targetRefName=refs/heads/x')).toBe(0);
  });

  it.each([
    ['a branch that does not exist', { sourceRefName: 'refs/heads/none' }],
    ['the same branch twice', { sourceRefName: 'refs/heads/main' }],
    ['no title', { title: '' }],
    ['an unknown reviewer', { reviewers: [{ id: 'x' }] }],
  ])('refuses %s', async (_, change) => {
    expect((await propose('a', change)).status).toBe(400);
  });

  it('completes what was seen, and without conflicts', async () => {
    const { lastMergeSourceCommit } = (await propose('a')).body;
    await push(add('/b'), { ref: 'refs/heads/a', oldObjectId: await tip('heads/a') });
    const stale = await send('PATCH', `${PULL_REQUESTS}/1`, { status: 'completed', lastMergeSourceCommit });
    expect(stale.status).toBe(409);
    await push(add('/a', 'other'), { oldObjectId: await tip() });
    const shown = (await send('GET', `${PULL_REQUESTS}/1`)).body;
    expect(shown).toMatchObject({
      mergeStatus: 'conflicts',
      lastMergeSourceCommit: { commitId: await tip('heads/a') },
    });
    const body = { status: 'completed', lastMergeSourceCommit: shown.lastMergeSourceCommit };
    expect((await send('PATCH', `${PULL_REQUESTS}/1`, body)).body.message).toContain('conflicts');
  });

  it('adds required reviewers, and waits for them', async () => {
    const { id } = await identity('api-platform');
    await send('POST', POLICIES, policy(REQUIRED, { requiredReviewerIds: [id] }));
    const { reviewers, lastMergeSourceCommit } = (await propose('a')).body;
    expect(reviewers).toMatchObject([{ id, isRequired: true, vote: 0 }]);
    const completion = { status: 'completed', lastMergeSourceCommit };
    expect((await send('PATCH', `${PULL_REQUESTS}/1`, completion)).status).toBe(409);
    await send('PUT', `${PULL_REQUESTS}/1/reviewers/${id}`, { vote: 10 });
    expect((await send('PATCH', `${PULL_REQUESTS}/1`, { isDraft: true })).body.reviewers).toMatchObject([{ vote: 0 }]);
    await send('PATCH', `${PULL_REQUESTS}/1`, { isDraft: false });
    await send('PUT', `${PULL_REQUESTS}/1/reviewers/${id}`, { vote: 10 });
    expect((await send('PATCH', `${PULL_REQUESTS}/1`, completion)).body.status).toBe('completed');
  });
});
