import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const BIN = fileURLToPath(new URL('../bin/create-nx-apiops.js', import.meta.url));

beforeAll(() => {
  expect(existsSync(fileURLToPath(new URL('../dist/main.js', import.meta.url))), 'build first: npm run build').toBe(
    true,
  );
});

let cwd = '';
beforeEach(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'nx-apiops-main-')));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

/** Runs the command as a process, as somebody whom git does not know. */
function run(...args: readonly string[]): {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  const gitless = {
    HOME: cwd,
    USERPROFILE: cwd,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: join(cwd, 'git-config'),
  };
  const own = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^GIT_(AUTHOR|COMMITTER)_/.test(name)),
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...own, ...gitless },
  });
  return { code: status, stdout, stderr };
}

function git(folder: string, ...args: readonly string[]): string {
  return spawnSync('git', args, { cwd: folder, encoding: 'utf8' }).stdout.trim();
}

describe('create-nx-apiops', () => {
  it('makes a git repository with one commit of everything, and says what to do next', () => {
    const { code, stdout, stderr } = run(
      'acme-apis',
      '--org',
      'acme',
      '--environments',
      'dev,prod',
      '--no-install',
      '--yes',
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const folder = join(cwd, 'acme-apis');
    expect(git(folder, 'rev-parse', '--abbrev-ref', 'HEAD')).toBe('main');
    expect(git(folder, 'rev-list', '--count', 'HEAD')).toBe('1');
    expect(git(folder, 'status', '--porcelain')).toBe('');
    expect(stdout).toContain('cd acme-apis');
    expect(stdout).toContain('npm ci');
    expect(stderr).toContain('git knows no author here');
  });

  it('keeps the files when git refuses to commit, and says how to go on', () => {
    const config =
      '[user]\nname = a\nemail = a@a.example\n[commit]\ngpgsign = true\n[gpg]\nprogram = no-such-program\n';
    writeFileSync(join(cwd, 'git-config'), config);
    const { code, stderr } = run('acme-apis', '--org', 'acme', '--no-install', '--packages', 'registry');
    expect(code).toBe(1);
    expect(stderr).toMatch(/error COMMIT_FAILED: git -?\w.* failed[\s\S]*Run there: git add --all/);
    expect(existsSync(join(cwd, 'acme-apis/apiops.yaml'))).toBe(true);
  });

  it('prints one JSON document with --json', () => {
    const { code, stdout } = run(
      'acme-apis',
      '--org',
      'acme',
      '--no-install',
      '--no-git',
      '--packages',
      'registry',
      '--json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      directory: join(cwd, 'acme-apis'),
      packages: 'registry',
      written: true,
      installed: false,
    });
  });

  it('lists the files of a dry run and writes none', () => {
    const { code, stdout } = run('acme-apis', '--org', 'acme', '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain('  apiops.yaml\n');
    expect(readdirSync(cwd)).not.toContain('acme-apis');
  });

  it.each([
    ['nothing said and nobody to ask', [], 'Missing: <directory>, --org <name>.'],
    ['an unknown option', ['acme', '--organisation', 'x'], "Unknown option '--organisation'"],
    ['an organization that is none', ['acme', '--org', 'a b', '--yes'], 'organization: "a b"'],
    [
      'a pair of an unknown environment',
      ['acme', '--org', 'acme', '--service', 'x=y', '--yes'],
      '--service x=y names "x"',
    ],
  ])('ends with 2 and writes nothing: %s', (_, args, message) => {
    const { code, stdout, stderr } = run(...args);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(readdirSync(cwd)).not.toContain('acme');
  });

  it('ends with 2 for a folder that is not empty', () => {
    mkdirSync(join(cwd, 'acme'));
    writeFileSync(join(cwd, 'acme/mine.txt'), '');
    const { code, stdout } = run('acme', '--org', 'acme', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'TARGET_NOT_EMPTY', hint: expect.stringContaining('Nothing was written') },
    });
  });

  it('shows help and version', () => {
    expect(run('--help').stdout).toContain('create-nx-apiops <directory> --org <name>');
    expect(run('--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
