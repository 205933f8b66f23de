import { WebApi, getBearerHandler } from 'azure-devops-node-api';
import {
  GitPullRequestMergeStrategy,
  PullRequestStatus,
  VersionControlChangeType,
  type GitPush,
} from 'azure-devops-node-api/interfaces/GitInterfaces.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEmulator, type Emulator } from '../emulator.js';

let emulator: Emulator;
let client: WebApi;

beforeEach(async () => {
  emulator = await startEmulator();
  client = new WebApi(`${emulator.url}/azure-devops/acme`, getBearerHandler('token'));
});
afterEach(() => emulator.close());

const pushOf = (name: string, oldObjectId: string, path: string): GitPush => ({
  refUpdates: [{ name, oldObjectId }],
  commits: [
    {
      comment: `Add ${path}`,
      changes: [
        { changeType: VersionControlChangeType.Add, item: { path }, newContent: { content: 'x', contentType: 0 } },
      ],
    },
  ],
});

describe('azure-devops-node-api against the emulator', () => {
  it('connects and reads the project', async () => {
    expect(await client.connect()).toMatchObject({ authenticatedUser: { providerDisplayName: 'apiops-automation' } });
    const core = await client.getCoreApi();
    expect((await core.getProjects()).map(({ name }) => name)).toEqual(['apis']);
    expect(await core.getProject('apis')).toMatchObject({ name: 'apis' });
    // The client makes nothing of a 404.
    expect(await core.getProject('nope')).toBeNull();
  });

  it('takes a change from a push to a completed pull request', async () => {
    const git = await client.getGitApi();
    const [repository] = await git.getRepositories('apis');
    const id = repository?.id ?? '';
    const [main] = await git.getRefs(id, 'apis', 'heads/main');
    const branch = 'refs/heads/apiops/setup';
    const pushed = await git.createPush(pushOf(branch, main?.objectId ?? '', '/apiops.yaml'), id, 'apis');
    expect(pushed.refUpdates?.[0]?.name).toBe(branch);
    const created = await git.createPullRequest(
      { sourceRefName: branch, targetRefName: 'refs/heads/main', title: 'Set up', labels: [{ name: 'apiops' }] },
      id,
      'apis',
    );
    expect(created).toMatchObject({ pullRequestId: 1, status: PullRequestStatus.Active, labels: [{ name: 'apiops' }] });
    const found = await git.getPullRequests(id, { sourceRefName: branch, status: PullRequestStatus.Active }, 'apis');
    expect(found.map(({ pullRequestId }) => pullRequestId)).toEqual([1]);
    const done = await git.updatePullRequest(
      {
        status: PullRequestStatus.Completed,
        ...(created.lastMergeSourceCommit && { lastMergeSourceCommit: created.lastMergeSourceCommit }),
        completionOptions: { mergeStrategy: GitPullRequestMergeStrategy.Squash, deleteSourceBranch: true },
      },
      id,
      1,
      'apis',
    );
    expect(done.status).toBe(PullRequestStatus.Completed);
    const item = await git.getItem(
      id,
      '/apiops.yaml',
      'apis',
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      true,
    );
    expect(item.content).toBe('x');
    expect((await git.getRefs(id, 'apis')).map(({ name }) => name)).toEqual(['refs/heads/main']);
    expect((await git.getCommits(id, {}, 'apis')).map(({ comment }) => comment)[0]).toBe('Merged PR 1: Set up');
  });

  it('protects a branch and waits for a reviewer', async () => {
    const git = await client.getGitApi();
    const policies = await client.getPolicyApi();
    const id = (await git.getRepository('acme-apis', 'apis')).id ?? '';
    const scope = [{ repositoryId: id, refName: 'refs/heads/main', matchKind: 'exact' }];
    const policy = {
      isEnabled: true,
      isBlocking: true,
      type: { id: 'fa4e907d-c16b-4a4c-9dfa-4906e5d171dd' },
      settings: { minimumApproverCount: 1, scope },
    };
    const created = await policies.createPolicyConfiguration(policy, 'apis');
    expect(await policies.updatePolicyConfiguration(policy, 'apis', created.id ?? 0)).toMatchObject({ revision: 2 });
    const main = (await git.getRefs(id, 'apis', 'heads/main'))[0]?.objectId ?? '';
    await expect(git.createPush(pushOf('refs/heads/main', main, '/a'), id, 'apis')).rejects.toMatchObject({
      statusCode: 403,
      result: { message: expect.stringContaining('TF402455') },
    });
    await git.createPush(pushOf('refs/heads/a', main, '/a'), id, 'apis');
    const { lastMergeSourceCommit = {}, pullRequestId = 0 } = await git.createPullRequest(
      { sourceRefName: 'refs/heads/a', targetRefName: 'refs/heads/main', title: 'A' },
      id,
      'apis',
    );
    const complete = { status: PullRequestStatus.Completed, lastMergeSourceCommit };
    await expect(git.updatePullRequest(complete, id, pullRequestId, 'apis')).rejects.toMatchObject({ statusCode: 409 });
    const { authenticatedUser } = await client.connect();
    await git.updatePullRequest({ autoCompleteSetBy: { id: authenticatedUser?.id ?? '' } }, id, pullRequestId, 'apis');
    const reviewer = (await stateOf('identities')).find(
      ({ providerDisplayName }) => providerDisplayName === 'octocat',
    )?.['id'];
    await git.createPullRequestReviewer({ vote: 10 }, id, pullRequestId, String(reviewer), 'apis');
    expect((await git.getPullRequestById(pullRequestId, 'apis')).status).toBe(PullRequestStatus.Completed);
  });

  it('keeps pipelines', async () => {
    const build = await client.getBuildApi();
    const created = await build.createDefinition({ name: 'publish', path: '\\apiops', process: { type: 2 } }, 'apis');
    expect(await build.updateDefinition({ ...created, description: 'd' }, 'apis', created.id ?? 0)).toMatchObject({
      revision: 2,
    });
    expect((await build.getDefinitions('apis', 'publish')).map(({ path }) => path)).toEqual(['\\apiops']);
    await expect(build.createDefinition({ name: 'publish', path: '\\apiops' }, 'apis')).rejects.toMatchObject({
      result: { typeKey: 'DefinitionExistsException' },
    });
    const pipelines = await client.getPipelinesApi();
    expect((await pipelines.listPipelines('apis')).map(({ name }) => name)).toEqual(['publish']);
  });

  it('keeps environments, service connections and variable groups', async () => {
    const tasks = await client.getTaskAgentApi();
    const { id = 0 } = await tasks.addEnvironment({ name: 'prod' }, 'apis');
    expect((await tasks.getEnvironments('apis', 'prod')).map((one) => one.id)).toEqual([id]);
    expect(await tasks.updateEnvironment({ name: 'prod', description: 'd' }, 'apis', id)).toMatchObject({
      description: 'd',
    });

    const endpoints = await client.getServiceEndpointApi();
    const project = { id: (await (await client.getCoreApi()).getProject('apis')).id ?? '', name: 'apis' };
    const endpoint = await endpoints.createServiceEndpoint({
      name: 'azure-prod',
      type: 'azurerm',
      url: 'https://management.azure.com/',
      data: { subscriptionId: 's' },
      authorization: { scheme: 'WorkloadIdentityFederation', parameters: { tenantid: 't', serviceprincipalid: 'c' } },
      serviceEndpointProjectReferences: [{ name: 'azure-prod', projectReference: project }],
    });
    const parameters = endpoint.authorization?.parameters ?? {};
    expect(parameters['workloadIdentityFederationIssuer']).toBe('https://login.microsoftonline.com/t/v2.0');
    expect(parameters['workloadIdentityFederationSubject']).toMatch(new RegExp(`/sc/[0-9a-f-]{36}/${endpoint.id}$`));
    expect((await endpoints.getServiceEndpointsByNames('apis', ['azure-prod'])).map((one) => one.id)).toEqual([
      endpoint.id,
    ]);
    expect(await endpoints.getServiceEndpointDetails('apis', endpoint.id ?? '')).toMatchObject({ name: 'azure-prod' });

    const references = [{ name: 'apim-prod', projectReference: project }];
    const group = { name: 'apim-prod', type: 'Vsts', variableGroupProjectReferences: references };
    const variables = { a: { value: '1' }, b: { value: 's3cret', isSecret: true } };
    const added = await tasks.addVariableGroup({ ...group, variables });
    expect(added.variables).toEqual({ a: { value: '1' }, b: { value: null, isSecret: true } });
    await tasks.updateVariableGroup({ ...group, variables: { b: { isSecret: true } } }, added.id ?? 0);
    expect((await tasks.getVariableGroups('apis', 'apim-prod')).map(({ name }) => name)).toEqual(['apim-prod']);
    expect(await stateOf('variableGroups')).toMatchObject([{ variables: { b: { value: 's3cret' } } }]);
  });
});

const stateOf = async (member: string) =>
  emulator.hostState('azure-devops')[member] as unknown as Record<string, unknown>[];
