import { describe, expect, it } from 'vitest';
import { startGraphQL } from '../../testing/graphql-client.js';

/** A pull request from the branch `rollout`, and one way to send a mutation with nothing but an input. */
async function startWithPullRequest() {
  const gitHub = await startGraphQL({ repositories: [{ name: 'apis', files: { a: 'x' }, topics: ['apiops'] }] });
  const { id, oid } = await gitHub.repository();
  const mutate = async (name: string, input: object, selection = 'clientMutationId') => {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input!`;
    const text = `mutation ($input: ${type}) { ${name}(input: $input) { ${selection} } }`;
    const { body } = await gitHub.query(text, { input });
    return { result: body.data?.[name], errors: body.errors };
  };
  const { result } = await mutate('createRef', { repositoryId: id, name: 'refs/heads/rollout', oid }, 'ref { id }');
  const refId: string = result.ref.id;
  const committed = await mutate(
    'createCommitOnBranch',
    {
      branch: { id: refId },
      expectedHeadOid: oid,
      message: { headline: 'x' },
      fileChanges: { additions: [{ path: 'b', contents: 'eA==' }] },
    },
    'commit { oid message }',
  );
  const head: string = committed.result.commit.oid;
  const proposal = { repositoryId: id, baseRefName: 'main', headRefName: 'rollout', title: 'T' };
  const opened = await mutate('createPullRequest', proposal, 'pullRequest { id }');
  const pullRequestId: string = opened.result.pullRequest.id;
  return { ...gitHub, id, oid, head, refId, pullRequestId, mutate };
}

describe('references', () => {
  it('are moved forward, forced back and deleted with their pull request', async () => {
    const { mutate, refId, oid, head, id, state } = await startWithPullRequest();
    const back = { refId, oid };
    expect((await mutate('updateRef', back)).errors).toMatchObject([
      { type: 'UNPROCESSABLE', message: 'Update is not a fast forward' },
    ]);
    expect((await mutate('updateRef', { ...back, force: true }, 'ref { target { oid } }')).result.ref.target.oid).toBe(
      oid,
    );
    await mutate('updateRef', { refId, oid: head });
    expect((await mutate('createRef', { repositoryId: id, name: 'refs/heads/rollout', oid })).errors).toMatchObject([
      { message: 'A ref named "refs/heads/rollout" already exists in the repository.' },
    ]);
    expect((await mutate('deleteRef', { refId })).errors).toBeUndefined();
    expect(state().repositories.apis.pullRequests).toMatchObject([{ state: 'closed' }]);
    expect((await mutate('deleteRef', { refId })).errors).toMatchObject([{ type: 'NOT_FOUND' }]);
  });
});

describe('pull requests', () => {
  it('are changed', async () => {
    const { mutate, pullRequestId } = await startWithPullRequest();
    const change = async (name: string, more: object = {}) =>
      (await mutate(name, { pullRequestId, ...more }, 'pullRequest { title body state isDraft closed }')).result
        .pullRequest;
    expect(await change('updatePullRequest', { title: 'U', body: 'B' })).toMatchObject({ title: 'U', body: 'B' });
    expect(await change('convertPullRequestToDraft')).toMatchObject({ isDraft: true });
    expect(await change('markPullRequestReadyForReview')).toMatchObject({ isDraft: false });
    expect(await change('closePullRequest')).toMatchObject({ state: 'CLOSED', closed: true });
    expect((await mutate('convertPullRequestToDraft', { pullRequestId })).errors).toMatchObject([
      { type: 'UNPROCESSABLE' },
    ]);
    expect(await change('reopenPullRequest')).toMatchObject({ state: 'OPEN', closed: false });
    expect(await change('mergePullRequest')).toMatchObject({ state: 'MERGED' });
    expect((await mutate('reopenPullRequest', { pullRequestId })).errors).toMatchObject([{ type: 'UNPROCESSABLE' }]);
  });

  it('get labels and comments', async () => {
    const { mutate, query, id, pullRequestId } = await startWithPullRequest();
    const label = await mutate('createLabel', { repositoryId: id, name: 'rollout', color: '00ff00' }, 'label { id }');
    const labels = { labelableId: pullRequestId, labelIds: [label.result.label.id] };
    const added = await mutate('addLabelsToLabelable', labels, 'labelable { labels(first: 5) { nodes { name } } }');
    expect(added.result.labelable.labels.nodes).toEqual([{ name: 'rollout' }]);
    const comment = await mutate(
      'addComment',
      { subjectId: pullRequestId, body: 'Hi' },
      'commentEdge { node { body } }',
    );
    expect(comment.result.commentEdge.node.body).toBe('Hi');
    const text = `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename ... on PullRequest { number
      comments(first: 1) { totalCount } } } }`;
    expect((await query(text, { ids: [pullRequestId, id, 'X_'] })).body).toMatchObject({
      data: { nodes: [{ number: 1, comments: { totalCount: 1 } }, { __typename: 'Repository' }, null] },
      errors: [{ type: 'NOT_FOUND', path: ['nodes', 2] }],
    });
  });
});

describe('what a commit does to files', () => {
  it('is refused where it deletes what is not there', async () => {
    const { mutate, refId, head } = await startWithPullRequest();
    const input = {
      branch: { id: refId },
      expectedHeadOid: head,
      message: { headline: 'x' },
      fileChanges: { deletions: [{ path: 'gone' }] },
    };
    expect((await mutate('createCommitOnBranch', input)).errors).toMatchObject([{ type: 'UNPROCESSABLE' }]);
  });
});

describe('searches', () => {
  it('find repositories', async () => {
    const { query } = await startWithPullRequest();
    const text = `{ search(query: "org:acme topic:apiops", type: REPOSITORY, first: 5) {
      repositoryCount nodes { ... on Repository { name repositoryTopics(first: 5) { nodes { topic { name } } } } } } }`;
    expect((await query(text)).body.data.search).toEqual({
      repositoryCount: 1,
      nodes: [{ name: 'apis', repositoryTopics: { nodes: [{ topic: { name: 'apiops' } }] } }],
    });
  });
});
