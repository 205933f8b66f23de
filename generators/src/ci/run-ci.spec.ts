import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startHostServer, type HostServer } from '../../../test-support/pipelines/host-server.js';
import { azureDevOpsHost } from './azure-devops-host.js';
import { githubHost } from './github-host.js';
import type { Host } from './host.js';
import { hostOf } from './main.js';
import { PLAN_MARK, renderPlanComment } from './plan-comment.js';
import { runCi } from './run-ci.js';
import { send } from './send.js';
import { planShards } from './shards.js';

let server: HostServer;
beforeEach(async () => {
  server = await startHostServer();
});
afterEach(async () => server.stop());

const sleep = async (): Promise<void> => undefined;
const HOSTS: Readonly<Record<string, () => Host>> = {
  GitHub: () =>
    githubHost({
      variables: {
        GITHUB_API_URL: server.url,
        GITHUB_REPOSITORY: 'acme/apis',
        GITHUB_TOKEN: 'token',
        GITHUB_REF_NAME: 'main',
      },
      fetch,
      sleep,
    }),
  'Azure DevOps': () =>
    azureDevOpsHost({
      variables: {
        SYSTEM_COLLECTIONURI: `${server.url}/acme/`,
        SYSTEM_TEAMPROJECT: 'my apis',
        BUILD_REPOSITORY_ID: 'a0',
        BUILD_SOURCEBRANCH: 'refs/heads/main',
        SYSTEM_ACCESSTOKEN: 'token',
      },
      fetch,
      sleep,
    }),
};
const noGit = { run: async () => '', succeeds: async () => true };
const ports = (host: Host, files: Readonly<Record<string, string>> = {}) => ({
  host,
  git: noGit,
  read: async (path: string) => files[path],
  repository: "acme's apis",
});

describe.each(Object.entries(HOSTS))('on %s', (_, host) => {
  const comment = async (markdown: string): Promise<string> =>
    runCi(
      ['comment', '--environments', 'dev,qa', '--plans', 'p', '--pull-request', '7'],
      ports(host(), { 'p/dev.md': markdown, 'p/plan-qa/qa.md': 'Q' }),
    );

  it('a comment is written once, then changed, then left alone', async () => {
    expect(await comment('One')).toContain('Comment created');
    expect(await comment('Two')).toContain('Comment updated');
    expect(await comment('Two')).toContain('Comment unchanged');
  });

  it('an issue is opened, updated and closed, one for each environment', async () => {
    const drift = async (env: string, found: boolean, text = ''): Promise<string> =>
      runCi(['drift', '--env', env, '--found', String(found), '--report', 'd'], ports(host(), { d: text }));
    expect(await drift('dev', false)).toBe('Drift in dev: none.');
    expect(await drift('dev', true, 'a <b>')).toContain('Drift in dev, created');
    expect(await drift('qa', true, 'a')).toContain('Drift in qa, created');
    expect(await drift('dev', true, 'a <b>')).toContain('unchanged');
    expect(await drift('dev', true, 'c')).toContain('updated');
    expect(await drift('dev', false)).toContain('closed');
    expect(await drift('dev', false)).toBe('Drift in dev: none.');
    expect(await drift('dev', true, 'd')).toContain('created');
  });

  it('a matrix is what the host takes', async () => {
    const shards = async (above: string): Promise<string> =>
      runCi(['shards', '--above', above, '--projects', 'f'], ports(host(), { f: '["a","b","c"]' }));
    expect(['[]', '{}']).toContain(await shards('3'));
    expect(JSON.stringify(JSON.parse(await shards('2')))).toContain('a,c');
  });

  it('arguments that are not usable are refused', async () => {
    for (const args of [[], ['nope'], ['drift', '--env', 'dev'], ['propose', '--force']])
      await expect(runCi(args, ports(host()))).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    await expect(runCi(['shards', '--above', '2', '--projects', 'none'], ports(host()))).rejects.toThrow(
      'no list of projects',
    );
  });
});

it('a comment of somebody else is not ours, whatever it begins with', async () => {
  const host = HOSTS['GitHub']?.();
  await host?.writeComment('7', { mark: PLAN_MARK, body: PLAN_MARK });
  Object.assign(server.items('comments')[0] ?? {}, { user: { type: 'User' } });
  expect(await host?.writeComment('7', { mark: PLAN_MARK, body: `${PLAN_MARK} new` })).toMatchObject({
    verb: 'created',
  });
});

it('only inside of a pipeline there is a host', () => {
  expect(() => hostOf({})).toThrow('neither in GitHub Actions nor in Azure Pipelines');
  expect(hostOf({ TF_BUILD: 'True' }).matrix).toBe('azure-devops');
  expect(hostOf({ GITHUB_ACTIONS: 'true' }).matrix).toBe('github');
});

describe('shards', () => {
  it('hold every project once, at most so many each as long as machines suffice', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 1, max: 300 }), (count, above) => {
        const projects = Array.from({ length: count }, (_, index) => `p${index}`);
        const shards = planShards(projects, above);
        if (count <= above) return shards.length === 0;
        const all = shards.flatMap((shard) => shard.projects.split(','));
        const most = Math.max(...shards.map((shard) => shard.projects.split(',').length));
        return (
          all.sort().join() === [...projects].sort().join() &&
          shards.length <= 250 &&
          (most <= above || shards.length === 250)
        );
      }),
      { numRuns: 50 },
    );
  });
});

describe('the comment', () => {
  it('stays within what GitHub takes, with something of every environment', () => {
    const long = `### Plan\n\n\`\`\`text\n${'a line of a plan\n'.repeat(6000)}`;
    const text = renderPlanComment(
      ['dev', 'qa', 'prod'].map((environment) => ({ environment, markdown: long })),
      'https://run',
    );
    expect(text.length).toBeLessThan(65_536);
    expect(text.match(/The whole plan is in/g)).toHaveLength(3);
    expect((text.match(/^```/gm)?.length ?? 0) % 2).toBe(0);
  });
});

describe('requests', () => {
  const api = (answers: readonly number[], slept: number[]) => {
    const left = [...answers];
    return {
      baseUrl: 'https://x',
      headers: {},
      fetch: async () => new Response('{}', { status: left.shift() ?? 200, headers: { 'retry-after': '2' } }),
      sleep: async (delayMs: number) => void slept.push(delayMs),
    };
  };

  it('that read are tried again, those that write only when they were too many', async () => {
    const slept: number[] = [];
    await send(api([503, 429], slept), { method: 'GET', path: '/a' });
    await send(api([429], slept), { method: 'POST', path: '/a' });
    expect(slept).toEqual([2000, 2000, 2000]);
    await expect(send(api([503], slept), { method: 'POST', path: '/a?b=c' })).rejects.toMatchObject({
      code: 'HOST_REFUSED',
      message: 'POST /a was answered with 503: {}',
    });
    await expect(send(api([503, 503, 503, 503], slept), { method: 'GET', path: '/a' })).rejects.toThrow('503');
    await expect(send(api([403], slept), { method: 'PATCH', path: '/a' })).rejects.toMatchObject({
      hint: expect.stringContaining('permissions'),
    });
  });
});
