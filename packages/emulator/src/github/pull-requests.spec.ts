import { describe, expect, it } from 'vitest';
import { startGraphQL } from '../testing/graphql-client.js';
import type { GitHubRepositorySeed } from './github-seed.js';

const REPOSITORY = '/repos/acme/apis';

/** A repository with the branch `rollout`, one file ahead, made of single objects of git. */
async function startWithBranch(seed: Partial<GitHubRepositorySeed> = {}) {
  const gitHub = await startGraphQL({
    repositories: [{ name: 'apis', files: { 'a/b.txt': 'b', 'c.txt': 'c' }, ...seed }],
  });
  const post = async (path: string, body: object, token = 'owner') =>
    gitHub.call('POST', `${REPOSITORY}${path}`, { body, token });
  const { oid: base } = await gitHub.repository();
  const blob = (await post('/git/blobs', { content: 'run', encoding: 'utf-8' })).body.sha;
  const tree = await post('/git/trees', {
    base_tree: base,
    tree: [
      { path: 'run.sh', mode: '100755', type: 'blob', sha: blob },
      { path: 'c.txt', mode: '100644', type: 'blob', sha: null },
    ],
  });
  const commit = await post('/git/commits', { message: 'Roll out', tree: tree.body.sha, parents: [base] });
  await post('/git/refs', { ref: 'refs/heads/rollout', sha: commit.body.sha });
  const open = async (more: object = {}) =>
    post('/pulls', { title: 'Roll out', head: 'rollout', base: 'main', body: 'Why', ...more });
  return { ...gitHub, post, open, base, tree: tree.body, head: commit.body.sha as string };
}

describe('git data', () => {
  it('writes trees with modes and deletions', async () => {
    const { call, tree, head, state } = await startWithBranch();
    expect(tree.tree.map(({ path, mode }: { path: string; mode: string }) => [path, mode])).toEqual([
      ['a', '040000'],
      ['run.sh', '100755'],
    ]);
    const all = (await call('GET', `${REPOSITORY}/git/trees/rollout?recursive=1`)).body.tree;
    expect(all.map(({ path }: { path: string }) => path)).toEqual(['a', 'a/b.txt', 'run.sh']);
    expect((await call('GET', `${REPOSITORY}/git/ref/heads/rollout`)).body.object.sha).toBe(head);
    expect(state().repositories.apis.branches.rollout.files).toEqual({ 'a/b.txt': 'b', 'run.sh': 'run' });
  });

  it('has the hashes of git', async () => {
    const { tree } = await startWithBranch();
    // What `git write-tree` says of the same files.
    expect(tree.sha).toBe('6ad92208a729e8df52132a88ab2ced2a0164b2ae');
  });

  it.each([
    [{ path: 'gone', mode: '100644', sha: null }, 'GitRPC::BadObjectState'],
    [{ path: '/x', mode: '100644', content: '' }, 'tree.path contains a malformed path component'],
    [{ path: 'x', mode: '100', content: '' }, 'Must supply a valid tree.mode'],
    [{ path: 'x', mode: '100644', sha: '0'.repeat(40) }, `tree.sha ${'0'.repeat(40)} is not a valid blob`],
  ])('refuses the entry %j', async (entry, message) => {
    const { post, base } = await startWithBranch();
    expect(await post('/git/trees', { base_tree: base, tree: [entry] })).toMatchObject({
      status: 422,
      body: { message },
    });
  });

  it('moves branches forward only, unless it is forced', async () => {
    const { call, post, base, head } = await startWithBranch();
    const path = `${REPOSITORY}/git/refs/heads/rollout`;
    const move = async (body: object) => call('PATCH', path, { body });
    expect(await post('/git/refs', { ref: 'refs/heads/rollout', sha: base })).toMatchObject({
      status: 422,
      body: { message: 'Reference already exists' },
    });
    expect(await move({ sha: base })).toMatchObject({ status: 422, body: { message: 'Update is not a fast forward' } });
    expect((await move({ sha: base, force: true })).status).toBe(200);
    expect((await move({ sha: head })).status).toBe(200);
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('DELETE', path)).status).toBe(422);
  });

  it('takes no branches in empty repositories', async () => {
    const { call } = await startGraphQL({ repositories: [{ name: 'apis' }] });
    const body = { ref: 'refs/heads/rollout', sha: '0'.repeat(40) };
    expect((await call('POST', `${REPOSITORY}/git/refs`, { body })).status).toBe(409);
  });

  it('keeps workflows from those who may not write them', async () => {
    const { post, base } = await startWithBranch();
    const entry = { path: '.github/workflows/gate.yml', mode: '100644', content: 'on: push\n' };
    const { sha } = (await post('/git/trees', { base_tree: base, tree: [entry] })).body;
    expect(await post('/git/commits', { message: 'Gate', tree: sha, parents: [base] }, 'no-workflows')).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining('without `workflows` permission') },
    });
  });
});

