import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEmulator, type Emulator } from '../emulator.js';
import type { AzureDevOpsSeed } from './azure-devops-seed.js';

let emulator: Emulator;
const start = async (azureDevOps: AzureDevOpsSeed = {}) => {
  await emulator.close();
  emulator = await startEmulator({ azureDevOps });
};

beforeEach(async () => {
  emulator = await startEmulator();
});
afterEach(() => emulator.close());

interface Sent {
  readonly token?: string | null;
  readonly version?: string | null;
  readonly headers?: Record<string, string>;
}

const send = async (
  method: string,
  path: string,
  body?: unknown,
  { token = 'pat', version = '7.1', headers }: Sent = {},
) => {
  const url = new URL(`${emulator.url}/azure-devops/acme/${path}`);
  if (version !== null) url.searchParams.set('api-version', version);
  const response = await fetch(url, {
    method,
    headers: {
      accept: 'application/json',
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: text.startsWith('{') ? JSON.parse(text) : undefined,
  };
};

const PREVIEW = { version: '7.1-preview.1' };
const ZEROS = '0'.repeat(40);
const repo = async () => (await send('GET', 'apis/_apis/git/repositories/acme-apis')).body;
const tip = async (ref = 'heads/main') =>
  (await send('GET', `apis/_apis/git/repositories/acme-apis/refs?filter=${ref}`)).body.value[0]?.objectId;
const push = (change: object, { ref = 'refs/heads/main', oldObjectId }: { ref?: string; oldObjectId: string }) =>
  send('POST', 'apis/_apis/git/repositories/acme-apis/pushes', {
    refUpdates: [{ name: ref, oldObjectId }],
    commits: [{ comment: 'Change', changes: [change] }],
  });
const add = (path: string, content = 'x') => ({
  changeType: 'add',
  item: { path },
  newContent: { content, contentType: 'rawtext' },
});

describe('who may do what', () => {
  it.each([
    ['no token', 'GET', '_apis/projects', { token: null }, 401, 'UnauthorizedRequestException'],
    [
      'a write with a token that may read',
      'POST',
      'apis/_apis/pipelines/environments',
      { token: 'read-only-1' },
      403,
      'AccessCheckException',
    ],
    [
      'a project without access',
      'GET',
      'apis/_apis/git/repositories',
      { token: 'no-access' },
      404,
      'ProjectDoesNotExistWithNameException',
    ],
    ['an unknown project', 'GET', 'nope/_apis/git/repositories', {}, 404, 'ProjectDoesNotExistWithNameException'],
    ['an unknown project by id', 'GET', '_apis/projects/nope', {}, 404, 'ProjectDoesNotExistWithNameException'],
    ['an unknown path', 'GET', 'apis/_apis/nope', {}, 404, 'VssResourceNotFoundException'],
    ['a method that a path lacks', 'DELETE', '_apis/projects/apis', {}, 405, undefined],
    ['a version to come', 'GET', '_apis/projects', { version: '9.0' }, 400, 'VssVersionOutOfRangeException'],
    [
      'a preview without the flag',
      'GET',
      '_apis/projects',
      { version: '7.2' },
      400,
      'VssInvalidPreviewVersionException',
    ],
    [
      'checks without the flag',
      'GET',
      'apis/_apis/pipelines/checks/configurations',
      {},
      400,
      'VssInvalidPreviewVersionException',
    ],
    [
      'a write without a version',
      'POST',
      'apis/_apis/pipelines/environments',
      { version: null },
      400,
      'VssVersionNotSpecifiedException',
    ],
  ] as const)('refuses %s', async (_, method, path, sent, status, typeKey) => {
    const answer = await send(method, path, method === 'POST' ? { name: 'dev' } : undefined, sent);
    expect(answer.status).toBe(status);
    if (typeKey !== undefined) expect(answer.body).toMatchObject({ $id: '1', typeKey, errorCode: 0, eventId: 3000 });
  });

  it('knows one organization', async () => {
    const url = `${emulator.url}/azure-devops/other/_apis/projects`;
    expect((await fetch(url, { headers: { authorization: 'Bearer x' } })).status).toBe(404);
  });

  it('takes a personal access token', async () => {
    const headers = { authorization: `Basic ${Buffer.from(':pat').toString('base64')}` };
    expect((await send('GET', '_apis/projects', undefined, { token: null, headers })).status).toBe(200);
  });

  it('reads with a token that may read', async () => {
    expect((await send('GET', 'apis/_apis/git/repositories', undefined, { token: 'read-only' })).body.count).toBe(1);
  });
});

describe('projects and people', () => {
  it('finds the project by name and by id', async () => {
    const { body } = await send('GET', '_apis/projects');
    expect(body).toMatchObject({ count: 1, value: [{ name: 'apis', state: 'wellFormed' }] });
    expect((await send('GET', `_apis/projects/${body.value[0].id}`)).body.name).toBe('apis');
  });

  it('says who is connected', async () => {
    const { body } = await send('GET', '_apis/connectionData', undefined, { version: null });
    expect(body).toMatchObject({ authenticatedUser: { providerDisplayName: 'apiops-automation' } });
    expect(body.instanceId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    ['octocat@example.com', 'octocat', false],
    ['api-platform', '[apis]\\api-platform', true],
    ['[apis]\\api-platform', '[apis]\\api-platform', true],
    ['apis Build Service (acme)', 'apis Build Service (acme)', false],
  ])('finds %s', async (name, providerDisplayName, isContainer) => {
    const query = new URLSearchParams({ searchFilter: 'General', filterValue: name });
    const { body } = await send('GET', `_apis/identities?${query.toString()}`);
    expect(body).toMatchObject({ count: 1, value: [{ providerDisplayName, isContainer }] });
    const { id, descriptor } = body.value[0];
    const byId = await send('GET', `_apis/identities?identityIds=${id}`);
    const byDescriptor = await send('GET', `_apis/identities?descriptors=${encodeURIComponent(descriptor)}`);
    expect([byId.body.value[0].id, byDescriptor.body.value[0].id]).toEqual([id, id]);
  });

  it('names the build service by its project', async () => {
    const project = (await send('GET', '_apis/projects/apis')).body;
    const query = new URLSearchParams({ searchFilter: 'General', filterValue: 'apis Build Service (acme)' });
    const [{ descriptor }] = (await send('GET', `_apis/identities?${query.toString()}`)).body.value;
    expect(descriptor).toMatch(new RegExp(`^Microsoft.TeamFoundation.ServiceIdentity;.+:Build:${project.id}$`));
  });

  it('finds nobody of an unknown name', async () => {
    expect((await send('GET', '_apis/identities?searchFilter=General&filterValue=nobody')).body.count).toBe(0);
  });
});

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

const REVIEWERS = 'fa4e907d-c16b-4a4c-9dfa-4906e5d171dd';
const BUILD = '0609b952-1397-4640-95ec-e00a01b2c241';
const REQUIRED = 'fd2167ab-b0be-447a-8ec8-39368250530e';
const policy = (id: string, settings: object) => ({
  isEnabled: true,
  isBlocking: true,
  type: { id },
  settings: { scope: [{ repositoryId: null, refName: 'refs/heads/main', matchKind: 'exact' }], ...settings },
});
const POLICIES = 'apis/_apis/policy/configurations';

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

const DEFINITIONS = 'apis/_apis/build/definitions';
const definition = { name: 'publish', path: 'apiops', process: { type: 2, yamlFilename: 'pipelines/publish.yml' } };

describe('pipelines', () => {
  it('keeps a definition by name, folder and revision', async () => {
    const { body } = await send('POST', DEFINITIONS, definition);
    expect(body).toMatchObject({ id: 1, path: '\\apiops', revision: 1, process: definition.process });
    expect((await send('POST', DEFINITIONS, definition)).body.typeKey).toBe('DefinitionExistsException');
    expect((await send('POST', DEFINITIONS, { ...definition, path: '\\' })).status).toBe(200);
    expect((await send('PUT', `${DEFINITIONS}/1`, { ...body, description: 'x' })).body).toMatchObject({ revision: 2 });
    expect((await send('PUT', `${DEFINITIONS}/1`, body)).status).toBe(409);
    const listed = (await send('GET', `${DEFINITIONS}?name=pub*&path=apiops`)).body.value;
    expect(listed).toMatchObject([{ id: 1, name: 'publish' }]);
    expect(listed[0]).not.toHaveProperty('process');
    expect((await send('GET', `${DEFINITIONS}/9`)).status).toBe(404);
  });

  it('makes a pipeline, which is a definition', async () => {
    const { id } = await repo();
    const configuration = { type: 'yaml', path: '/p.yml', repository: { id, type: 'azureReposGit' } };
    const { body } = await send('POST', 'apis/_apis/pipelines', { name: 'p', folder: '\\', configuration });
    expect(body).toMatchObject({ id: 1, configuration });
    expect((await send('GET', `${DEFINITIONS}/1`)).body).toMatchObject({ repository: { id, type: 'TfsGit' } });
    expect((await send('GET', 'apis/_apis/pipelines')).body.count).toBe(1);
  });
});

const ENVIRONMENTS = 'apis/_apis/pipelines/environments';
const CHECKS = 'apis/_apis/pipelines/checks/configurations';
const APPROVAL = '8c6f20a7-a545-4486-9777-f762fafe0d4d';

describe('environments and their checks', () => {
  it('keeps environments by name', async () => {
    expect((await send('POST', ENVIRONMENTS, { name: 'prod', description: 'd' })).body).toMatchObject({
      id: 1,
      name: 'prod',
    });
    expect(await send('POST', ENVIRONMENTS, { name: 'PROD' })).toMatchObject({
      status: 409,
      body: { typeKey: 'EnvironmentExistsException' },
    });
    expect((await send('PATCH', `${ENVIRONMENTS}/1`, { description: 'e' })).body).toMatchObject({
      name: 'prod',
      description: 'e',
    });
    expect((await send('GET', `${ENVIRONMENTS}?name=none`)).body.count).toBe(0);
    expect((await send('GET', 'apis/_apis/distributedtask/environments', undefined, PREVIEW)).body.count).toBe(1);
    expect((await send('DELETE', `${ENVIRONMENTS}/1`)).status).toBe(204);
    expect((await send('GET', `${ENVIRONMENTS}/1`)).status).toBe(404);
  });

  it('keeps checks and shows settings when asked', async () => {
    await send('POST', ENVIRONMENTS, { name: 'prod' });
    const [{ id }] = (await send('GET', '_apis/identities?searchFilter=General&filterValue=api-platform')).body.value;
    const settings = { approvers: [{ id }], minRequiredApprovers: 1 };
    const check = { type: { id: APPROVAL }, resource: { type: 'environment', id: '1' }, settings, timeout: 60 };
    expect((await send('POST', CHECKS, check, PREVIEW)).body).toMatchObject({ id: 1, version: 1, settings });
    const list = `${CHECKS}?resourceType=environment&resourceId=1`;
    expect((await send('GET', list, undefined, PREVIEW)).body.value[0]).not.toHaveProperty('settings');
    expect((await send('GET', `${list}&$expand=settings`, undefined, PREVIEW)).body.value[0]).toMatchObject({
      type: { name: 'Approval' },
      resource: { type: 'environment', id: '1', name: 'prod' },
      settings,
    });
    expect((await send('PATCH', `${CHECKS}/1`, { ...check, timeout: 90 }, PREVIEW)).body).toMatchObject({
      version: 2,
      timeout: 90,
    });
    expect((await send('DELETE', `${CHECKS}/1`, undefined, PREVIEW)).status).toBe(204);
    expect((await send('GET', list, undefined, PREVIEW)).body.count).toBe(0);
  });

  it.each([
    ['an unknown kind', { type: { id: 'x' } }, 400],
    ['no approver', { settings: { approvers: [] } }, 400],
    ['an unknown approver', { settings: { approvers: [{ id: '00000000-0000-4000-8000-000000000000' }] } }, 400],
    ['an unknown environment', { resource: { type: 'environment', id: '9' } }, 404],
    ['an unknown kind of resource', { resource: { type: 'planet', id: '1' } }, 400],
  ])('refuses a check with %s', async (_, change, status) => {
    await send('POST', ENVIRONMENTS, { name: 'prod' });
    const check = { type: { id: APPROVAL }, resource: { type: 'environment', id: '1' }, settings: {}, ...change };
    expect((await send('POST', CHECKS, check, PREVIEW)).status).toBe(status);
  });
});

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
    const [{ id }] = (await send('GET', '_apis/identities?searchFilter=General&filterValue=api-platform')).body.value;
    await send('POST', POLICIES, policy(REQUIRED, { requiredReviewerIds: [id] }));
    const { reviewers, lastMergeSourceCommit } = (await propose('a')).body;
    expect(reviewers).toMatchObject([{ id, isRequired: true, vote: 0 }]);
    const completion = { status: 'completed', lastMergeSourceCommit };
    expect((await send('PATCH', `${PULL_REQUESTS}/1`, completion)).status).toBe(409);
    await send('PUT', `${PULL_REQUESTS}/1/reviewers/${id}`, { vote: 10 });
    expect((await send('PATCH', `${PULL_REQUESTS}/1`, completion)).body.status).toBe('completed');
  });
});

