import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NX_APIOPS } from '../tools/emulator-process.mjs';
import { runCommand, type CommandResult } from '../tools/run-command.mjs';
import { startAzureDevOpsOrganization, startGitHubOrganization, type RolloutHost } from './rollout/hosts.js';
import { organizationOf, repositoriesOf, standardised, type SeededRepository } from './rollout/organization.js';

const BRANCH = 'nx-apiops/rollout/2026-12';
const FAULTS = { rate: 0.1, seed: 3, delayMs: 20, hosts: true };

interface Row {
  readonly repository: string;
  readonly state: string;
  readonly reason: string;
}

/** Requests that write, by their kinds. */
const WRITES = /commit|open pull request|move branch|write trees|change|close|delete|label|update|auto-merge/;

describe.each([
  ['GitHub', 'github', startGitHubOrganization],
  ['Azure DevOps', 'azure-devops', startAzureDevOpsOrganization],
] as const)('300 repositories in %s, where every tenth request fails', (_, hosting, start) => {
  const folder = mkdtempSync(join(tmpdir(), 'nx-apiops-rollout-'));
  const repositories = repositoriesOf(organizationOf(hosting));
  /** Kept by hand before the campaign goes to all. */
  const early = repositories.filter(({ kind }) => kind.name === 'old').slice(0, 8);
  const declined = early.slice(0, 3);
  let host: RolloutHost;

  beforeAll(async () => {
    host = await start(repositories, { faults: FAULTS });
  }, 60_000);
  afterAll(async () => {
    await host?.emulator.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const args = (command: string, ...more: readonly string[]): readonly string[] => [
    NX_APIOPS,
    'rollout',
    command,
    ...host.flags,
    ...['--campaign', '2026-12', ...(command === 'close' ? [] : ['--select', 'name=*'])],
    ...more,
  ];
  const options = () => ({ cwd: folder, env: { CI: 'true', ...host.env } });
  const rollout = async (command: string, ...more: readonly string[]): Promise<CommandResult> =>
    runCommand(process.execPath, args(command, ...more), options());
  /** Until nothing is left: faults may fail a repository, which the next run mends. */
  const untilDone = async (command: string, ...more: readonly string[]): Promise<CommandResult> => {
    for (let attempt = 1; ; attempt += 1) {
      const result = await rollout(command, ...more);
      if (result.code === 0) return result;
      if (attempt === 6)
        throw new Error(`${command} is never done:\n${result.stdout.slice(-2000)}\n${result.stderr.slice(-2000)}`);
    }
  };
  const status = async (): Promise<ReadonlyMap<string, Row>> => {
    const { stdout } = await untilDone('status', '--json');
    const { rows } = JSON.parse(stdout) as { readonly rows: readonly Row[] };
    return new Map(rows.map((row) => [row.repository.slice(row.repository.lastIndexOf('/') + 1), row]));
  };
  const only = (some: readonly SeededRepository[]): readonly string[] =>
    some.flatMap(({ name }) => ['--only', host.fullName(name)]);

  it('there are 300 of them', () => {
    expect(repositories).toHaveLength(300);
  });

  it('a plan tells what would happen, and writes nothing', async () => {
    const before = JSON.stringify(host.emulator.hostState(hosting));
    const { code, stdout } = await rollout('plan', '--json', '--detailed-exitcode');
    const { summary } = JSON.parse(stdout);
    expect({ code, summary }).toMatchObject({
      code: 3,
      summary: { change: 117, conflict: 18, failed: 0 },
    });
    expect(JSON.stringify(host.emulator.hostState(hosting))).toBe(before);
  }, 60_000);

  it('some get their pull request first, and three decline', async () => {
    await untilDone('apply', ...only(early));
    for (const { name } of declined) {
      const [pullRequest] = host.pullRequests().get(name) ?? [];
      await host.close(name, pullRequest?.number ?? 0);
    }
    const open = [...host.pullRequests().values()].flat().filter(({ state }) => state === 'open');
    expect(open).toHaveLength(early.length - declined.length);
  }, 60_000);

  /** Ends a run at once when it has opened so many pull requests; tells whether it got that far. */
  const killAfter = async (opened: number): Promise<boolean> => {
    const child = spawn(process.execPath, [...args('apply')], {
      ...options(),
      env: { ...process.env, ...options().env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (data: Buffer) => {
      said += data.toString();
      if ((said.match(/ opened /g) ?? []).length >= opened) child.kill('SIGKILL');
    });
    return new Promise((resolve) => child.on('close', (_code, signal) => resolve(signal === 'SIGKILL')));
  };

  it('a run is killed in the middle', async () => {
    // A fault may end a run before it has begun.
    let isKilled = false;
    for (let attempt = 1; attempt <= 3 && !isKilled; attempt += 1) isKilled = await killAfter(40);
    expect(isKilled).toBe(true);
    const open = [...host.pullRequests().values()].flat().filter(({ state }) => state === 'open');
    expect(open.length).toBeGreaterThan(40);
    expect(open.length).toBeLessThan(100);
  }, 60_000);

  it('the next ones go on to the end', async () => {
    const { stdout, stderr } = await untilDone('apply');
    expect(stdout + stderr).not.toContain('ghp_');
  }, 120_000);

  it('each repository has exactly one correct pull request, or a stated reason', async () => {
    const held = host.pullRequests();
    const rows = await status();
    for (const { name, kind, files } of repositories) {
      const pullRequests = held.get(name) ?? [];
      const row = rows.get(name);
      const about = { name, state: row?.state, numbers: pullRequests.length };
      if (declined.some((other) => other.name === name)) {
        expect({ ...about, reason: row?.reason }).toMatchObject({ state: 'declined', numbers: 1, reason: /closed/ });
        continue;
      }
      if (kind.outcome === 'pull-request' || kind.outcome === 'draft') {
        const isDraft = kind.outcome === 'draft';
        expect(about).toEqual({ name, state: isDraft ? 'conflict' : 'pull-request', numbers: 1 });
        expect(pullRequests[0]).toMatchObject({ state: 'open', branch: BRANCH, isDraft });
        expect(pullRequests[0]?.files, name).toEqual(standardised(hosting, files));
        expect(pullRequests[0]?.body).toContain('Not for this repository?');
        continue;
      }
      expect(about).toEqual({ name, state: kind.outcome, numbers: 0 });
      if (kind.outcome !== 'current') expect(row?.reason, name).not.toBe('');
    }
  }, 60_000);

  it('the next run writes nothing', async () => {
    const before = JSON.stringify(host.emulator.hostState(hosting));
    const { results, requests } = JSON.parse((await untilDone('apply', '--json')).stdout);
    expect(results).toEqual([]);
    expect(Object.keys(requests.requests).filter((kind) => WRITES.test(kind))).toEqual([]);
    expect(JSON.stringify(host.emulator.hostState(hosting))).toBe(before);
  }, 60_000);

  it('the status tells what became of the pull requests, as a table, a page and JSON', async () => {
    const merged = repositories.filter(({ kind }) => kind.name === 'windows');
    for (const { name } of merged) await host.merge(name, host.pullRequests().get(name)?.[0]?.number ?? 0);
    const page = join(folder, 'status.html');
    const { stdout } = await untilDone('status', '--html', page);
    expect(stdout).toMatch(/✓ acme\/(?:apis\/)?windows-001 +merged/);
    expect(stdout).toMatch(/! acme\/(?:apis\/)?stuck-001 +conflict/);
    expect(readFileSync(page, 'utf8')).toContain('windows-001');
    const rows = await status();
    for (const { name } of merged) expect(rows.get(name)?.state).toBe('merged');
  }, 60_000);

  it('what is left is closed, and its branches are gone', async () => {
    await untilDone('close', '--yes');
    const all = [...host.pullRequests().values()].flat();
    expect(all.filter(({ state }) => state === 'open')).toEqual([]);
    expect(all.filter(({ files }) => files !== undefined)).toEqual([]);
    const rows = await status();
    expect(rows.get('old-020')?.state).toBe('closed');
    expect(rows.get('windows-001')?.state).toBe('merged');
    await untilDone('apply');
    expect([...host.pullRequests().values()].flat().filter(({ state }) => state === 'open')).toEqual([]);
  }, 120_000);
});
