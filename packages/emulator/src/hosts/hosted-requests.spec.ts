import { afterEach, describe, expect, it } from 'vitest';
import { startEmulator, type Emulator } from '../emulator.js';
import type { EmulatorOptions } from '../options.js';

describe('requests to hosted services', () => {
  let emulator: Emulator | undefined;
  afterEach(async () => emulator?.close());
  const start = async (options: EmulatorOptions) => (emulator = await startEmulator({ empty: true, ...options }));
  const send = async (path: string, method = 'GET', body?: object) =>
    fetch(`${emulator?.url}/${path}`, {
      method,
      headers: { authorization: 'Bearer owner', 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
  const REPOSITORIES = 'azure-devops/acme/apis/_apis/git/repositories?api-version=7.1';

  it.each(['github/user', 'github/graphql', REPOSITORIES, 'graph/v1.0/applications'])(
    'are answered later: %s',
    async (path) => {
      await start({ latencyMs: 60 });
      const before = performance.now();
      await send(
        path,
        path.endsWith('graphql') ? 'POST' : 'GET',
        path.endsWith('graphql') ? { query: '{' } : undefined,
      );
      // Timers may be a little early.
      expect(performance.now() - before).toBeGreaterThanOrEqual(55);
    },
  );

  it('are counted by service, with those that limits refused or slowed down', async () => {
    const { stats, resetStats } = await start({
      github: { secondaryLimitAfter: 0, repositories: [{ name: 'apis', files: { a: 'a' } }] },
      azureDevOps: { limits: 'azure-devops' },
    });
    await send('github/user');
    expect((await send('github/repos/acme/apis/issues/1/comments', 'POST', {})).status).toBe(403);
    const repository = REPOSITORIES.replace('repositories', 'repositories/acme-apis/refs');
    for (let count = 0; count < 1250; count += 1) await send(repository, 'POST', []);
    const { byHost } = stats().requests;
    expect(Object.keys(byHost)).toEqual(['azure-devops', 'github']);
    expect(byHost['github']).toEqual({ total: 2, refused: 1, slowed: 0 });
    const { limited } = emulator?.hostState('azure-devops') as { limited: { refused: number; delayed: number } };
    expect(Math.min(limited.delayed, limited.refused)).toBeGreaterThan(0);
    expect(byHost['azure-devops']).toEqual({ total: 1250, refused: limited.refused, slowed: limited.delayed });
    resetStats();
    await send('github/user');
    expect(stats().requests).toMatchObject({ total: 1, byHost: { github: { total: 1, refused: 0, slowed: 0 } } });
  });

  it('fail every so many times', async () => {
    const { stats } = await start({ faults: { every: 3, seed: 2, delayMs: 0, hosts: true } });
    for (let count = 0; count < 9; count += 1) await send('github/user').catch(() => undefined);
    expect(stats().faults).toBe(3);
  });
});
