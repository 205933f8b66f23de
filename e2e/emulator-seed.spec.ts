import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NX_APIOPS, startEmulatorProcess } from '../tools/emulator-process.mjs';
import { runCommand } from '../tools/run-command.mjs';

describe('nx-apiops emulator --seed', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'seed-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const seedFile = (seed: object): string => {
    const file = join(folder, 'seed.json');
    writeFileSync(file, JSON.stringify(seed));
    return file;
  };

  it('has the repositories of the file on both hosts, and counts their requests', async () => {
    const seed = seedFile({
      github: { organization: 'big', manyRepositories: { count: 120, prefix: 'api-', files: { a: 'a' } } },
      azureDevOps: { organization: 'big', project: 'shop', manyRepositories: [{ count: 30, prefix: 'api-' }] },
    });
    const emulator = await startEmulatorProcess(['--empty', '--seed', seed]);
    const get = async (path: string): Promise<ReturnType<typeof JSON.parse>> =>
      (await fetch(`${emulator.url}/${path}`, { headers: { authorization: 'Bearer any' } })).json();
    const repositories = await get('github/orgs/big/repos?per_page=100&page=2');
    expect(repositories).toHaveLength(20);
    const { count } = await get('azure-devops/big/shop/_apis/git/repositories?api-version=7.1');
    expect(count).toBe(31);
    expect((await emulator.stats()).requests.byHost).toEqual({
      'azure-devops': { total: 1, refused: 0, slowed: 0 },
      github: { total: 1, refused: 0, slowed: 0 },
    });
    await emulator.stop();
  });

  it.each([
    [[], /seed\.json .*: github\.org is 1, expected no such member/],
    [['--team', 'shop'], /'--seed <file>' cannot be used with option '--team <name>'/],
  ])('ends with 2 for a file with a mistake, and with %j', async (flags, message) => {
    const args = ['emulator', '--seed', seedFile({ github: { org: 1 } }), ...flags];
    const { code, stdout, stderr } = await runCommand(process.execPath, [NX_APIOPS, ...args], {
      env: { NO_COLOR: '1' },
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
