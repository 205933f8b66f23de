import { afterEach, describe, expect, it } from 'vitest';
import { startEmulator, type Emulator } from '../emulator.js';
import type { GitHubSeed } from './github-seed.js';

let emulator: Emulator | undefined;
afterEach(async () => emulator?.close());

async function gitHub(seed: GitHubSeed = {}) {
  emulator = await startEmulator({
    empty: true,
    github: { repositories: [{ name: 'apis', files: { 'README.md': 'Hello\n' } }], ...seed },
  });
  const { url } = emulator;
  return async (method: string, path: string, options: { body?: unknown; token?: string } = {}) => {
    const { body, token = 'owner' } = options;
    const response = await fetch(`${url}/github${path}`, {
      method,
      redirect: 'manual',
      headers: token === '' ? {} : { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
}

describe('tokens', () => {
  it('refuses calls without one', async () => {
    const call = await gitHub();
    expect(await call('GET', '/repos/acme/apis', { token: '' })).toMatchObject({
      status: 401,
      body: { message: 'Requires authentication', status: '401' },
    });
  });
});
