import { describe, expect, it } from 'vitest';
import { startGitHub } from '../testing/git-hub-client.js';

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('files', () => {
  it('are read by path and branch, folders as lists', async () => {
    const files = { 'README.md': 'hello world\n', 'apis/a b.yaml': 'a: 1\n' };
    const { call } = await startGitHub({ repositories: [{ name: 'apis', files }] });
    const { body } = await call('GET', '/repos/acme/apis/contents/README.md?ref=main');
    // What `git hash-object` says of it.
    expect(body).toMatchObject({ type: 'file', sha: '3b18e512dba79e4c8300dd08aeb37f8e728b8dad', encoding: 'base64' });
    expect(Buffer.from(body.content, 'base64').toString()).toBe('hello world\n');
    expect((await call('GET', '/repos/acme/apis/contents/apis/a%20b.yaml')).body.path).toBe('apis/a b.yaml');
    expect((await call('GET', '/repos/acme/apis/contents/')).body).toMatchObject([
      { name: 'README.md', type: 'file' },
      { name: 'apis', type: 'dir' },
    ]);
    expect((await call('GET', '/repos/acme/apis/contents/other')).status).toBe(404);
    expect((await call('GET', '/repos/acme/apis/contents/README.md?ref=other')).status).toBe(404);
  });

  it('are created, and replaced by those who know what is there', async () => {
    const { call, state } = await startGitHub();
    const path = '/repos/acme/apis/contents/a.txt';
    const put = (body: object) => call('PUT', path, { body: { message: 'Write', content: base64('two'), ...body } });
    const made = await put({ content: base64('one') });
    expect(made).toMatchObject({ status: 201, body: { content: { path: 'a.txt' }, commit: { message: 'Write' } } });
    expect(await put({})).toMatchObject({ status: 422, body: { message: expect.stringContaining('"sha" wasn\'t') } });
    expect((await put({ sha: '0'.repeat(40) })).status).toBe(409);
    expect((await put({ sha: made.body.content.sha })).status).toBe(200);
    expect((await put({ branch: 'other' })).status).toBe(404);
    expect((await put({ content: 'ä' })).status).toBe(422);
    expect((await call('PUT', path, { body: {} })).status).toBe(422);
    expect(state().repositories.apis.branches.main.files).toEqual({ 'README.md': 'Hello\n', 'a.txt': 'two' });
  });
});

describe('an empty repository', () => {
  it('has no branch before its first file', async () => {
    const { call } = await startGitHub({ repositories: [{ name: 'apis' }] });
    const statusOf = async (path: string) => (await call('GET', `/repos/acme/apis${path}`)).status;
    expect(await statusOf('/branches/main')).toBe(404);
    expect(await statusOf('/git/ref/heads/main')).toBe(409);
    expect(await statusOf('/commits/main')).toBe(409);
    expect((await call('GET', '/repos/acme/apis/contents')).body.message).toBe('This repository is empty.');
    const body = { message: 'Start', content: base64('# APIs\n') };
    expect((await call('PUT', '/repos/acme/apis/contents/README.md', { body })).status).toBe(201);
    expect(await statusOf('/branches/main')).toBe(200);
    expect(await statusOf('/git/ref/heads/main')).toBe(200);
  });
});

describe('commits', () => {
  it('are found by branch and by hash', async () => {
    const { call } = await startGitHub();
    const { sha } = (await call('GET', '/repos/acme/apis/git/ref/heads/main')).body.object;
    expect((await call('GET', '/repos/acme/apis/commits/main')).body.sha).toBe(sha);
    expect((await call('GET', `/repos/acme/apis/commits/${sha.slice(0, 8)}`)).body.sha).toBe(sha);
    expect((await call('GET', '/repos/acme/apis/branches/main')).body.commit.sha).toBe(sha);
    expect((await call('GET', '/repos/acme/apis/commits/other')).status).toBe(422);
    expect((await call('GET', '/repos/acme/apis/git/ref/heads/other')).status).toBe(404);
    expect((await call('GET', `/repos/acme/apis/commits/${sha}/check-runs`)).body).toEqual({
      total_count: 0,
      check_runs: [],
    });
  });
});

describe('what follows from files', () => {
  it('are workflows and no errors in CODEOWNERS', async () => {
    const files = {
      '.github/workflows/gate.yml': 'name: Gate\non: push\n',
      '.github/workflows/nameless.yaml': 'on: push\n',
      '.github/workflows/notes.md': '',
    };
    const { call } = await startGitHub({ repositories: [{ name: 'apis', files }] });
    expect((await call('GET', '/repos/acme/apis/actions/workflows')).body).toMatchObject({
      total_count: 2,
      workflows: [
        { name: 'Gate', path: '.github/workflows/gate.yml', state: 'active' },
        { name: '.github/workflows/nameless.yaml' },
      ],
    });
    expect((await call('GET', '/repos/acme/apis/codeowners/errors')).body).toEqual({ errors: [] });
  });
});

describe('two commits', () => {
  it('are compared by the commits that one has and the other lacks', async () => {
    const { call } = await startGitHub();
    const repo = '/repos/acme/apis';
    const { sha } = (await call('GET', `${repo}/commits/main`)).body;
    await call('POST', `${repo}/git/refs`, { body: { ref: 'refs/heads/a/b', sha } });
    const compared = async (basehead: string) => (await call('GET', `${repo}/compare/${basehead}`)).body;
    expect(await compared('main...a%2Fb')).toMatchObject({ status: 'identical', ahead_by: 0, behind_by: 0 });
    const put = (branch: string) =>
      call('PUT', `${repo}/contents/${branch}.txt`, { body: { message: 'Write', content: base64('x'), branch } });
    await put('main');
    expect(await compared(`main...${sha}`)).toMatchObject({ status: 'behind', ahead_by: 0, behind_by: 1 });
    expect(await compared(`${sha}...main`)).toMatchObject({ status: 'ahead', ahead_by: 1, commits: [{}] });
    await put('a/b');
    expect(await compared('main...a%2Fb')).toMatchObject({
      status: 'diverged',
      total_commits: 1,
      merge_base_commit: { sha },
    });
    expect((await call('GET', `${repo}/compare/main...none`)).status).toBe(404);
  });
});
