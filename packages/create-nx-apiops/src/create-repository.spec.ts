import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRepository, type CreateOptions, type CreateResult } from './create-repository.js';
import { CreateError } from './errors.js';
import { parsePackageLock } from './lock/package-lock.js';
import { npmCommand } from './npm-command.js';
import type { Reporter } from './reporter.js';
import { runCommand } from './run-command.js';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'nx-apiops-create-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const options = (more: Partial<CreateOptions> = {}): CreateOptions => ({
  directory: 'acme-apis',
  preset: { org: 'acme', environments: ['dev', 'prod'] },
  install: false,
  git: false,
  cwd,
  ...more,
});

function dependenciesIn(repository: string): Readonly<Record<string, string>> {
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
    readFileSync(join(repository, 'package.json'), 'utf8'),
  );
  return dependencies;
}

/** Versions that this repository has, which the new one must get. */
function ownVersions(): { readonly own: string; readonly nx: string; readonly plop: string } {
  const manifest = (
    path: string,
  ): { version: string; dependencies: Record<string, string>; devDependencies: Record<string, string> } =>
    JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'));
  const { version, dependencies } = manifest('generators/package.json');
  return { own: version, nx: dependencies['nx'] ?? '', plop: manifest('package.json').devDependencies['plop'] ?? '' };
}

const { own, nx, plop } = ownVersions();

