import { describe, expect, it } from 'vitest';
import { add, POLICIES, policy, PREVIEW, REVIEWERS, ZEROS, useAzureDevOps } from '../testing/use-azure-devops.js';

const { send, repo, tip, push, state } = useAzureDevOps();

const NAMESPACE = '2e9eb7ed-3c0a-47d4-87c1-0ffdd275fd87';
const ENVIRONMENTS = 'apis/_apis/pipelines/environments';
const DEFINITIONS = 'apis/_apis/build/definitions';
const definition = { name: 'publish', path: 'apiops', process: { type: 2, yamlFilename: 'pipelines/publish.yml' } };

describe('permissions', () => {
  it('merges or replaces access control entries', async () => {
    const project = (await send('GET', '_apis/projects/apis')).body;
    const filter = encodeURIComponent('apis Build Service (acme)');
    const found = (await send('GET', `_apis/identities?searchFilter=General&filterValue=${filter}`)).body;
    const [{ descriptor }] = found.value;
    const token = `repoV2/${project.id}/${(await repo()).id}`;
    const write = (merge: boolean, allow: number, deny: number) =>
      send('POST', `_apis/accesscontrolentries/${NAMESPACE}`, {
        token,
        merge,
        accessControlEntries: [{ descriptor, allow, deny }],
      });
    await write(true, 4, 128);
    expect((await write(true, 16 | 128, 0)).body.value).toEqual([{ descriptor, allow: 4 | 16 | 128, deny: 0 }]);
    const query = new URLSearchParams({ token, descriptors: descriptor });
    const lists = await send('GET', `_apis/accesscontrollists/${NAMESPACE}?${query.toString()}`);
    expect(lists.body.value).toMatchObject([{ token, acesDictionary: { [descriptor]: { allow: 148 } } }]);
    expect((await write(false, 2, 0)).body.value).toEqual([{ descriptor, allow: 2, deny: 0 }]);
    expect(state()['accessControl']).toMatchObject([{ token, allow: 2 }]);
  });

  it('refuses unknown identities and namespaces', async () => {
    const body = { token: 't', merge: true, accessControlEntries: [{ descriptor: 'x;y', allow: 1, deny: 0 }] };
    expect((await send('POST', `_apis/accesscontrolentries/${NAMESPACE}`, body)).status).toBe(400);
    expect((await send('POST', `_apis/accesscontrolentries/${ZEROS}`, body)).status).toBe(404);
    expect((await send('GET', '_apis/securitynamespaces')).body.value).toMatchObject([{ namespaceId: NAMESPACE }]);
  });

  it('lets those push to a protected branch who are exempt', async () => {
    await send('POST', POLICIES, policy(REVIEWERS, { minimumApproverCount: 1 }));
    const { descriptor } = (await send('GET', '_apis/connectionData', undefined, PREVIEW)).body.authenticatedUser;
    const token = `repoV2/${(await send('GET', '_apis/projects/apis')).body.id}`;
    const accessControlEntries = [{ descriptor, allow: 128, deny: 0 }];
    await send('POST', `_apis/accesscontrolentries/${NAMESPACE}`, { token, merge: true, accessControlEntries });
    expect((await push(add('/x'), { oldObjectId: await tip() })).status).toBe(201);
  });

  it('permits pipelines to use a resource', async () => {
    await send('POST', ENVIRONMENTS, { name: 'prod' });
    await send('POST', DEFINITIONS, definition);
    const path = 'apis/_apis/pipelines/pipelinePermissions/environment/1';
    expect((await send('GET', path, undefined, PREVIEW)).body).toMatchObject({ pipelines: [], resource: { id: '1' } });
    const permit = (id: number, authorized: boolean) =>
      send('PATCH', path.toLowerCase(), { pipelines: [{ id, authorized }] }, PREVIEW);
    expect((await permit(1, true)).body.pipelines).toMatchObject([{ id: 1, authorized: true }]);
    expect((await permit(1, false)).body.pipelines).toEqual([]);
    expect((await permit(9, true)).status).toBe(400);
    expect((await send('GET', path.replace('/1', '/9'), undefined, PREVIEW)).status).toBe(404);
  });
});
