import { describe, expect, it } from 'vitest';
import type { Parsed } from '../../testing/git-hub-client.js';
import { startGraphQL } from '../../testing/graphql-client.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const COMMIT = `mutation ($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid signature { isValid } } ref { name target { oid } } }
}`;

const REPOSITORIES = `
  a: repository(owner: "acme", name: "apis") { ...Facts }
  b: repository(owner: "acme", name: "gone") { ...Facts }
`;
const FACTS = `fragment Facts on Repository {
  id databaseId nameWithOwner isArchived isEmpty isPrivate visibility viewerPermission autoMergeAllowed
  defaultBranchRef { name target { oid ... on Commit { messageHeadline } } }
  readme: object(expression: "main:README.md") { ... on Blob { oid text byteSize isBinary } }
  root: object(expression: "HEAD:") { ... on Tree { entries { name type mode oid path } } }
  none: object(expression: "main:other.md") { ... on Blob { oid } }
  pullRequests(headRefName: "rollout", states: [OPEN], first: 1) { totalCount nodes { number } }
}`;

describe('queries', () => {
  it('read many repositories at once, and say which do not exist', async () => {
    const { query } = await startGraphQL();
    const { status, body } = await query(`query { ${REPOSITORIES} } ${FACTS}`);
    expect(status).toBe(200);
    expect(body.data.b).toBeNull();
    expect(body.data.a).toMatchObject({
      nameWithOwner: 'acme/apis',
      visibility: 'PRIVATE',
      viewerPermission: 'ADMIN',
      defaultBranchRef: { name: 'main', target: { messageHeadline: 'Initial commit' } },
      readme: { text: 'Hello\n', byteSize: 6, isBinary: false },
      root: { entries: [{ name: 'README.md', type: 'blob', mode: 33188, path: 'README.md' }] },
      none: null,
      pullRequests: { totalCount: 0, nodes: [] },
    });
    expect(body.errors).toMatchObject([
      {
        type: 'NOT_FOUND',
        path: ['b'],
        locations: [{ line: 3, column: 3 }],
        message: "Could not resolve to a Repository with the name 'acme/gone'.",
      },
    ]);
  });

  it('are served at the address of the enterprise server, too', async () => {
    const { call } = await startGraphQL();
    const body = { query: '{ rateLimit { cost remaining resetAt } viewer { login } }' };
    expect((await call('POST', '/api/graphql', { body })).body).toEqual({
      data: {
        rateLimit: { cost: 1, remaining: 4999, resetAt: expect.stringMatching(/Z$/) },
        viewer: { login: 'octocat' },
      },
    });
  });

  it('page through all repositories of the organisation', async () => {
    const { query } = await startGraphQL({ manyRepositories: { count: 250, prefix: 'api-', files: { a: 'x' } } });
    const names: string[] = [];
    let after: string | null = null;
    do {
      const { body }: { body: Parsed } = await query(PAGE, { after });
      const { nodes, pageInfo } = body.data.organization.repositories;
      names.push(...nodes.map(({ name }: { name: string }) => name));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after);
    expect(names).toHaveLength(251);
    expect(names.at(-1)).toBe('api-0250');
  });

  it.each([
    ['{ organization(login: "acme") { repositories { nodes { id } } } }', 'MISSING_PAGINATION_BOUNDARIES'],
    ['{ organization(login: "acme") { repositories(first: 101) { nodes { id } } } }', 'EXCESSIVE_PAGINATION'],
    [
      `{ organization(login: "acme") { repositories(first: 100) { nodes {
        pullRequests(first: 100) { nodes { labels(first: 100) { nodes { id } } } } } } } }`,
      'MAX_NODE_LIMIT_EXCEEDED',
    ],
  ])('are refused where they ask for too much: %s', async (text, type) => {
    const { query } = await startGraphQL();
    expect((await query(text)).body).toEqual({ errors: [{ type, message: expect.any(String) }] });
  });

  it('are refused where they ask for what the schema lacks', async () => {
    const { query } = await startGraphQL();
    const { body } = await query('{ viewer { shoeSize } }');
    expect(body.data).toBeUndefined();
    expect(body.errors[0].message).toContain('shoeSize');
    expect((await query('{')).body.errors).toHaveLength(1);
  });
});

const PAGE = `query ($after: String) {
  organization(login: "acme") {
    repositories(first: 100, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } }
  }
}`;

describe('a change of files', () => {
  it('goes from a branch over one signed commit to a pull request', async () => {
    const { query, repository, state } = await startGraphQL();
    const { id, oid } = await repository();
    const made = await query(
      `mutation ($input: CreateRefInput!) { createRef(input: $input) { ref { id name target { oid } } } }`,
      { input: { repositoryId: id, name: 'refs/heads/rollout', oid } },
    );
    expect(made.body.data.createRef.ref).toMatchObject({ name: 'rollout', target: { oid } });
    const input = {
      branch: { repositoryNameWithOwner: 'acme/apis', branchName: 'rollout' },
      expectedHeadOid: oid,
      message: { headline: 'Add a gate', body: 'All of it.' },
      fileChanges: {
        additions: [{ path: '.github/workflows/gate.yml', contents: base64('on: push\n') }],
        deletions: [{ path: 'README.md' }],
      },
    };
    const committed = (await query(COMMIT, { input })).body.data.createCommitOnBranch;
    expect(committed).toMatchObject({ commit: { signature: { isValid: true } }, ref: { name: 'rollout' } });
    expect((await query(COMMIT, { input })).body).toMatchObject({
      data: { createCommitOnBranch: null },
      errors: [
        {
          type: 'STALE_DATA',
          path: ['createCommitOnBranch'],
          message: `Expected branch to point to "${oid}" but it did not.  Pull and try again.`,
        },
      ],
    });
    const pull = { repositoryId: id, baseRefName: 'main', headRefName: 'rollout', title: 'Gate', body: 'Why' };
    const text = `mutation ($input: CreatePullRequestInput!) {
      createPullRequest(input: $input) {
        pullRequest { id number state mergeable headRefOid reviewDecision
          commits(last: 1) { nodes { commit { oid statusCheckRollup { state } } } } }
      }
    }`;
    expect((await query(text, { input: pull })).body.data.createPullRequest.pullRequest).toMatchObject({
      number: 1,
      state: 'OPEN',
      mergeable: 'MERGEABLE',
      headRefOid: committed.commit.oid,
      reviewDecision: null,
      commits: { nodes: [{ commit: { oid: committed.commit.oid, statusCheckRollup: null } }] },
    });
    expect((await query(text, { input: pull })).body.errors).toMatchObject([
      { type: 'UNPROCESSABLE', message: 'A pull request already exists for acme:rollout.' },
    ]);
    expect(state().repositories.apis.branches.rollout.files).toEqual({ '.github/workflows/gate.yml': 'on: push\n' });
  });

  it('needs the permission for workflows', async () => {
    const { query, repository } = await startGraphQL();
    const { oid } = await repository();
    const input = {
      branch: { repositoryNameWithOwner: 'acme/apis', branchName: 'main' },
      expectedHeadOid: oid,
      message: { headline: 'x' },
      fileChanges: { additions: [{ path: '.github/workflows/gate.yml', contents: '' }] },
    };
    expect((await query(COMMIT, { input }, 'no-workflows')).body.errors).toMatchObject([
      {
        type: 'FORBIDDEN',
        message:
          'refusing to allow a GitHub App to create or update workflow `.github/workflows/gate.yml` without `workflows` permission',
      },
    ]);
    expect((await query(COMMIT, { input }, 'read-only')).body.errors).toMatchObject([{ type: 'FORBIDDEN' }]);
    expect((await query(COMMIT, { input }, 'no-access')).body.errors).toMatchObject([{ type: 'NOT_FOUND' }]);
  });
});