describe('pull requests', () => {
  it('are opened once for two branches, and found', async () => {
    const { call, open, head } = await startWithBranch();
    expect(await open()).toMatchObject({ status: 201, body: { number: 1, draft: false, head: { sha: head } } });
    expect(await open()).toMatchObject({
      status: 422,
      body: { errors: [{ resource: 'PullRequest', message: 'A pull request already exists for acme:rollout.' }] },
    });
    expect(await open({ head: 'main' })).toMatchObject({
      status: 422,
      body: { errors: [{ message: 'No commits between main and main' }] },
    });
    expect((await open({ head: 'gone' })).body.errors).toEqual([
      { resource: 'PullRequest', field: 'head', code: 'invalid' },
    ]);
    const found = await call('GET', `${REPOSITORY}/pulls?head=acme:rollout&base=main&state=open`);
    expect(found.body).toMatchObject([{ number: 1, title: 'Roll out' }]);
    expect((await call('GET', `${REPOSITORY}/pulls?head=acme:other`)).body).toEqual([]);
  });

  it('are changed, closed and opened again', async () => {
    const { call, open } = await startWithBranch();
    await open({ draft: true });
    const patch = async (body: object) => call('PATCH', `${REPOSITORY}/pulls/1`, { body });
    expect((await patch({ title: 'Other', body: null })).body).toMatchObject({
      title: 'Other',
      body: null,
      draft: true,
    });
    expect((await patch({ state: 'closed' })).body).toMatchObject({ state: 'closed', merged: false });
    expect((await open()).body.number).toBe(2);
    expect((await patch({ state: 'open' })).status).toBe(422);
    expect((await call('GET', `${REPOSITORY}/pulls?state=all`)).body).toHaveLength(2);
  });

  it('get labels and comments', async () => {
    const { call, post, open } = await startWithBranch();
    await open();
    expect((await post('/issues/1/labels', { labels: ['rollout'] })).body).toMatchObject([{ name: 'rollout' }]);
    expect((await post('/issues/1/comments', { body: 'Hi' })).status).toBe(201);
    expect((await call('GET', `${REPOSITORY}/pulls/1`)).body).toMatchObject({
      labels: [{ name: 'rollout' }],
      comments: 1,
    });
  });

  it('are merged once', async () => {
    const { call, open, head, state } = await startWithBranch();
    await open();
    const merge = async (body: object) => call('PUT', `${REPOSITORY}/pulls/1/merge`, { body });
    expect((await merge({ sha: '0'.repeat(40) })).status).toBe(409);
    expect((await merge({ sha: head, merge_method: 'squash' })).body).toMatchObject({ merged: true });
    expect((await merge({})).status).toBe(405);
    expect(state().repositories.apis.branches.main).toMatchObject({
      message: 'Roll out (#1)',
      files: { 'a/b.txt': 'b', 'run.sh': 'run' },
    });
  });

  it('that conflict are told and not merged', async () => {
    const { call, open } = await startWithBranch();
    await open();
    const { sha } = (await call('GET', `${REPOSITORY}/contents/c.txt`)).body;
    const body = { message: 'Keep', content: '', sha };
    expect((await call('PUT', `${REPOSITORY}/contents/c.txt`, { body })).status).toBe(200);
    expect((await call('GET', `${REPOSITORY}/pulls/1`)).body).toMatchObject({
      mergeable: false,
      mergeable_state: 'dirty',
    });
    expect((await call('PUT', `${REPOSITORY}/pulls/1/merge`, { body: {} })).status).toBe(405);
  });

  it('of a guarded branch wait for an approval, and merge themselves', async () => {
    const { call, open, query, state } = await startWithBranch({ protectedBranch: true, allowAutoMerge: true });
    const id = (await open()).body.node_id;
    expect((await call('PUT', `${REPOSITORY}/pulls/1/merge`, { body: {} })).status).toBe(405);
    const enable = `mutation ($id: ID!) { enablePullRequestAutoMerge(input: { pullRequestId: $id, mergeMethod: SQUASH }) {
      pullRequest { reviewDecision autoMergeRequest { mergeMethod } } } }`;
    expect((await query(enable, { id })).body.data.enablePullRequestAutoMerge.pullRequest).toEqual({
      reviewDecision: 'REVIEW_REQUIRED',
      autoMergeRequest: { mergeMethod: 'SQUASH' },
    });
    await call('POST', `${REPOSITORY}/pulls/1/reviews`, { body: { event: 'APPROVE' } });
    expect(state().repositories.apis.pullRequests).toMatchObject([{ isMerged: true }]);
    const direct = await call('PUT', `${REPOSITORY}/contents/d.txt`, { body: { message: 'x', content: '' } });
    expect(direct.status).toBe(422);
  });

  it('cannot wait for what the repository does not ask for', async () => {
    const { open, query } = await startWithBranch({ allowAutoMerge: true });
    const id = (await open()).body.node_id;
    const enable = `mutation ($id: ID!) { enablePullRequestAutoMerge(input: { pullRequestId: $id }) { clientMutationId } }`;
    expect((await query(enable, { id })).body.errors).toMatchObject([{ type: 'UNPROCESSABLE' }]);
  });
});

