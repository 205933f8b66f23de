import { WebApi, getBearerHandler } from 'azure-devops-node-api';
import { VersionControlRecursionType } from 'azure-devops-node-api/interfaces/GitInterfaces.js';
import { describe, expect, it } from 'vitest';
import { add, policy, POLICIES, PREVIEW, REVIEWERS, useAzureDevOps, ZEROS } from '../testing/use-azure-devops.js';

const { send, restart, tip, push, state, emulator } = useAzureDevOps();
const MANY = { count: 300, prefix: 'api-', files: { 'a/b.yaml': 'b', 'README.md': 'r' } };
const REPOSITORIES = 'apis/_apis/git/repositories';

describe('many repositories', () => {
  it('come from one seed', async () => {
    await restart({ repositories: [], manyRepositories: MANY });
    const { body } = await send('GET', REPOSITORIES);
    expect(body.count).toBe(300);
    expect(body.value[299]).toMatchObject({ name: 'api-0300', defaultBranch: 'refs/heads/main', isDisabled: false });
  });

  it('may be forks, read-only or protected', async () => {
    await restart({
      repositories: [{ name: 'fork', isFork: true }],
      manyRepositories: [
        { count: 1, prefix: 'watched-', noWrite: true },
        { count: 2, prefix: 'guarded-', protectedBranch: true },
      ],
    });
    const { body } = await send('GET', REPOSITORIES);
    expect(body.value.map(({ name, isFork }: { name: string; isFork?: boolean }) => [name, isFork])).toEqual([
      ['fork', true],
      ['watched-0001', undefined],
      ['guarded-0001', undefined],
      ['guarded-0002', undefined],
    ]);
    const pushTo = async (name: string) => {
      const { value } = (await send('GET', `${REPOSITORIES}/${name}/refs`)).body;
      const refUpdates = [{ name: 'refs/heads/main', oldObjectId: value[0].objectId }];
      const commits = [{ comment: 'x', changes: [add('/x')] }];
      return send('POST', `${REPOSITORIES}/${name}/pushes`, { refUpdates, commits });
    };
    expect((await pushTo('fork')).status).toBe(201);
    expect(await pushTo('watched-0001')).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining("TF401027: You need the Git 'GenericContribute' permission") },
    });
    expect(await pushTo('guarded-0002')).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining('TF402455') },
    });
    const proposal = { sourceRefName: 'refs/heads/x', targetRefName: 'refs/heads/main', title: 'T' };
    expect((await send('POST', `${REPOSITORIES}/watched-0001/pullrequests`, proposal)).status).toBe(403);
    const made = [{ name: 'refs/heads/x', oldObjectId: ZEROS, newObjectId: ZEROS }];
    expect((await send('POST', `${REPOSITORIES}/watched-0001/refs`, made)).body.value).toMatchObject([
      { success: false, updateStatus: 'writePermissionRequired' },
    ]);
    expect((await send('GET', POLICIES)).body.value).toMatchObject([
      { id: 1, type: { id: REVIEWERS, url: expect.stringContaining('/_apis/policy/types/') } },
      { id: 2, url: expect.stringContaining('/configurations/2') },
    ]);
  });

  it('are read in batches', async () => {
    await restart({ repositories: [], manyRepositories: MANY });
    const batch = {
      itemDescriptors: [
        { path: '/README.md', version: 'main', versionType: 'branch' },
        { path: '/a', recursionLevel: 'full' },
      ],
    };
    const found = await send('POST', `${REPOSITORIES}/api-0001/itemsbatch`, batch, { token: 'read-only' });
    expect(found.body.value.map((items: { path: string }[]) => items.map(({ path }) => path))).toEqual([
      ['/README.md'],
      ['/a', '/a/b.yaml'],
    ]);
    const gone = { itemDescriptors: [{ path: '/gone' }] };
    expect((await send('POST', `${REPOSITORIES}/api-0001/itemsbatch`, gone)).status).toBe(404);
    const client = new WebApi(`${emulator().url}/azure-devops/acme`, getBearerHandler('any'));
    const lists = await (
      await client.getGitApi()
    ).getItemsBatch(
      { itemDescriptors: [{ path: '/', recursionLevel: VersionControlRecursionType.Full }] },
      'api-0002',
      'apis',
    );
    expect(lists[0]).toHaveLength(4);
  });

  it('that are disabled are listed and nothing more', async () => {
    await restart({ repositories: [{ name: 'old', isDisabled: true }] });
    expect((await send('GET', REPOSITORIES)).body.value).toMatchObject([{ name: 'old', isDisabled: true }]);
    expect(await send('GET', `${REPOSITORIES}/old/refs`)).toMatchObject({
      status: 404,
      body: { typeKey: 'GitRepositoryNotFoundException' },
    });
    await send('PATCH', `${REPOSITORIES}/old`, { isDisabled: false });
    expect((await send('GET', `${REPOSITORIES}/old/refs`)).status).toBe(200);
  });
});

describe('a pull request', () => {
  it('has statuses, labels and evaluations of policies', async () => {
    await push(add('/a'), { ref: 'refs/heads/a', oldObjectId: await tip() });
    await send('POST', POLICIES, policy(REVIEWERS, { minimumApproverCount: 1 }));
    const path = `${REPOSITORIES}/acme-apis/pullrequests`;
    const proposal = { sourceRefName: 'refs/heads/a', targetRefName: 'refs/heads/main', title: 'T' };
    await send('POST', path, { ...proposal, labels: [{ name: 'rollout' }] });
    const status = { state: 'succeeded', context: { name: 'gate', genre: 'apiops' } };
    expect((await send('POST', `${path}/1/statuses`, status)).body.state).toBe('succeeded');
    expect((await send('GET', `${path}/1/statuses`)).body.count).toBe(1);
    const artifact = encodeURIComponent('vstfs:///CodeReview/CodeReviewId/apis/1');
    const evaluations = await send('GET', `apis/_apis/policy/evaluations?artifactId=${artifact}`, undefined, PREVIEW);
    expect(evaluations.body.value).toMatchObject([{ status: 'running' }]);
    expect((await send('DELETE', `${path}/1/labels/rollout`)).status).toBe(200);
    expect((await send('GET', `${path}/1/labels`)).body.count).toBe(0);
    expect((await send('PATCH', `${path}/1`, { status: 'abandoned' })).body.status).toBe('abandoned');
  });
});

describe('limits', () => {
  it('slow down first, and refuse then', async () => {
    await restart({ limits: 'azure-devops' });
    const write = async () => send('PATCH', `${REPOSITORIES}/acme-apis`, {});
    for (let index = 0; index < 800; index += 1) await write();
    const slowed = await write();
    expect(slowed.status).toBe(200);
    expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThan(250);
    for (let index = 0; index < 400; index += 1) await write();
    const refused = await write();
    expect(refused).toMatchObject({ status: 429, body: { message: expect.stringContaining('TF400733') } });
    expect(state()['limited']).toMatchObject({ refused: expect.any(Number) });
  });
});