const ENDPOINTS = '_apis/serviceendpoint/endpoints';
const GROUPS = '_apis/distributedtask/variablegroups';
const shared = async () => ({
  projectReference: { id: (await send('GET', '_apis/projects/apis')).body.id, name: 'apis' },
});
const endpointBody = async (more: object = {}) => ({
  name: 'azure-prod',
  type: 'azurerm',
  url: 'https://management.azure.com/',
  authorization: { scheme: 'ServicePrincipal', parameters: { serviceprincipalid: 'c', serviceprincipalkey: 's3cret' } },
  serviceEndpointProjectReferences: [{ name: 'azure-prod', ...(await shared()) }],
  ...more,
});

describe('service connections', () => {
  it('keeps them by name and tells no secret', async () => {
    const { status, body } = await send('POST', ENDPOINTS, await endpointBody());
    expect([status, body.authorization.parameters.serviceprincipalkey]).toEqual([200, null]);
    expect(await send('POST', ENDPOINTS, await endpointBody())).toMatchObject({
      status: 409,
      body: { typeKey: 'DuplicateServiceConnectionException' },
    });
    const changed = await send('PUT', `${ENDPOINTS}/${body.id}`, await endpointBody({ description: 'd' }));
    expect(changed.body).toMatchObject({ id: body.id, description: 'd' });
    expect((await send('GET', `apis/${ENDPOINTS}?endpointNames=azure-prod,none`)).body.count).toBe(1);
    expect((await send('GET', `apis/${ENDPOINTS}/${'0'.repeat(8)}`)).text).toBe('null');
    expect((await send('DELETE', `${ENDPOINTS}/${body.id}?projectIds=x`)).status).toBe(204);
  });

  it('keeps the subject of federated tokens when it is changed', async () => {
    const authorization = { scheme: 'WorkloadIdentityFederation', parameters: { serviceprincipalid: 'c' } };
    const made = (await send('POST', ENDPOINTS, await endpointBody({ authorization }))).body;
    const changed = (await send('PUT', `${ENDPOINTS}/${made.id}`, await endpointBody({ authorization }))).body;
    expect(changed.authorization).toEqual(made.authorization);
    expect(made.authorization.parameters.workloadIdentityFederationSubject).toMatch(
      /^\/eid1\/c\/pub\/t\/\S{22}\/a\/\S{22}\/sc\//,
    );
  });

  it.each([
    ['no project', { serviceEndpointProjectReferences: [] }, 400],
    ['an unknown project', { serviceEndpointProjectReferences: [{ projectReference: { id: 'x' } }] }, 404],
    ['no name', { name: '' }, 400],
    ['no scheme', { authorization: {} }, 400],
  ])('refuses %s', async (_, change, status) => {
    expect((await send('POST', ENDPOINTS, await endpointBody(change))).status).toBe(status);
  });
});