describe('createRepository with vendored packages', () => {
  let root = '';
  let result: CreateResult;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'nx-apiops-vendored-'));
    result = await createRepository(options({ cwd: root }));
    root = join(root, 'acme-apis');
  });
  afterAll(() => rmSync(join(root, '..'), { recursive: true, force: true }));

  it('writes a repository whose lock npm accepts, without a network', async () => {
    expect(result.packages).toBe('vendored');
    expect(result.files).toEqual(
      expect.arrayContaining(['apiops.yaml', 'package-lock.json', 'package.json', `vendor/nx-apiops-${own}.tgz`]),
    );
    for (const file of result.files) expect(existsSync(join(root, file)), file).toBe(true);
    await runCommand(npmCommand(['ci', '--dry-run', '--offline', '--no-audit', '--no-fund']), { cwd: root });
    await runCommand(npmCommand(['ls', '--all', '--package-lock-only']), { cwd: root });
  });

  it('takes every package of ours out of vendor/, with the hash of its file', () => {
    const lock = parsePackageLock(readFileSync(join(root, 'package-lock.json'), 'utf8'), 'package-lock.json').packages;
    const dependencies = dependenciesIn(root);
    const vendored = Object.entries(dependencies).filter(([, spec]) => spec.startsWith('file:'));
    expect(vendored.map(([, spec]) => spec.replace('file:vendor/', '')).sort()).toEqual(
      readdirSync(join(root, 'vendor')).sort(),
    );
    for (const [name, spec] of vendored) {
      const hash = createHash('sha512')
        .update(readFileSync(join(root, spec.slice('file:'.length))))
        .digest('base64');
      expect(lock[`node_modules/${name}`]).toMatchObject({ resolved: spec, integrity: `sha512-${hash}` });
    }
    expect(dependencies).toMatchObject({ nx, plop });
  });

  it('packs templates, schemas and the command', async () => {
    const list = (tarball: string): Promise<string> =>
      runCommand({ program: 'tar', args: ['-tzf', `vendor/${tarball}`] }, { cwd: root });
    const plugin = await list(`nx-apiops-${own}.tgz`);
    for (const file of [
      'generators.json',
      'src/api/schema.json',
      'dist/api/generator.js',
      'dist/templates/preset/common/README.md',
      'bin/nx-apiops-ci.js',
      'migrations.json',
    ]) {
      expect(plugin).toContain(`package/${file}`);
    }
    expect(plugin).not.toContain('golden');
    const rollout = await list(`nx-apiops-rollout-${own}.tgz`);
    for (const file of ['azure-pipelines/publish.yml', 'github-workflows/apiops-publish.yml', 'workspace/nx.json']) {
      expect(rollout).toContain(`package/dist/${file}`);
    }
    expect(rollout).not.toContain('github-workflows/release.yml');
    expect(await list(`nx-apiops-cli-${own}.tgz`)).toContain('package/bin/nx-apiops.js');
  });

  it('is announced by a dry run with the same files', async () => {
    const planned = await createRepository(options({ dryRun: true }));
    expect(planned).toMatchObject({ written: false, files: result.files });
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('says where it can be made from, when there is no clone', async () => {
    await expect(createRepository(options({ platformRoot: join(cwd, 'nowhere') }))).rejects.toThrow(
      /package-lock\.json/,
    );
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('createRepository with packages of a registry', () => {
  it('writes ranges, and versions that are exact for Nx', async () => {
    const { files } = await createRepository(options({ packages: 'registry' }));
    expect(dependenciesIn(join(cwd, 'acme-apis'))).toEqual({
      '@nx-apiops/cli': `^${own}`,
      'nx-apiops': `^${own}`,
      nx,
      plop,
    });
    expect(files.filter((file) => file.startsWith('vendor/') || file === 'package-lock.json')).toEqual([]);
  });
});

describe('the folder', () => {
  it('may be there when it is empty', async () => {
    mkdirSync(join(cwd, 'acme-apis'));
    await createRepository(options({ packages: 'registry' }));
    expect(existsSync(join(cwd, 'acme-apis/apiops.yaml'))).toBe(true);
  });

  it('is refused when something is in it, and stays as it is', async () => {
    mkdirSync(join(cwd, 'acme-apis'));
    writeFileSync(join(cwd, 'acme-apis/mine.txt'), 'mine');
    await expect(createRepository(options())).rejects.toThrow('is not empty: it has mine.txt.');
    expect(readdirSync(join(cwd, 'acme-apis'))).toEqual(['mine.txt']);
  });

  it('is refused when it is a file', async () => {
    writeFileSync(join(cwd, 'acme-apis'), 'mine');
    await expect(createRepository(options())).rejects.toThrow('is no folder that can be read');
  });

  it('is refused in a git repository, before any work, unless it becomes a part of it or is ignored', async () => {
    await runCommand({ program: 'git', args: ['init', '--quiet'] }, { cwd });
    const inside = { git: true, packages: 'registry', directory: 'apis/acme' } as const;
    await expect(createRepository(options(inside))).rejects.toMatchObject({
      code: 'TARGET_IN_REPOSITORY',
      message: expect.stringContaining(`${join(cwd, 'apis/acme')} lies in another git repository`),
      hint: expect.stringContaining('--no-git'),
    });
    expect(readdirSync(cwd)).toEqual(['.git']);
    expect(await createRepository(options({ ...inside, git: false }))).toMatchObject({ written: true });
    writeFileSync(join(cwd, '.gitignore'), '/tmp/\n');
    const ignored = await createRepository(options({ ...inside, directory: 'tmp/acme' }));
    expect(ignored.commit).toMatch(/^[0-9a-f]{40}$/);
  });

  it('is not made for options that are not usable', async () => {
    await expect(createRepository(options({ preset: { org: 'ac me' } }))).rejects.toThrow(
      'The options make no valid apiops.yaml',
    );
    expect(readdirSync(cwd)).toEqual([]);
  });
});

/** Stops the run when a step begins. */
function stopAt(step: string): { readonly signal: AbortSignal; readonly reporter: Reporter } {
  const controller = new AbortController();
  const reporter: Reporter = {
    step: (text) => {
      if (text.startsWith(step)) controller.abort(new CreateError('INTERRUPTED', 'Stopped.'));
    },
    note: () => undefined,
  };
  return { signal: controller.signal, reporter };
}

describe('a run that is stopped', () => {
  it.each([
    ['Packing', 'vendored'],
    ['Writing', 'registry'],
    ['Making the first commit', 'registry'],
  ] as const)('removes what it wrote: %s', async (step, packages) => {
    const { signal, reporter } = stopAt(step);
    await expect(createRepository(options({ git: true, packages, signal }), reporter)).rejects.toThrow(
      /Stopped\. What was written to .* is removed/,
    );
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('leaves a folder that was there, empty', async () => {
    mkdirSync(join(cwd, 'acme-apis'));
    const { signal, reporter } = stopAt('Writing');
    await expect(createRepository(options({ packages: 'registry', signal }), reporter)).rejects.toThrow('Stopped.');
    expect(readdirSync(join(cwd, 'acme-apis'))).toEqual([]);
  });
});

describe('a failed installation', () => {
  it('leaves the files and says how to go on', async () => {
    const failure = createRepository(options({ packages: 'registry', install: true }), {
      // The registry does not have the packages: make that certain, and quick.
      step: (text) => {
        if (text.startsWith('Installing'))
          writeFileSync(join(cwd, 'acme-apis/.npmrc'), 'registry=http://127.0.0.1:9/\nfetch-retries=0\noffline=true\n');
      },
      note: () => undefined,
    });
    await expect(failure).rejects.toMatchObject({
      code: 'INSTALL_FAILED',
      hint: expect.stringContaining('Run there: npm install'),
    });
    expect(existsSync(join(cwd, 'acme-apis/apiops.yaml'))).toBe(true);
  });
});
