import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NX_APIOPS } from '../tools/emulator-process.mjs';
import { runCommand, type CommandResult } from '../tools/run-command.mjs';
import { startGitHubOrganization, type RolloutHost } from './rollout/hosts.js';
import { organizationOf, repositoriesOf, type Kind } from './rollout/organization.js';

const CAMPAIGN = `name: 2026-12
title: Pipelines of December
what: Newer pipelines.
why: Older ones stop.
labels: [apiops]
select:
  names: [api-*]
  exclude: { names: [api-009] }
`;

const [, old] = organizationOf('github');
const toolkit: Kind = {
  name: 'toolkit',
  count: 1,
  files: () => ({
    'artifacts/apis/orders/apiInformation.json': '{}\n',
    'artifacts/named values/key/namedValueInformation.json': '{}\n',
    'configuration.dev.yaml': 'apimServiceName: apim-orders-dev\n',
    'configuration.prod.yaml': 'apimServiceName: apim-orders-prod\n',
    'README.md': '# Orders\n',
  }),
  outcome: 'draft',
};
const KINDS: readonly Kind[] = [
  { name: 'api', count: 9, files: old?.files ?? (() => ({})), github: { checks: 'success' }, outcome: 'pull-request' },
  { name: 'platform', count: 1, files: () => ({ 'README.md': '# Platform\n' }), outcome: 'skipped' },
  toolkit,
];