describe('variable groups', () => {
  const groupBody = async (more: object = {}) => ({
    name: 'apim-prod',
    type: 'Vsts',
    variables: { a: { value: '1' } },
    variableGroupProjectReferences: [await shared()],
    ...more,
  });

  it('keeps them by name', async () => {
    expect((await send('POST', GROUPS, await groupBody())).body).toMatchObject({
      id: 1,
      type: 'Vsts',
      name: 'apim-prod',
    });
    expect(await send('POST', GROUPS, await groupBody())).toMatchObject({
      status: 409,
      body: { typeKey: 'VariableGroupExistsException' },
    });
    expect((await send('GET', `apis/${GROUPS}?groupName=apim*`)).body.count).toBe(1);
    expect((await send('GET', `apis/${GROUPS}/1`)).body.variables).toEqual({ a: { value: '1' } });
    expect((await send('GET', `apis/${GROUPS}/9`)).status).toBe(404);
    expect((await send('DELETE', `${GROUPS}/1?projectIds=x`)).status).toBe(204);
  });

  it('names a Key Vault by its connection', async () => {
    const { id } = (await send('POST', ENDPOINTS, await endpointBody())).body;
    const providerData = { serviceEndpointId: id, vault: 'kv-apim' };
    const variables = { secret: { enabled: true, contentType: '' } };
    const body = await groupBody({ type: 'AzureKeyVault', providerData, variables });
    expect((await send('POST', GROUPS, body)).body).toMatchObject({
      providerData,
      variables: { secret: { enabled: true, isSecret: true, value: null } },
    });
  });

  it.each([
    ['an unknown connection', { type: 'AzureKeyVault', providerData: { serviceEndpointId: 'x', vault: 'v' } }],
    ['an unknown type', { type: 'Other' }],
    ['no variables', { variables: {} }],
    ['no project', { variableGroupProjectReferences: [] }],
  ])('refuses %s', async (_, change) => {
    expect((await send('POST', GROUPS, await groupBody(change))).status).toBe(400);
  });
});

