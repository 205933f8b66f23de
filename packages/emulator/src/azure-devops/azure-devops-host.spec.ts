import { describe, expect, it } from 'vitest';
import { startEmulator } from '../emulator.js';
import { useAzureDevOps } from '../testing/use-azure-devops.js';
import type { AzureDevOpsSeed } from './azure-devops-seed.js';

const { send, restart, state, emulator } = useAzureDevOps();

const ENVIRONMENTS = 'apis/_apis/pipelines/environments';

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
    const url = `${emulator().url}/azure-devops/other/_apis/projects`;
    expect((await fetch(url, { headers: { authorization: 'Bearer x' } })).status).toBe(404);
  });

  it('takes a personal access token', async () => {
    const headers = { authorization: `Basic ${Buffer.from(':pat').toString('base64')}` };
    expect((await send('GET', '_apis/projects', undefined, { token: null, headers })).status).toBe(200);
  });

  it('takes no body of another form', async () => {
    const sent = await send('POST', 'apis/_apis/pipelines/environments', ['prod']);
    expect(sent).toMatchObject({ status: 400, body: { typeKey: 'ArgumentException' } });
  });

  it('reads with a token that may read', async () => {
    expect((await send('GET', 'apis/_apis/git/repositories', undefined, { token: 'read-only' })).body.count).toBe(1);
  });
});

describe('the emulator around it', () => {
  it('tells its state and goes back to the start', async () => {
    await send('POST', ENVIRONMENTS, { name: 'prod' });
    expect(state()['environments']).toMatchObject([{ name: 'prod' }]);
    expect(emulator().stats().requests.byShape).toHaveProperty([
      'POST azure-devops/{}/{}/_apis/pipelines/environments',
    ]);
    emulator().reset();
    expect(state()['environments']).toEqual([]);
  });

  it('takes another seed', async () => {
    await restart({
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
    await restart({ retryAfterOnOk: 2 });
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
