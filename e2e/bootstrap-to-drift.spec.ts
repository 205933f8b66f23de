import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CREATE_NX_APIOPS, repositoryFlags, SCRIPTED } from '../tools/create-command.mjs';
import { startEmulatorProcess, type EmulatorProcess } from '../tools/emulator-process.mjs';
import { FIGMA, NETLIFY } from '../tools/real-descriptions.mjs';
import { mustRun, runCommand, type CommandResult } from '../tools/run-command.mjs';

const NPX = process.platform === 'win32' ? 'npx.cmd' : 'npx';

describe('from an empty folder to a published API', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nx-apiops-e2e-'));
  const repository = join(folder, 'acme apis');
  let emulator: EmulatorProcess;

  const env = (): Record<string, string> => ({ ...SCRIPTED, NX_APIOPS_ARM_ENDPOINT: emulator.url, CI: 'true' });
  const nx = async (...args: readonly string[]) => mustRun(NPX, ['nx', ...args], { cwd: repository, env: env() });
  const apiops = async (...args: readonly string[]): Promise<CommandResult> =>
    runCommand(NPX, ['nx-apiops', ...args], { cwd: repository, env: env() });
  const commit = async (message: string): Promise<void> => {
    const author = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.com', '-c', 'commit.gpgsign=false'];
    await mustRun('git', ['add', '--all'], { cwd: repository });
    await mustRun('git', [...author, 'commit', '--quiet', '--message', message], { cwd: repository });
  };

  beforeAll(async () => {
    emulator = await startEmulatorProcess(['--service', 'apim-acme-dev', '--service', 'apim-acme-prod']);
    const flags = repositoryFlags(emulator, { org: 'acme', environments: ['dev', 'prod'] });
    await mustRun(process.execPath, [CREATE_NX_APIOPS, repository, ...flags], { env: env() });
  }, 180_000);

  afterAll(async () => {
    await emulator?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('creates a repository that is installed, committed and clean', async () => {
    const status = await mustRun('git', ['status', '--porcelain'], { cwd: repository });
    const log = await mustRun('git', ['log', '--oneline'], { cwd: repository });
    expect(status.stdout).toBe('');
    expect(log.stdout.trim().split('\n')).toHaveLength(1);
    expect(readdirSync(join(repository, 'node_modules', '.bin'))).toContain('nx-apiops');
  });

  it('adds real APIs with one generator each, and nothing the second time', async () => {
    const figma = [
      ...[
        'g',
        'nx-apiops:api',
        'figma',
        '--spec',
        FIGMA,
        '--product',
        'design',
        '--tags',
        'design',
        '--owner',
        'team-design',
      ],
      ...['--backend-url', 'dev=https://figma.dev.acme.example', '--backend-url', 'prod=https://figma.acme.example'],
    ];
    await nx(...figma);
    await nx('g', 'nx-apiops:api', 'netlify', '--spec', NETLIFY, '--product', 'hosting', '--owner', 'team-web');
    await commit('Add APIs');
    await nx(...figma);
    const status = await mustRun('git', ['status', '--porcelain'], { cwd: repository });
    expect(status.stdout).toBe('');
  }, 120_000);

  it('infers a project per API and targets per environment', async () => {
    const projects = await nx('show', 'projects', '--json');
    expect(JSON.parse(projects.stdout)).toEqual(expect.arrayContaining(['apim', 'figma', 'netlify']));
    const apim = await nx('show', 'project', 'apim', '--json');
    const { targets } = JSON.parse(apim.stdout) as { targets: Record<string, { configurations: object }> };
    for (const target of ['extract', 'plan', 'publish', 'drift']) {
      expect(Object.keys(targets[target]?.configurations ?? {})).toEqual(['dev', 'prod']);
    }
  }, 60_000);

  it('plans without changing anything, and publishes the same to two environments with their own backends', async () => {
    const before = await emulator.stats();
    const plan = await nx('run', 'apim:plan:dev');
    expect(plan.stdout).toMatch(/Plan: \d+ to create, 0 to update, 0 to delete/);
    const after = await emulator.stats();
    for (const method of ['PUT', 'PATCH', 'POST', 'DELETE']) {
      expect(after.requests.byMethod[method] ?? 0).toBe(before.requests.byMethod[method] ?? 0);
    }
    await nx('run', 'apim:publish:dev');
    await nx('run', 'apim:publish:prod');
    const dev = await emulator.request('GET', 'apim-acme-dev', 'backends/figma');
    const prod = await emulator.request('GET', 'apim-acme-prod', 'backends/figma');
    expect(dev.properties.url).toBe('https://figma.dev.acme.example');
    expect(prod.properties.url).toBe('https://figma.acme.example');
    const operations = await emulator.request('GET', 'apim-acme-prod', 'apis/figma/operations');
    expect(operations.count).toBeGreaterThan(40);
  }, 120_000);

  it('knows what it published: publishing and planning again have nothing to do', async () => {
    await emulator.resetStats();
    const { code, stdout } = await apiops('publish', '--env', 'dev', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ plan: { create: 0, update: 0, delete: 0 } });
    const { requests } = await emulator.stats();
    expect(requests.byMethod).toEqual({ GET: 1 });
    const full = await apiops('plan', '--env', 'prod', '--full', '--detailed-exitcode');
    expect(full).toMatchObject({ code: 0, stdout: expect.stringContaining('No changes.') });
  }, 60_000);

  it('extracts into a second folder and finds no drift', async () => {
    const extracted = await apiops('extract', '--env', 'dev', '--output', '../extracted');
    expect(extracted.code, extracted.stderr).toBe(0);
    const api = JSON.parse(readFileSync(join(folder, 'extracted/apis/figma/apiInformation.json'), 'utf8'));
    expect(api.properties.path).toBe(
      JSON.parse(readFileSync(join(repository, 'apim-artifacts/apis/figma/apiInformation.json'), 'utf8')).properties
        .path,
    );
    const drift = await apiops('drift', '--env', 'dev');
    expect(drift, drift.stdout + drift.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('No drift.') });
  }, 60_000);

  it('leaves authored files alone when it extracts over them', async () => {
    const { code } = await apiops('extract', '--env', 'dev');
    const status = await mustRun('git', ['status', '--porcelain'], { cwd: repository });
    expect({ code, changed: status.stdout }).toEqual({ code: 0, changed: '' });
  }, 60_000);

  it('names the field that somebody changed in the instance, and exits with 3', async () => {
    await emulator.request('PATCH', 'apim-acme-prod', 'backends/figma', {
      properties: { url: 'https://elsewhere.example' },
    });
    const drift = await apiops('drift', '--env', 'prod');
    expect(drift.code).toBe(3);
    expect(drift.stdout).toContain('properties.url: "https://figma.acme.example" → "https://elsewhere.example"');
  }, 60_000);

  it('deletes in the instance what was deleted in git, and nothing else', async () => {
    rmSync(join(repository, 'apim-artifacts/apis/netlify'), { recursive: true });
    const links = join(repository, 'apim-artifacts/products/hosting/apis.json');
    writeFileSync(links, '[]\n');
    await commit('Remove the Netlify API');
    const { stdout, code } = await apiops('publish', '--env', 'dev', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ plan: { create: 0, delete: 1 } });
    const apis = await emulator.request('GET', 'apim-acme-dev', 'apis');
    expect(apis.value.map(({ name }: { name: string }) => name).sort()).toEqual(['echo-api', 'figma']);
  }, 60_000);
});
