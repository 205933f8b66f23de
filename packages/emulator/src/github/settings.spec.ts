import sodium from 'libsodium-wrappers';
import { beforeAll, describe, expect, it } from 'vitest';
import { startGitHub } from '../testing/git-hub-client.js';

const REPOSITORY = '/repos/acme/apis/actions';
const ENVIRONMENT = '/repos/acme/apis/environments/prod';

beforeAll(() => sodium.ready);

function seal(key: string, value: string): string {
  const bytes = sodium.crypto_box_seal(value, sodium.from_base64(key, sodium.base64_variants.ORIGINAL));
  return sodium.to_base64(bytes, sodium.base64_variants.ORIGINAL);
}

describe.each([REPOSITORY, ENVIRONMENT])('variables below %s', (place) => {
  const path = `${place}/variables`;

  it('are made once, changed, read and removed', async () => {
    const { call } = await startGitHub();
    await call('PUT', ENVIRONMENT);
    expect(await call('POST', path, { body: { name: 'apim_name', value: 'a' } })).toMatchObject({
      status: 201,
      body: {},
    });
    expect(await call('POST', path, { body: { name: 'APIM_NAME', value: 'b' } })).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('Already exists') },
    });
    expect((await call('PATCH', `${path}/Apim_Name`, { body: { value: 'c' } })).status).toBe(204);
    expect((await call('GET', `${path}/apim_name`)).body).toMatchObject({ name: 'APIM_NAME', value: 'c' });
    expect((await call('GET', path)).body).toMatchObject({ total_count: 1, variables: [{ name: 'APIM_NAME' }] });
    expect((await call('PATCH', `${path}/APIM_NAME`, { body: { name: 'other' } })).status).toBe(204);
    expect((await call('DELETE', `${path}/OTHER`)).status).toBe(204);
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      expect((await call(method, `${path}/OTHER`, method === 'PATCH' ? { body: { value: 'x' } } : {})).status).toBe(
        404,
      );
    }
  });

  it('come ten to a page', async () => {
    const { call } = await startGitHub();
    await call('PUT', ENVIRONMENT);
    for (let index = 0; index < 11; index += 1) {
      await call('POST', path, { body: { name: `V${index}`, value: '' } });
    }
    const { headers, body } = await call('GET', path);
    expect([body.total_count, body.variables.length]).toEqual([11, 10]);
    expect(headers['link']).toContain('rel="next"');
  });

  it.each([{ name: 'GITHUB_X', value: '' }, { name: '1X', value: '' }, { name: 'A-B', value: '' }, { name: 'A' }, {}])(
    'refuses %j',
    async (body) => {
      const { call } = await startGitHub();
      await call('PUT', ENVIRONMENT);
      expect((await call('POST', path, { body })).status).toBe(422);
    },
  );
});

describe.each([REPOSITORY, ENVIRONMENT])('secrets below %s', (place) => {
  const path = `${place}/secrets`;

  it('are sealed, and never shown', async () => {
    const { call, state } = await startGitHub();
    await call('PUT', ENVIRONMENT);
    const { key, key_id } = (await call('GET', `${path}/public-key`)).body;
    const body = { encrypted_value: seal(key, 'hidden äöü'), key_id };
    expect((await call('PUT', `${path}/client_id`, { body })).status).toBe(201);
    expect((await call('PUT', `${path}/CLIENT_ID`, { body })).status).toBe(204);
    const listed = await call('GET', path);
    expect(listed.body).toMatchObject({ total_count: 1, secrets: [{ name: 'CLIENT_ID' }] });
    expect(Object.keys(listed.body.secrets[0]).sort()).toEqual(['created_at', 'name', 'updated_at']);
    expect((await call('GET', `${path}/client_id`)).body.name).toBe('CLIENT_ID');
    const { apis } = state().repositories;
    expect(place === REPOSITORY ? apis.secrets : apis.environments.prod.secrets).toEqual({ CLIENT_ID: 'hidden äöü' });
    expect((await call('DELETE', `${path}/CLIENT_ID`)).status).toBe(204);
    expect((await call('GET', `${path}/CLIENT_ID`)).status).toBe(404);
  });

  it('refuses what is not sealed with the right key', async () => {
    const { call } = await startGitHub();
    await call('PUT', ENVIRONMENT);
    const { key, key_id } = (await call('GET', `${path}/public-key`)).body;
    const other = place === REPOSITORY ? ENVIRONMENT : REPOSITORY;
    const foreign = (await call('GET', `${other}/secrets/public-key`)).body;
    const statusOf = async (body: object) => (await call('PUT', `${path}/A`, { body })).status;
    expect(await statusOf({ encrypted_value: seal(foreign.key, 'x'), key_id: foreign.key_id })).toBe(422);
    expect(await statusOf({ encrypted_value: seal(foreign.key, 'x'), key_id })).toBe(422);
    expect(await statusOf({ encrypted_value: 'plain text', key_id })).toBe(422);
    expect(await statusOf({ encrypted_value: Buffer.from('plain').toString('base64'), key_id })).toBe(422);
    expect(await statusOf({ key_id })).toBe(422);
    expect(await statusOf({ encrypted_value: seal(key, 'x') })).toBe(422);
    expect((await call('GET', path)).body.total_count).toBe(0);
  });
});

describe('settings of environments', () => {
  it('need the environment', async () => {
    const { call } = await startGitHub();
    expect((await call('GET', `${ENVIRONMENT}/variables`)).status).toBe(404);
    expect((await call('GET', `${ENVIRONMENT}/secrets/public-key`)).status).toBe(404);
  });
});
