import { describe, expect, it } from 'vitest';
import { startEmulator } from '../emulator.js';
import { startGitHub } from '../testing/git-hub-client.js';

const MANY = { count: 1200, prefix: 'api-', files: { 'README.md': '# API\n' }, topics: ['apiops'] };

describe('many repositories', () => {
  it('come from one seed, each with a first commit of its own', async () => {
    const { call } = await startGitHub({ manyRepositories: MANY });
    const shaOf = async (name: string) => (await call('GET', `/repos/acme/${name}/commits/main`)).body;
    const [first, second] = [await shaOf('api-0001'), await shaOf('api-0002')];
    expect(first.commit.tree.sha).toBe(second.commit.tree.sha);
    expect(first.sha).not.toBe(second.sha);
    const { headers } = await call('GET', '/orgs/acme/repos?per_page=100');
    expect(headers['link']).toContain('page=13>; rel="last"');
  });

  it('are found by topic, up to a thousand of them', async () => {
    const { call } = await startGitHub({ manyRepositories: MANY });
    const search = async (query: string) =>
      call(
        'GET',
        `/search/repositories?per_page=100&q=${encodeURIComponent(query.replace(/&.*/, ''))}${/&.*/.exec(query)?.[0] ?? ''}`,
      );
    expect((await search('org:acme topic:apiops archived:false')).body.total_count).toBe(1200);
    expect((await search('api-1199 in:name')).body.items).toMatchObject([{ name: 'api-1199' }]);
    expect((await search('org:acme&page=11')).status).toBe(422);
    expect((await search('org:other')).body.items).toEqual([]);
  });

  it('are found by custom properties and teams', async () => {
    const { call } = await startGitHub({
      repositories: [
        { name: 'a', properties: { apiops: 'true', tier: ['gold', 'eu'] }, teams: ['api-platform'] },
        { name: 'b', isFork: true, archived: true, isTemplate: true },
      ],
    });
    const find = async (query: string) =>
      (await call('GET', `/orgs/acme/properties/values?repository_query=${query}`)).body;
    expect(await find('props.apiops:true')).toMatchObject([
      {
        repository_full_name: 'acme/a',
        properties: [{ property_name: 'apiops', value: 'true' }, { value: ['gold', 'eu'] }],
      },
    ]);
    expect(await find('props.tier:eu')).toHaveLength(1);
    expect(await find('props.tier:us')).toHaveLength(0);
    expect((await call('GET', '/orgs/acme/teams/api-platform/repos')).body).toMatchObject([{ name: 'a' }]);
    const body = { repository_names: ['b'], properties: [{ property_name: 'apiops', value: 'false' }] };
    expect((await call('PATCH', '/orgs/acme/properties/values', { body })).status).toBe(204);
    expect((await call('GET', '/repos/acme/b')).body).toMatchObject({
      fork: true,
      archived: true,
      is_template: true,
      custom_properties: { apiops: 'false' },
    });
  });
});

describe('a failing GitHub', () => {
  it('answers 502 and 503 and drops connections', async () => {
    const emulator = await startEmulator({
      empty: true,
      faults: { rate: 1, seed: 7, delayMs: 0, hosts: true },
      github: { repositories: [{ name: 'apis' }] },
    });
    const outcomes = new Set<number>();
    for (let index = 0; index < 30; index += 1) {
      const sent = fetch(`${emulator.url}/github/repos/acme/apis`, { headers: { authorization: 'Bearer x' } });
      outcomes.add(await sent.then(({ status }) => status).catch(() => 0));
    }
    expect([...outcomes].sort((a, b) => a - b)).toEqual([0, 200, 502, 503]);
    expect(emulator.stats().faults).toBe(30);
    await emulator.close();
  });
});
