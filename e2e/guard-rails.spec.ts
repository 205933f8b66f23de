import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askChecks, runSource } from '../test-support/pipelines/azure-checks.js';
import { runAzurePipeline, type AzureJobRun } from '../test-support/pipelines/azure-runner.js';
import { CREATE_NX_APIOPS, SCRIPTED } from '../tools/create-command.mjs';
import { NX_APIOPS, startEmulatorProcess, type EmulatorProcess } from '../tools/emulator-process.mjs';
import { mustRun, runCommand, type CommandResult } from '../tools/run-command.mjs';

const NPX = process.platform === 'win32' ? 'npx.cmd' : 'npx';
const TENANT = '11111111-2222-3333-4444-555555555555';
const REAL_TOKEN = 'ghp_thisIsNoTokenButLooksLikeOne';

interface Finding {
  readonly check: string;
  readonly status: string;
  readonly fix?: string;
}

const author = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.com', '-c', 'commit.gpgsign=false'];

describe('an empty repository on GitHub', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nx-apiops-guard-'));
  const repository = join(folder, 'acme-apis');
  let emulator: EmulatorProcess;

  const env = (more: Record<string, string> = {}): Record<string, string> => ({
    ...SCRIPTED,
    CI: 'true',
    NX_APIOPS_ARM_ENDPOINT: emulator.url,
    NX_APIOPS_GRAPH_ENDPOINT: `${emulator.url}/graph`,
    GITHUB_API_URL: `${emulator.url}/github`,
    AZURE_SUBSCRIPTION_ID: emulator.subscriptionId,
    GH_TOKEN: REAL_TOKEN,
    ...more,
  });
  const apiops = async (args: readonly string[], more?: Record<string, string>): Promise<CommandResult> =>
    runCommand(process.execPath, [NX_APIOPS, ...args], { cwd: repository, env: env(more) });
  const github = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${emulator.url}/github/repos/acme/acme-apis/${path}`, {
      method,
      headers: { authorization: 'Bearer somebody', 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    expect(response.status).toBeLessThan(300);
    const text = await response.text();
    return text === '' ? undefined : JSON.parse(text);
  };
  const problems = async (more?: Record<string, string>): Promise<readonly Finding[]> => {
    const { stdout } = await apiops(['doctor', '--json'], more);
    const { findings } = JSON.parse(stdout) as { readonly findings: readonly Finding[] };
    return findings.filter(({ status }) => status !== 'ok');
  };

  beforeAll(async () => {
    emulator = await startEmulatorProcess([
      ...['--service', 'rg-apim-acme-dev/apim-acme-dev', '--service', 'rg-apim-acme-prod/apim-acme-prod'],
      ...['--github-repository', 'acme/acme-apis', '--team', 'api-platform', '--team', 'api-oncall'],
    ]);
    const flags = ['--org', 'acme', '--environments', 'dev,prod', '--yes'];
    await mustRun(process.execPath, [CREATE_NX_APIOPS, repository, ...flags], { env: env() });
  }, 180_000);

  afterAll(async () => {
    await emulator?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('is told by the doctor what is missing, and how to mend it', async () => {
    const found = await problems();
    expect(found.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['Protection', 'Pull requests by workflows', 'Environments', 'Identities']),
    );
    for (const { fix } of found) expect(fix).toMatch(/nx-apiops/);
  }, 60_000);

  it('states what guards it with two generators', async () => {
    const nx = async (...args: readonly string[]) => mustRun(NPX, ['nx', ...args], { cwd: repository, env: env() });
    await nx('g', 'nx-apiops:identity', '--tenant', TENANT, '--location', 'westeurope');
    await nx('g', 'nx-apiops:branch-protection', '--breakGlass', 'api-oncall');
    expect(readFileSync(join(repository, 'apiops.yaml'), 'utf8')).toContain('breakGlass: api-oncall');
    await mustRun('git', ['add', '--all'], { cwd: repository });
    await mustRun('git', [...author, 'commit', '--quiet', '--message', 'Guard'], { cwd: repository });
  }, 60_000);

  it('gets its identities from a reviewed plan', async () => {
    const plan = join(folder, 'identity.json');
    const shown = await apiops(['identity', 'plan', '--out', plan, '--detailed-exitcode']);
    expect(shown.code).toBe(3);
    expect(shown.stdout).toMatch(/subject +"repo:acme@\d+\/acme-apis@\d+:environment:prod"/);
    const script = join(folder, 'script');
    await apiops(['identity', 'plan', '--emit', 'cli', '--emit-to', script]);
    expect(readFileSync(join(script, 'identities.sh'), 'utf8')).toContain('az identity create');
    expect((await apiops(['identity', 'apply', '--plan', plan])).code).toBe(0);
    expect((await apiops(['identity', 'plan', '--detailed-exitcode'])).code).toBe(0);
  }, 60_000);

  it('is protected, and finds nothing to do the second time', async () => {
    const applied = await apiops(['protect', 'apply', '--json']);
    expect({ code: applied.code, ...JSON.parse(applied.stdout) }).toMatchObject({ code: 0, notAsDesired: [] });
    const again = await apiops(['protect', 'apply']);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('No changes.') });
  }, 60_000);

  it('is found healthy by the doctor, with no secret anywhere', async () => {
    const { code, stdout } = await apiops(['doctor']);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/All \d+ checks are fine\./) });
    const report = await apiops(['identity', 'report', '--json']);
    expect({ code: report.code, ...JSON.parse(report.stdout) }).toMatchObject({
      code: 0,
      summary: { federated: 4, unneeded: 0, secrets: 0, pastLimit: 0 },
    });
  }, 60_000);

  it('names what somebody changed behind its back, and restores it', async () => {
    await github('PUT', 'environments/prod', { deployment_branch_policy: null });
    await github('PUT', 'actions/permissions', { enabled: true, allowed_actions: 'all' });
    const drift = await apiops(['protect', 'plan', '--detailed-exitcode']);
    expect(drift.code).toBe(3);
    expect(drift.stdout).toMatch(/update {2}prod[^]*reviewers[^]*update {2}of the repository[^]*allowed/);
    expect(await problems()).toMatchObject([
      { check: 'Protection', fix: 'npx nx-apiops protect apply' },
      { check: 'Client ids' },
    ]);
    expect((await apiops(['protect', 'apply', '--yes'])).code).toBe(0);
    expect((await apiops(['protect', 'plan', '--detailed-exitcode'])).code).toBe(0);
  }, 60_000);

  it('does nothing else than what was approved', async () => {
    const plan = join(folder, 'protect.json');
    await github('PUT', 'environments/prod', { deployment_branch_policy: null });
    await apiops(['protect', 'plan', '--out', plan]);
    await github('PUT', 'actions/permissions', { enabled: true, allowed_actions: 'all' });
    const refused = await apiops(['protect', 'apply', '--plan', plan, '--json']);
    expect({ code: refused.code, error: JSON.parse(refused.stdout).error.code }).toEqual({
      code: 2,
      error: 'SETTING_STALE',
    });
    expect((await apiops(['protect', 'apply'])).code).toBe(0);
  }, 60_000);

  it.each([
    ['a wrong organization', ['--repository', 'umbrella/acme-apis'], {}, 1, 'SCM_NOT_FOUND'],
    ['a repository that is written wrongly', ['--repository', 'acme'], {}, 2, 'SCM_REPOSITORY'],
    ['an address over plain http', [], { GITHUB_API_URL: 'http://github.example/api' }, 2, 'SCM_ENDPOINT'],
    ['no rights', [], { GH_TOKEN: 'nx-apiops-development-token-read-only' }, 1, 'SCM_FORBIDDEN'],
    ['no access', [], { GH_TOKEN: 'nx-apiops-development-token-no-access' }, 1, 'SCM_NOT_FOUND'],
  ])(
    'says so of %s',
    async (_, flags, more, code, error) => {
      const result = await apiops(['protect', 'plan', '--json', ...flags], more);
      expect({ code: result.code, error: JSON.parse(result.stdout).error }).toMatchObject({
        code,
        error: { code: error, hint: expect.any(String) },
      });
    },
    60_000,
  );

  it('names a team that does not exist, and changes nothing', async () => {
    const file = join(repository, 'apiops.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('breakGlass: api-oncall', 'breakGlass: api-oncal'));
    const refused = await apiops(['protect', 'apply', '--json']);
    writeFileSync(file, text);
    expect({ code: refused.code, ...JSON.parse(refused.stdout) }).toMatchObject({
      code: 2,
      error: { code: 'SCM_NAME_UNKNOWN', message: expect.stringContaining('protection.breakGlass') },
    });
    expect((await apiops(['protect', 'plan', '--detailed-exitcode'])).code).toBe(0);
  }, 60_000);

  it('shows a token in no output', async () => {
    for (const args of [
      ['protect', 'plan', '--json'],
      ['identity', 'plan', '--json'],
      ['doctor', '--json'],
    ]) {
      const { stdout, stderr } = await apiops(args, { AZURE_BEARER_TOKEN: 'eyJ-looks-like-one' });
      expect(stdout + stderr).not.toMatch(/ghp_|eyJ-/);
    }
  }, 60_000);
});

describe('an empty repository in Azure DevOps', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nx-apiops-guard-'));
  const repository = join(folder, 'acme-apis');
  let emulator: EmulatorProcess;

  const apiops = async (args: readonly string[], more?: Record<string, string>): Promise<CommandResult> =>
    runCommand(process.execPath, [NX_APIOPS, ...args], {
      cwd: repository,
      env: {
        ...SCRIPTED,
        CI: 'true',
        NX_APIOPS_ARM_ENDPOINT: emulator.url,
        NX_APIOPS_GRAPH_ENDPOINT: `${emulator.url}/graph`,
        AZURE_DEVOPS_ORG_URL: `${emulator.url}/azure-devops/acme`,
        AZURE_SUBSCRIPTION_ID: emulator.subscriptionId,
        SYSTEM_ACCESSTOKEN: REAL_TOKEN,
        ...more,
      },
    });
  const policies = async (): Promise<
    readonly { readonly id: number; readonly type: { readonly displayName: string } }[]
  > => {
    const url = `${emulator.url}/azure-devops/acme/apis/_apis/policy/configurations?api-version=7.1`;
    const response = await fetch(url, { headers: { authorization: 'Bearer somebody' } });
    return ((await response.json()) as { readonly value: Awaited<ReturnType<typeof policies>> }).value;
  };

  beforeAll(async () => {
    emulator = await startEmulatorProcess([
      ...['--service', 'rg-apim-acme-dev/apim-acme-dev', '--service', 'rg-apim-acme-prod/apim-acme-prod'],
      ...['--azure-devops-repository', 'acme/apis/acme-apis', '--team', 'api-platform', '--team', 'api-oncall'],
    ]);
    const flags = ['--org', 'acme', '--hosting', 'azure-devops', '--environments', 'dev,prod', '--no-install', '--yes'];
    await mustRun(process.execPath, [CREATE_NX_APIOPS, repository, ...flags], { env: SCRIPTED });
    const file = join(repository, 'apiops.yaml');
    const approval = '    approval: { reviewers: [api-platform] }\n';
    const text = readFileSync(file, 'utf8').replace(/ +serviceName: apim-acme-prod\n/, (line) => `${line}${approval}`);
    writeFileSync(file, `${text}${AZURE_DEVOPS_GUARDS}`);
  }, 120_000);

  afterAll(async () => {
    await emulator?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('gets identities and guards, and nothing the second time', async () => {
    for (const command of ['identity', 'protect']) {
      expect((await apiops([command, 'plan', '--detailed-exitcode'])).code).toBe(3);
      const applied = await apiops([command, 'apply', '--json']);
      expect({ code: applied.code, ...JSON.parse(applied.stdout) }).toMatchObject({ code: 0, notAsDesired: [] });
      expect((await apiops([command, 'plan', '--detailed-exitcode'])).code).toBe(0);
    }
  }, 60_000);

  it('gives the publisher to no pushed branch that leaves out the environment', async () => {
    const machine = { root: folder, remote: repository, artifacts: folder, environment: {} };
    const pipeline = 'apiops-publish';
    const file = '.azure-pipelines/publish.yml';
    const checks = askChecks(`${emulator.url}/azure-devops/acme/apis`);
    const run = async (ref: string): Promise<readonly AzureJobRun[]> =>
      runAzurePipeline(machine, {
        file,
        read: () => EDITED_PUBLISH,
        variables: { 'Build.SourceBranch': ref },
        refuse: async (_, resources) => {
          const source = runSource({ file, read: () => EDITED_PUBLISH }, { name: 'apis/acme-apis', ref });
          const { status, message } = await checks.decide(resources, { ...source, pipeline });
          return status === 'approved' ? undefined : message;
        },
      });
    const [refused] = await run('refs/heads/mine');
    expect(refused).toMatchObject({
      result: 'Failed',
      connections: [],
      log: expect.stringContaining('endpoint publisher-prod does not allow refs/heads/mine'),
    });
    // Merged, it is what reviewers of the branch let through, and waits for the approval of the environment.
    expect(await run('refs/heads/main')).toMatchObject([
      { result: 'Failed', connections: [], log: expect.stringContaining('waits for an approval') },
    ]);
  }, 60_000);

  it('is found healthy by the doctor, but for packages that are not installed', async () => {
    const { code, stdout } = await apiops(['doctor', '--json']);
    const { findings } = JSON.parse(stdout) as { readonly findings: readonly Finding[] };
    const open = findings.filter(({ status }) => status !== 'ok').map(({ check, status }) => [check, status]);
    expect({ code, open }).toEqual({
      code: 0,
      open: [
        ['nx-apiops', 'warning'],
        ['Derived files', 'skipped'],
      ],
    });
  }, 60_000);

  it('names a policy that somebody removed, and restores it', async () => {
    const before = await policies();
    const gone = before.find(({ type }) => /minimum/i.test(type.displayName));
    const url = `${emulator.url}/azure-devops/acme/apis/_apis/policy/configurations/${gone?.id}?api-version=7.1`;
    await fetch(url, { method: 'DELETE', headers: { authorization: 'Bearer somebody' } });
    const drift = await apiops(['protect', 'plan', '--detailed-exitcode']);
    expect(drift).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/minimum reviewers\n.*create {2}main[^]*1 to create, 0 to update/),
    });
    expect((await apiops(['protect', 'apply'])).code).toBe(0);
    expect(await policies()).toHaveLength(before.length);
  }, 60_000);

  it.each([
    ['a wrong project', ['--repository', 'nowhere/acme-apis'], {}, 1, 'SCM_NOT_FOUND'],
    ['no access', [], { SYSTEM_ACCESSTOKEN: 'nx-apiops-development-token-no-access' }, 1, 'SCM_NOT_FOUND'],
  ])(
    'says so of %s',
    async (_, flags, more, code, error) => {
      const result = await apiops(['protect', 'plan', '--json', ...flags], more);
      expect({ code: result.code, error: JSON.parse(result.stdout).error }).toMatchObject({
        code,
        error: { code: error },
      });
      expect(result.stdout + result.stderr).not.toContain(REAL_TOKEN);
    },
    60_000,
  );
});

/** What somebody pushes to become the publisher without the approval that is on the environment. */
const EDITED_PUBLISH = `trigger: none
stages:
  - stage: publish
    jobs:
      - job: publish
        steps:
          - task: AzureCLI@2
            displayName: Publish
            inputs: { azureSubscription: publisher-prod, scriptType: bash, inlineScript: echo published }
`;

const AZURE_DEVOPS_GUARDS = `
project: apis
protection:
  approvals: 1
  codeOwners: true
  resolveThreads: true
  linearHistory: true
  breakGlass: api-oncall
identity:
  tenantId: ${TENANT}
  location: westeurope
`;
