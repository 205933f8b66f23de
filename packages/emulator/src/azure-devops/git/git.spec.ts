import { describe, expect, it } from 'vitest';
import { add, ZEROS, useAzureDevOps } from '../../testing/use-azure-devops.js';

const { send, repo, tip, push } = useAzureDevOps();

describe('git', () => {
  it('reads files of a branch', async () => {
    const path = 'apis/_apis/git/repositories/acme-apis/items?path=/README.md';
    expect((await send('GET', `${path}&includeContent=true`)).body).toMatchObject({
      path: '/README.md',
      gitObjectType: 'blob',
      content: '# acme-apis\n',
    });
    expect((await send('GET', path, undefined, { headers: { accept: '*/*' } })).text).toBe('# acme-apis\n');
    expect((await send('GET', `${path}&versionDescriptor.version=nope`)).body.message).toContain('TF401175');
    expect((await send('GET', path.replace('README', 'NONE'))).body).toMatchObject({
      typeKey: 'GitItemNotFoundException',
    });
  });

  it('packs contents by their ids into an archive', async () => {
    const repository = 'apis/_apis/git/repositories/acme-apis';
    const { value } = (await send('GET', `${repository}/items?recursionLevel=full`)).body;
    const { objectId } = value.find(({ path }: { path: string }) => path === '/README.md');
    const archive = await send('POST', `${repository}/blobs`, [objectId], { headers: { accept: 'application/zip' } });
    expect(archive).toMatchObject({ status: 200 });
    expect(archive.headers.get('content-type')).toBe('application/zip');
    expect(archive.text).toContain(objectId);
    const missing = await send('POST', `${repository}/blobs`, [ZEROS]);
    expect(missing).toMatchObject({ status: 404, body: { message: expect.stringContaining(ZEROS) } });
  });

  it('lists files', async () => {
    await push(add('/apis/orders/api.yaml'), { oldObjectId: await tip() });
    const list = async (query: string) =>
      (await send('GET', `apis/_apis/git/repositories/acme-apis/items?${query}`)).body.value.map(
        ({ path }: { path: string }) => path,
      );
    expect(await list('recursionLevel=full')).toEqual([
      '/',
      '/README.md',
      '/apis',
      '/apis/orders',
      '/apis/orders/api.yaml',
    ]);
    expect(await list('scopePath=/apis&recursionLevel=oneLevel')).toEqual(['/apis', '/apis/orders']);
  });

  it('takes a push, all of it or nothing', async () => {
    const before = await tip();
    const pushed = await push(add('/apis/a.yaml'), { oldObjectId: before });
    expect(pushed.status).toBe(201);
    expect(pushed.body.refUpdates[0]).toMatchObject({ oldObjectId: before, newObjectId: await tip() });
    const commits = (await send('GET', 'apis/_apis/git/repositories/acme-apis/commits')).body;
    expect(commits.value.map(({ comment }: { comment: string }) => comment)).toEqual(['Change', 'Initial commit']);
  });

  it('compares versions by the commits that one has and the other lacks', async () => {
    const before = await tip();
    await push(add('/apis/a.yaml'), { oldObjectId: before });
    const compared = async (query: string) =>
      (await send('GET', `apis/_apis/git/repositories/acme-apis/diffs/commits?${query}`)).body;
    const common = { commonCommit: before };
    const old = `targetVersion=${before}&targetVersionType=commit`;
    expect(await compared(`baseVersion=main&${old}`)).toMatchObject({ aheadCount: 0, behindCount: 1, ...common });
    expect(await compared(`baseVersionType=2&baseVersion=${before}&targetVersion=main`)).toMatchObject({
      aheadCount: 1,
      behindCount: 0,
      baseCommit: before,
      ...common,
    });
    expect((await compared(`baseVersion=none&${old}`)).message).toContain('TF401175');
  });

  it('refuses a push that does not fit', async () => {
    const before = await tip();
    expect(await push(add('/README.md'), { oldObjectId: before })).toMatchObject({ status: 400 });
    const edit = { changeType: 'edit', item: { path: '/none' }, newContent: { content: '', contentType: 'rawtext' } };
    expect(await push(edit, { oldObjectId: before })).toMatchObject({ status: 400 });
    expect(await push({ changeType: 'delete', item: { path: '/none' } }, { oldObjectId: before })).toMatchObject({
      status: 400,
    });
    const stale = await push(add('/x'), { oldObjectId: ZEROS });
    expect(stale).toMatchObject({ status: 409, body: { typeKey: 'GitReferenceStaleException' } });
    expect(await tip()).toBe(before);
  });

  it('makes branches from a ref, from a commit and from nothing', async () => {
    const oldObjectId = await tip();
    const refs = 'apis/_apis/git/repositories/acme-apis/refs';
    const update = { name: 'refs/heads/a', oldObjectId: ZEROS, newObjectId: oldObjectId };
    expect((await send('POST', refs, [update])).body.value[0]).toMatchObject({
      success: true,
      updateStatus: 'succeeded',
    });
    expect((await send('POST', refs, [update])).body.value[0]).toMatchObject({
      success: false,
      updateStatus: 'staleOldObjectId',
    });
    expect((await push(add('/x'), { ref: 'refs/heads/b', oldObjectId })).status).toBe(201);
    expect((await push(add('/README.md'), { ref: 'refs/heads/c', oldObjectId: ZEROS })).status).toBe(201);
    expect((await send('GET', refs)).body.value.map(({ name }: { name: string }) => name)).toEqual(
      ['a', 'b', 'c', 'main'].map((name) => `refs/heads/${name}`),
    );
  });

  it('finds repositories by id without a project, by name only with it', async () => {
    const { id } = await repo();
    expect((await send('GET', `_apis/git/repositories/${id}`)).body.name).toBe('acme-apis');
    expect((await send('GET', '_apis/git/repositories/acme-apis')).status).toBe(400);
    expect((await send('GET', 'apis/_apis/git/repositories/none')).body.typeKey).toBe('GitRepositoryNotFoundException');
  });
});
