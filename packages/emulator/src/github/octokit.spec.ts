import { Octokit, type RestEndpointMethodTypes } from '@octokit/rest';
import { describe, expect, it } from 'vitest';
import { reviewRuleset, startGitHub } from '../testing/git-hub-client.js';

const APIS = { owner: 'acme', repo: 'apis' };
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

async function startWithOctokit() {
  const gitHub = await startGitHub();
  const octokit = new Octokit({ baseUrl: gitHub.url, auth: 'owner', log: SILENT });
  return { ...gitHub, octokit };
}

describe("GitHub's own client", () => {
  it('protects a branch', async () => {
    const { octokit } = await startWithOctokit();
    const ruleset = { ...reviewRuleset(), ...APIS };
    const { data: made } = await octokit.rest.repos.createRepoRuleset(
      ruleset as RestEndpointMethodTypes['repos']['createRepoRuleset']['parameters'],
    );
    const { data: rules } = await octokit.rest.repos.getBranchRules({ ...APIS, branch: 'main' });
    expect(rules.map(({ type }) => type)).toEqual(['deletion', 'pull_request']);
    const { data: read } = await octokit.rest.repos.getRepoRuleset({ ...APIS, ruleset_id: made.id });
    expect(read).toEqual(made);
  });

  it('pages through all variables', async () => {
    const { octokit } = await startWithOctokit();
    for (let index = 0; index < 12; index += 1) {
      await octokit.rest.actions.createRepoVariable({ ...APIS, name: `v${index}`, value: String(index) });
    }
    const all = await octokit.paginate(octokit.rest.actions.listRepoVariables, { ...APIS, per_page: 5 });
    expect(all).toHaveLength(12);
  });

  it('sets up an environment', async () => {
    const { octokit, state } = await startWithOctokit();
    const { data: team } = await octokit.rest.teams.getByName({ org: 'acme', team_slug: 'api-platform' });
    const environment = { ...APIS, environment_name: 'eu/prod' };
    await octokit.rest.repos.createOrUpdateEnvironment({
      ...environment,
      reviewers: [{ type: 'Team', id: team.id }],
      deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
    });
    await octokit.rest.repos.createDeploymentBranchPolicy({ ...environment, name: 'main' });
    await octokit.rest.actions.createEnvironmentVariable({ ...environment, name: 'REGION', value: 'eu' });
    expect(state().repositories.apis.environments['eu/prod']).toMatchObject({
      reviewers: [{ type: 'Team', id: team.id }],
      branchPatterns: [{ name: 'main', type: 'branch' }],
      variables: { REGION: 'eu' },
    });
  });

  it('asks GraphQL, and hears its refusals', async () => {
    const { octokit } = await startWithOctokit();
    const text = `query ($owner: String!, $repo: String!) {
      repository(owner: $owner, name: $repo) { id nameWithOwner }
    }`;
    expect(await octokit.graphql(text, APIS)).toMatchObject({ repository: { nameWithOwner: 'acme/apis' } });
    await expect(octokit.graphql(text, { ...APIS, repo: 'gone' })).rejects.toMatchObject({
      name: 'GraphqlResponseError',
      errors: [{ type: 'NOT_FOUND', path: ['repository'] }],
      data: { repository: null },
    });
  });

  it('reads files and hears refusals', async () => {
    const { octokit } = await startWithOctokit();
    const { data } = await octokit.rest.repos.getContent({
      ...APIS,
      path: 'README.md',
      mediaType: { format: 'raw' },
    });
    expect(data).toBe('Hello\n');
    await expect(octokit.rest.repos.getBranchProtection({ ...APIS, branch: 'main' })).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('Branch not protected'),
    });
  });
});