const NAMESPACE = '2e9eb7ed-3c0a-47d4-87c1-0ffdd275fd87';

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
    expect(emulator.hostState('azure-devops')['accessControl']).toMatchObject([{ token, allow: 2 }]);
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

describe('the emulator around it', () => {
  it('tells its state and goes back to the start', async () => {
    await send('POST', ENVIRONMENTS, { name: 'prod' });
    expect(emulator.hostState('azure-devops')['environments']).toMatchObject([{ name: 'prod' }]);
    expect(emulator.stats().requests.byShape).toHaveProperty(['POST azure-devops/{}/{}/_apis/pipelines/environments']);
    emulator.reset();
    expect(emulator.hostState('azure-devops')['environments']).toEqual([]);
  });

  it('takes another seed', async () => {
    await start({
      repositories: [
        { name: 'one', files: { 'a.txt': 'a' } },
        { name: 'two', files: {} },
      ],
      users: [],
    });
    const { body } = await send('GET', 'apis/_apis/git/repositories');
    expect(body.value).toMatchObject([{ name: 'one', defaultBranch: 'refs/heads/main' }, { name: 'two' }]);
  });

  it('asks to wait in answers that succeed', async () => {
    await start({ retryAfterOnOk: 2 });
    const answers = [await send('GET', '_apis/projects'), await send('GET', '_apis/projects')];
    expect(answers.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual([
      [200, null],
      [200, '1'],
    ]);
  });

  it.each([
    { organization: 'a/b' },
    { tenantId: 'x' },
    { retryAfterOnOk: 0 },
    { repositories: [{ name: 'a' }, { name: 'A' }] },
  ] satisfies AzureDevOpsSeed[])('refuses %j', async (azureDevOps) => {
    await expect(startEmulator({ azureDevOps })).rejects.toMatchObject({ code: 'EMULATOR_OPTION' });
  });
});