describe('a campaign in a file', { timeout: 60_000 }, () => {
  const folders: string[] = [];
  let host: RolloutHost;
  let folder = '';

  const newFolder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'nx-apiops-campaign-'));
    mkdirSync(join(made, 'rollouts'));
    writeFileSync(join(made, 'rollouts/2026-12.yaml'), CAMPAIGN);
    folders.push(made);
    return made;
  };
  const run = async (
    args: readonly string[],
    more: { readonly cwd?: string; readonly env?: Record<string, string> } = {},
  ): Promise<CommandResult> =>
    runCommand(process.execPath, [NX_APIOPS, 'rollout', ...args], {
      cwd: more.cwd ?? folder,
      env: { CI: 'true', GITHUB_REPOSITORY_OWNER: 'acme', ...host.env, ...more.env },
    });
  const json = async (...args: readonly string[]) => JSON.parse((await run([...args, '--json'])).stdout);
  const open = (): readonly string[] =>
    [...host.pullRequests()].filter(([, all]) => all.some(({ state }) => state === 'open')).map(([name]) => name);

  beforeAll(async () => {
    host = await startGitHubOrganization(repositoriesOf(KINDS));
    folder = newFolder();
  });
  afterAll(async () => {
    await host?.emulator.close();
    for (const made of folders) rmSync(made, { recursive: true, force: true });
  });

  it('is planned for exactly the repositories that it selects', async () => {
    const { stdout, code } = await run(['plan', '--campaign', '2026-12']);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('8 to change; 0 as they should be'),
    });
    expect(stdout).toMatch(/~ acme\/api-001 {2}0\.0\.9 → \d+\.\d+\.\d+, \d+ files\n {4}~ \.github/);
    expect(stdout).toMatch(/About .* for 8 repositories at the pace that GitHub allows\./);
    expect(stdout).not.toContain('api-009');
  });

  it('goes to canaries first, and waits for them', async () => {
    const first = await json('apply', '--campaign', '2026-12', '--canary', '2', '--max', '1');
    expect(first).toMatchObject({ left: 7, results: [{ repository: 'acme/api-001', action: 'created' }] });
    const second = await json('apply', '--campaign', '2026-12', '--canary', '2');
    expect(second).toMatchObject({ left: 6, stopped: expect.stringContaining('api-002') });
    expect(open()).toEqual(['api-001', 'api-002']);
    // Their checks pass by now.
    const third = await json('apply', '--campaign', '2026-12', '--canary', '2', '--max', '2');
    expect(third).toMatchObject({ left: 4, stopped: '--max 2 was reached' });
    expect(open()).toHaveLength(4);
  });

  it('is applied as it was reviewed, and in no repository that changed since', async () => {
    const plan = join(folder, 'plan.json');
    expect((await run(['plan', '--campaign', '2026-12', '--out', plan, '--detailed-exitcode'])).code).toBe(3);
    await fetch(`${host.emulator.url}/github/repos/acme/api-005/contents/apiops.yaml`, {
      method: 'PUT',
      headers: { authorization: 'Bearer owner', 'content-type': 'application/json' },
      body: JSON.stringify({
        message: 'Stage',
        branch: 'main',
        content: Buffer.from(
          `${old?.files('api-005')['apiops.yaml']}  - name: late\n    serviceName: apim-late\n`,
        ).toString('base64'),
        sha: await shaOf('api-005', 'apiops.yaml'),
      }),
    });
    const { code, stderr } = await run(['apply', '--plan', plan]);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('acme/api-005 has changed') });
    expect(open()).toEqual(['api-001', 'api-002', 'api-003', 'api-004', 'api-006', 'api-007', 'api-008']);
    writeFileSync(
      plan,
      readFileSync(plan, 'utf8').replace(
        /"targetVersion": "[^"]+",\n {2}"campaign"/,
        '"targetVersion": "0.0.1",\n  "campaign"',
      ),
    );
    expect(await run(['apply', '--plan', plan])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('ROLLOUT_PLAN_INVALID'),
    });
  });

  const shaOf = async (name: string, path: string): Promise<string> => {
    const response = await fetch(`${host.emulator.url}/github/repos/acme/${name}/contents/${path}`, {
      headers: { authorization: 'Bearer owner' },
    });
    return ((await response.json()) as { readonly sha: string }).sha;
  };

  it('is known on another machine, by a branch of the platform repository', async () => {
    const shared = ['--campaign', '2026-12', '--ledger-repository', 'acme/platform-001'];
    expect((await run(['apply', ...shared])).code).toBe(0);
    const elsewhere = newFolder();
    await host.close('api-008', host.pullRequests().get('api-008')?.[0]?.number ?? 0);
    expect((await run(['status', ...shared], { cwd: elsewhere })).stdout).toMatch(/! acme\/api-008 +declined/);
    const ledger = readFileSync(join(elsewhere, 'rollouts/2026-12.github-acme.jsonl'), 'utf8');
    expect(ledger).toContain('"state":"committed"');
    expect((await run(['close', ...shared, '--yes'], { cwd: elsewhere })).code).toBe(0);
    expect(open()).toEqual([]);
    expect((await run(['status', ...shared])).stdout).toMatch(/– acme\/api-001 +closed/);
  });

  it('has the labels that the file states', async () => {
    const response = await fetch(`${host.emulator.url}/github/repos/acme/api-001/pulls/1`, {
      headers: { authorization: 'Bearer owner' },
    });
    expect(await response.json()).toMatchObject({ labels: [{ name: 'apiops' }], title: 'Pipelines of December' });
  });

  it('runs as a GitHub App', async () => {
    const app = { GH_TOKEN: '', NX_APIOPS_APP_ID: '7', NX_APIOPS_APP_PRIVATE_KEY: 'never used here' };
    const args = ['apply', '--campaign', 'as-app', '--select', 'name=api-009'];
    const result = await run(args, { env: app });
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('1 pull request opened') });
    expect(readFileSync(join(folder, 'rollouts/as-app.yaml'), 'utf8')).toContain('names:');
    const { code, stdout } = await run(['status', '--campaign', 'as-app'], { env: app });
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/… acme\/api-009 +pull-request/) });
    expect(await run(args, { env: { ...app, NX_APIOPS_APP_PRIVATE_KEY: '' } })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('NX_APIOPS_APP_PRIVATE_KEY'),
    });
  });

  it('onboards a repository of the older tools, as a draft', async () => {
    writeFileSync(
      join(folder, 'onboard.yaml'),
      `${CAMPAIGN.replace('2026-12', 'onboarding').replace('api-*', 'toolkit-*')}platform: { repository: acme/platform-001, ref: v1.0.0 }\nonboard: {}\n`,
    );
    const { stdout, code } = await run(['apply', '--campaign', 'onboard.yaml']);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('1 pull request opened') });
    const [pullRequest] = host.pullRequests().get('toolkit-001') ?? [];
    expect(pullRequest).toMatchObject({ isDraft: true, state: 'open' });
    const files = pullRequest?.files ?? {};
    expect(Object.keys(files)).toEqual(expect.arrayContaining(['apiops.yaml', 'package.json', 'nx.json', 'README.md']));
    expect(files['apiops.yaml']).toMatch(
      /layout: toolkit[^]*name: dev[^]*apim-orders-dev[^]*name: prod[^]*apim-orders-prod/,
    );
    expect(files['.github/workflows/publish.yml']).toContain('acme/platform-001/.github/workflows/');
    expect(files['README.md']).toBe('# Orders\n');
  });

  it.each([
    [
      'no right to write workflows',
      ['apply', '--campaign', 'new', '--select', 'name=api-007'],
      { GH_TOKEN: 'nx-apiops-development-token-no-workflows' },
      1,
      'workflow',
    ],
    ['a saved plan with flags that it holds', ['apply', '--plan', 'plan.json', '--org', 'acme'], {}, 2, '--org'],
    ['a campaign that there is not', ['status', '--campaign', 'typo'], {}, 2, 'There is no campaign typo'],
    ['many documents where one is asked for', ['status', '--campaign', '2026-12', '--watch'], {}, 2, '--watch'],
    [
      'topics in Azure DevOps, which has none',
      ['plan', '--campaign', 'x', '--hosting', 'azure-devops', '--select', 'topic=x'],
      { AZURE_DEVOPS_ORG_URL: 'http://127.0.0.1:9' },
      2,
      'no topics',
    ],
    [
      'a repository that there is not',
      ['apply', '--campaign', '2026-12', '--only', 'acme/nothing'],
      {},
      1,
      '"results": []',
    ],
    ['a ledger that is a folder', ['status', '--campaign', '2026-12', '--ledger', '.'], {}, 2, '"FILE"'],
    ['an unknown team', ['plan', '--campaign', 'x', '--select', 'team=nobody'], {}, 1, 'SCM_NOT_FOUND'],
    ['an unknown organization', ['plan', '--campaign', 'x', '--org', 'umbrella'], {}, 1, 'SCM_NOT_FOUND'],
    ['a file that names another campaign', ['plan', '--campaign', 'other'], {}, 2, 'CAMPAIGN_INVALID'],
    ['a file with an unknown key', ['plan', '--campaign', 'wrong.yaml'], {}, 2, 'CAMPAIGN_INVALID'],
    [
      'a ledger of another campaign',
      ['status', '--campaign', 'as-app', '--ledger', 'rollouts/2026-12.github-acme.jsonl'],
      {},
      2,
      'LEDGER_FOREIGN',
    ],
    ['a ledger that is none', ['status', '--campaign', 'as-app', '--ledger', 'wrong.yaml'], {}, 2, 'LEDGER_INVALID'],
  ])('says so of %s', async (_, args, env, code, error) => {
    writeFileSync(join(folder, 'rollouts/other.yaml'), CAMPAIGN);
    writeFileSync(join(folder, 'wrong.yaml'), `${CAMPAIGN}who: nobody\n`);
    const result = await run([...args, '--json'], { env });
    expect({ code: result.code, stdout: result.stdout }).toMatchObject({
      code,
      stdout: expect.stringContaining(error),
    });
  });
});