describe('checks', () => {
  it('are what the seed says, and what is reported', async () => {
    const { call, post, open, head, query } = await startWithBranch({ checks: 'success' });
    await open();
    expect((await call('GET', `${REPOSITORY}/commits/${head}/check-runs`)).body).toMatchObject({
      total_count: 1,
      check_runs: [{ status: 'completed', conclusion: 'success' }],
    });
    const rollup = async () => {
      const text = `{ repository(owner: "acme", name: "apis") { pullRequest(number: 1) {
        commits(last: 1) { nodes { commit { statusCheckRollup { state } } } } } } }`;
      return (await query(text)).body.data.repository.pullRequest.commits.nodes[0].commit.statusCheckRollup.state;
    };
    expect(await rollup()).toBe('SUCCESS');
    expect((await call('GET', `${REPOSITORY}/commits/${head}/status`)).body.state).toBe('pending');
    await post(`/statuses/${head}`, { state: 'failure', context: 'gate' });
    expect((await call('GET', `${REPOSITORY}/commits/rollout/status`)).body.state).toBe('failure');
    expect(await rollup()).toBe('FAILURE');
  });
});

describe('repositories that take no writes', () => {
  it.each([
    [{ archived: true }, 403, 'Repository was archived so is read-only.'],
    [{ noWrite: true }, 403, 'Resource not accessible by integration'],
    [{ disabled: true }, 403, 'Repository access blocked'],
  ])('say so: %j', async (seed, status, message) => {
    const { call, query, repository } = await startGraphQL({
      repositories: [{ name: 'apis', files: { a: '' }, ...seed }],
    });
    const { id, oid } = await repository();
    const body = { ref: 'refs/heads/x', sha: oid };
    expect(await call('POST', `${REPOSITORY}/git/refs`, { body })).toMatchObject({ status, body: { message } });
    const text = 'mutation ($input: CreateRefInput!) { createRef(input: $input) { clientMutationId } }';
    const input = { repositoryId: id, name: 'refs/heads/x', oid };
    expect((await query(text, { input })).body.errors).toMatchObject([{ type: 'FORBIDDEN', message }]);
  });
});
