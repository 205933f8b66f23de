import { describe, expect, it } from 'vitest';
import { PREVIEW, useAzureDevOps } from '../testing/use-azure-devops.js';

const { send, identity } = useAzureDevOps();

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
    const { id } = await identity('api-platform');
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
