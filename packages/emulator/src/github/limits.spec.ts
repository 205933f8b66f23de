import { describe, expect, it } from 'vitest';
import { startGraphQL } from '../testing/graphql-client.js';
import { RateLimit } from './rate-limit.js';

const READ = { resource: 'core', isRead: true, createsContent: false } as const;
const CREATE = { resource: 'core', isRead: false, createsContent: true } as const;

function limitAt(speed = 1) {
  const time = { ms: Date.UTC(2026, 9, 1) };
  const clock = { now: () => time.ms };
  return { time, limit: new RateLimit({ clock, refuseAfter: undefined, isEnforced: true, speed }) };
}

/** How many go through before the first that does not, and how that is refused. */
function until(take: () => void): { count: number; status: number; headers: Readonly<Record<string, string>> } {
  for (let count = 0; count < 10_000; count += 1) {
    try {
      take();
    } catch (error) {
      return { count, ...(error as { status: number; headers: Readonly<Record<string, string>> }) };
    }
  }
  throw new Error('Nothing was refused.');
}

describe('the limits of GitHub', () => {
  it('let 900 points of REST pass in a minute', () => {
    const { limit, time } = limitAt();
    const read = () => limit.takeRequest('a', READ);
    expect(until(read)).toMatchObject({ count: 900, status: 403, headers: { 'retry-after': '60' } });
    limit.takeRequest('b', READ);
    time.ms += 60_000;
    expect(until(() => limit.takeRequest('a', { ...READ, isRead: false })).count).toBe(180);
    expect(limit.refused()).toMatchObject({ points: 2, content: 0 });
  });

  it('let 80 contents be created in a minute, and 500 in an hour', () => {
    const { limit, time } = limitAt();
    const counts = Array.from({ length: 7 }, () => {
      const { count } = until(() => limit.takeRequest('a', CREATE));
      time.ms += 60_000;
      return count;
    });
    expect(counts).toEqual([80, 80, 80, 80, 80, 80, 20]);
    expect(until(() => limit.takeRequest('a', CREATE)).headers).toEqual({ 'retry-after': String(3600 - 7 * 60) });
  });

  it('let 5000 requests pass in an hour, and name its end', () => {
    const { limit, time } = limitAt();
    const { count, headers } = until(() => {
      time.ms += 100;
      limit.takeRequest('user ID 1', READ);
    });
    expect(count).toBe(5000);
    expect(headers).toMatchObject({
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Date.UTC(2026, 9, 1, 1) / 1000 + 1),
      'x-ratelimit-resource': 'core',
    });
    expect(headers['retry-after']).toBeUndefined();
  });

  it('count points of GraphQL', () => {
    const { limit } = limitAt();
    const mutate = () => limit.takePoints('a', { isMutation: true, points: 1, creations: 0 });
    expect(until(mutate).count).toBe(400);
  });

  it('let 100 requests run at once', () => {
    const { limit } = limitAt();
    const leave = Array.from({ length: 101 }, () => limit.enter()).at(-1);
    expect(() => limit.takeRequest('a', READ)).toThrow('secondary');
    leave?.();
    limit.takeRequest('a', READ);
  });

  it('are shorter where the clock is faster', () => {
    const { limit, time } = limitAt(60);
    expect(until(() => limit.takeRequest('a', READ)).headers).toEqual({ 'retry-after': '1' });
    time.ms += 1000;
    limit.takeRequest('a', READ);
  });
});

describe('a limited GitHub', () => {
  it('refuses over HTTP, and tells how often', async () => {
    const { call, query, state } = await startGraphQL({ limits: 'github' });
    const search = async () => call('GET', '/search/repositories?q=org:acme');
    for (let index = 0; index < 30; index += 1) expect((await search()).status).toBe(200);
    expect(await search()).toMatchObject({ status: 403, headers: { 'x-ratelimit-resource': 'search' } });
    expect(state().refused.primary).toBe(1);
    expect((await query('{ viewer { login } }')).headers['x-ratelimit-resource']).toBe('graphql');
  });

  it('answers queries beyond the hour with an error of their own', async () => {
    const { query } = await startGraphQL({ limits: 'github' });
    const many = Array.from(
      { length: 100 },
      (_, index) => `f${index}: refs(refPrefix: "refs/heads/", first: 1) { totalCount }`,
    );
    const text = `{ organization(login: "acme") { repositories(first: 100) { nodes { ${many.join('\n')} } } } }`;
    let last;
    for (let index = 0; index < 51; index += 1) last = await query(text);
    expect(last).toMatchObject({
      status: 200,
      headers: { 'x-ratelimit-remaining': '0' },
      body: { errors: [{ type: 'RATE_LIMITED', message: expect.stringContaining('API rate limit exceeded') }] },
    });
  });
});
