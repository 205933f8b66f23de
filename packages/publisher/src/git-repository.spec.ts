import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openGitRepository, repositoryName, type GitRepository } from './git-repository.js';

describe('openGitRepository', () => {
  let folder: string;
  const git = (...args: readonly string[]): string =>
    execFileSync(
      'git',
      ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false', ...args],
      { cwd: folder, encoding: 'utf8' },
    );
  const open = async (path = folder): Promise<GitRepository> => {
    const repository = await openGitRepository(path);
    if (!repository) throw new Error('expected a repository');
    return repository;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'git-'));
    git('init', '--quiet');
    mkdirSync(join(folder, 'apis/ä b'), { recursive: true });
    writeFileSync(join(folder, 'apis/ä b/x.json'), '{ "a": 1 }\n');
    writeFileSync(join(folder, 'apis/empty'), '');
    git('add', '.');
    git('commit', '--quiet', '-m', 'one');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is undefined outside of a repository', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'no-git-'));
    expect(await openGitRepository(outside)).toBeUndefined();
    rmSync(outside, { recursive: true });
  });

  it('reads files of a commit whatever is on disk, with unicode names and empty files', async () => {
    const repository = await open();
    const commit = (await repository.head()) ?? '';
    writeFileSync(join(folder, 'apis/ä b/x.json'), 'changed');
    const source = repository.source(commit, 'apis');
    expect(await source.list()).toEqual(['empty', 'ä b/x.json']);
    expect(await source.read('ä b/x.json')).toBe('{ "a": 1 }\n');
    expect(await source.read('empty')).toBe('');
    expect(await repository.readFile(commit, 'nothing.yaml')).toBeUndefined();
  });

  it('takes paths from the folder that it was opened in', async () => {
    const repository = await open(join(folder, 'apis'));
    const commit = (await repository.head()) ?? '';
    expect(await repository.source(commit, 'ä b').list()).toEqual(['x.json']);
    expect(await repository.readFile(commit, 'ä b/x.json')).toBe('{ "a": 1 }\n');
  });

  it('tells changed and new files below a path from a clean one', async () => {
    const repository = await open();
    expect(await repository.isClean(['apis', 'absent.yaml'])).toBe(true);
    writeFileSync(join(folder, 'elsewhere'), '');
    expect(await repository.isClean(['apis'])).toBe(true);
    writeFileSync(join(folder, 'apis/new'), '');
    expect(await repository.isClean(['apis'])).toBe(false);
  });

  it('resolves commits that it has, and no options', async () => {
    const repository = await open();
    const head = await repository.head();
    expect(await repository.resolveCommit('HEAD')).toBe(head);
    expect(await repository.resolveCommit('0123456789012345678901234567890123456789')).toBeUndefined();
    expect(await repository.resolveCommit('--all')).toBeUndefined();
  });
});

describe('repositoryName', () => {
  it.each([
    ['https://github.com/acme/apis.git', 'acme/apis'],
    ['git@github.com:acme/apis.git', 'acme/apis'],
    ['https://dev.azure.com/acme/platform/_git/apis', 'platform/apis'],
    ['https://acme@dev.azure.com/acme/my%20project/_git/apis', 'my project/apis'],
    ['https://dev.azure.com/acme/_git/apis', 'apis/apis'],
    ['https://acme.visualstudio.com/_git/apis', 'apis/apis'],
    ['git@ssh.dev.azure.com:v3/acme/platform/apis', 'platform/apis'],
    [undefined, undefined],
  ])('takes %s as %s', (url, name) => {
    expect(repositoryName(url)).toBe(name);
  });
});
