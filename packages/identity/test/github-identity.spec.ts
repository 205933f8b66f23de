import { DEFAULT_SUBSCRIPTION_ID } from '@nx-apiops/emulator';
import { applySettings, DEVELOPMENT_TOKEN, isJsonObject } from '@nx-apiops/plan';
import { createGitHubClient, githubPipelines, parseRepositoryName } from '@nx-apiops/scm';
import { describe, expect, it } from 'vitest';
import { connectAzure, identityHandlers, prepareIdentity, resolveIdentityModel } from '../src/index.js';
import { apply, APP_REGISTRATIONS, config, CONFIG, contextOf, ids, plan, start } from './emulated.js';

describe.each([
  ['managed identities', CONFIG, 'managed identity'],
  ['app registrations', APP_REGISTRATIONS, 'app registration'],
])('pipelines on GitHub with %s', (_, text, noun) => {
  it('makes everything once, and nothing the second time', async () => {
    const emulated = await start();
    const first = ids(await plan(emulated, text));
    expect(first.filter((id) => id.startsWith(`create ${noun}`))).toEqual([
      `create ${noun} id-acme-apis-reader`,
      `create ${noun} id-acme-apis-dev`,
      `create ${noun} id-acme-apis-prod`,
    ]);
    await apply(emulated, text);
    expect(await plan(emulated, text)).toMatchObject({ actions: [], unchanged: first.length, notes: [] });
  });

  it('survives the delay with which Azure comes to know new identities', async () => {
    const emulated = await start({ replicationMs: 1200 });
    await apply(emulated, text);
    expect(ids(await plan(emulated, text))).toEqual([]);
  }, 30_000);

  it('trusts the environment for publishing, and pull requests and the branch for reading, with ids in the subject', async () => {
    const emulated = await start();
    await apply(emulated, text);
    const subjects = JSON.stringify([emulated.hostState('azure'), emulated.hostState('graph')]).match(/repo:[^"]+/g);
    const prefix = /^repo:acme@\d+\/apis@\d+$/;
    const contexts = [...new Set(subjects)].map((subject) => {
      const [, ...context] = /^(repo:[^:]+):(.+)$/.exec(subject) ?? [];
      expect(subject.slice(0, subject.indexOf(':', 5))).toMatch(prefix);
      return context[1];
    });
    expect(contexts.sort()).toEqual(['environment:dev', 'environment:prod', 'pull_request', 'ref:refs/heads/main']);
  });

  it('names a credential, a role and a variable that somebody changed, and restores them', async () => {
    const emulated = await start();
    await apply(emulated, text);
    const context = await contextOf(emulated, text);
    const handlers = identityHandlers(context);
    await handlers['federated credential']?.write('id-acme-apis-prod/nx-apiops-environment-prod', {
      issuer: 'https://token.actions.githubusercontent.com',
      subject: 'repo:evil/apis:environment:prod',
      audience: 'api://AzureADTokenExchange',
    });
    await handlers['variable']?.write('prod/AZURE_CLIENT_ID', { value: '99999999-2222-3333-4444-555555555555' });
    expect(ids(await prepareIdentity(context))).toEqual([
      'update federated credential id-acme-apis-prod/nx-apiops-environment-prod',
      'update client id prod/AZURE_CLIENT_ID',
    ]);
    await apply(emulated, text);
    expect(ids(await plan(emulated, text))).toEqual([]);
  });

  it('takes away what a removed environment was let in by, and only tells of what others made', async () => {
    const emulated = await start();
    await apply(emulated, text);
    const context = await contextOf(emulated, text);
    const handlers = identityHandlers(context);
    const trust = { issuer: 'https://token.actions.githubusercontent.com', audience: 'api://AzureADTokenExchange' };
    await handlers['federated credential']?.write('id-acme-apis-dev/nx-apiops-environment-old', {
      ...trust,
      // As before the repository's subjects had ids.
      subject: 'repo:acme/apis:environment:old',
    });
    await handlers['federated credential']?.write('id-acme-apis-dev/nx-apiops-environment-qa', {
      ...trust,
      subject: 'repo:umbrella/apis:environment:qa',
    });
    await handlers['federated credential']?.write('id-acme-apis-dev/by-hand', { ...trust, subject: 'by hand' });
    const { actions, notes } = await prepareIdentity(context);
    expect(actions).toMatchObject([{ kind: 'delete', name: 'id-acme-apis-dev/nx-apiops-environment-old' }]);
    expect([...notes].sort()).toEqual([
      expect.stringContaining('id-acme-apis-dev/by-hand is not of this repository'),
      expect.stringContaining('id-acme-apis-dev/nx-apiops-environment-qa is not of this repository'),
    ]);
    await apply(emulated, text);
    expect(ids(await plan(emulated, text))).toEqual([]);
  });

  it('completes what was cut off half way', async () => {
    const emulated = await start();
    const context = await contextOf(emulated, text);
    const whole = await prepareIdentity(context);
    const half = whole.actions.slice(0, 5).map((action) => ({ ...action, dependsOn: [] }));
    await applySettings({ ...whole, actions: half }, identityHandlers(context));
    await apply(emulated, text);
    expect(ids(await plan(emulated, text))).toEqual([]);
  });
});

describe('identities', () => {
  it('trusts no repository that it cannot see', async () => {
    const emulated = await start();
    const client = createGitHubClient({ apiUrl: `${emulated.url}/github`, token: `${DEVELOPMENT_TOKEN}-no-access` });
    for (const [github, name] of [
      [client, 'acme/apis'],
      [createGitHubClient({ apiUrl: `${emulated.url}/github` }), 'acme/nope'],
    ] as const) {
      await expect(githubPipelines(github, parseRepositoryName(name))).rejects.toMatchObject({ code: 'SCM_NOT_FOUND' });
    }
  });

  it('names the instances that do not exist, before anything is made', async () => {
    const emulated = await start();
    const text = CONFIG.replace('serviceName: apim-prod', 'serviceName: apim-nowhere');
    await expect(plan(emulated, text)).rejects.toMatchObject({
      code: 'IDENTITY_CONFIG',
      message: expect.stringContaining('environments prod: apim-nowhere in rg-prod'),
    });
  });

  it('gives environments that share an instance one reader of it', async () => {
    const emulated = await start();
    const text = CONFIG.replace('serviceName: apim-prod', 'serviceName: apim-dev')
      .replace('rg-prod', 'rg-dev')
      .replace(/ {4}keyVaults:.*\n/, '');
    await apply(emulated, text);
    expect(ids(await plan(emulated, text))).toEqual([]);
  });

  it('gives publishers a role that reads no secret and cannot change the service, readers the reader role', async () => {
    const emulated = await start();
    await apply(emulated);
    const roles = (await plan(emulated)).actions;
    expect(roles).toEqual([]);
    const state = emulated.hostState('azure');
    const custom = JSON.stringify(state).match(/"actions":\[[^\]]*apis\/\*[^\]]*\]/)?.[0] ?? '';
    expect(custom).toContain('Microsoft.ApiManagement/service/namedValues/*');
    for (const forbidden of ['service/write', 'service/*"', 'service/users', '"*"'])
      expect(custom).not.toContain(forbidden);
    expect(JSON.stringify(state)).toContain('namedValues/listValue/action');
  });

  it('tells of roles beyond what is needed', async () => {
    const emulated = await start();
    await apply(emulated);
    const context = await contextOf(emulated);
    const service = `/subscriptions/${DEFAULT_SUBSCRIPTION_ID}/resourceGroups/rg-prod`;
    const identity = await context.azure.arm.get(
      `/subscriptions/${DEFAULT_SUBSCRIPTION_ID}/resourceGroups/rg-apiops/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-acme-apis-prod?api-version=2024-11-30`,
    );
    const properties = identity?.['properties'];
    const owner = `/subscriptions/${DEFAULT_SUBSCRIPTION_ID}/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635`;
    await context.azure.arm.send(
      'PUT',
      `${service}/providers/Microsoft.Authorization/roleAssignments/11111111-2222-4333-8444-555555555555?api-version=2022-04-01`,
      {
        body: {
          properties: {
            roleDefinitionId: owner,
            principalId: isJsonObject(properties) ? (properties['principalId'] ?? '') : '',
          },
        },
      },
    );
    expect((await prepareIdentity(context)).notes).toEqual([
      expect.stringContaining('id-acme-apis-prod has the role 8e3af657-a8ff-443c-a75c-2fe8c4bcb635'),
    ]);
  });

  it('binds a new environment to the branch before anything can be published into it', async () => {
    const emulated = await start();
    await apply(emulated);
    const { repositories } = emulated.hostState('github') as never as {
      repositories: Record<string, { environments: Record<string, object> }>;
    };
    expect(JSON.stringify(repositories['apis']?.environments['prod'])).toContain('"main"');
  });

  it('trusts what runs in an environment only once the environment is bound to the branch', async () => {
    const { actions } = await plan(await start());
    const trust = actions.find(({ name }) => name === 'id-acme-apis-prod/nx-apiops-environment-prod');
    expect(trust?.dependsOn).toContain('environment prod');
  });

  it('says which role is lacking, and what to do then', async () => {
    const emulated = await start();
    const context = await contextOf(emulated, CONFIG, `${DEVELOPMENT_TOKEN}-read-only`);
    const results = await applySettings(await prepareIdentity(context), identityHandlers(context));
    expect(results[0]).toMatchObject({
      status: 'failed',
      error: { code: 'AZURE_FORBIDDEN', hint: expect.stringContaining('--emit cli') },
    });
    expect(JSON.stringify(results)).not.toContain('read-only');
  });

  it('says that an instance has no identity for its Key Vaults', async () => {
    const emulated = await start({ serviceIdentity: false });
    await expect(plan(emulated)).rejects.toMatchObject({
      code: 'IDENTITY_PRINCIPAL',
      hint: expect.stringContaining('az apim update --name apim-prod'),
    });
  });

  it('lists all that apiops.yaml does not say', () => {
    const text = CONFIG.replaceAll(/subscriptionId: [^,\n]+,?/g, '').replace('resourceGroup: rg-prod', '');
    expect(() => resolveIdentityModel(config(text), { prefix: 'id-x', variables: {} })).toThrow(
      /environments dev: subscriptionId[^]*environments prod: subscriptionId[^]*environments prod: resourceGroup/,
    );
  });

  it('never mixes the emulator with a real tenant', () => {
    expect(() =>
      connectAzure({
        cloud: 'public',
        armEndpoint: 'http://127.0.0.1:1',
        graphEndpoint: 'https://graph.microsoft.com',
      }),
    ).toThrow('Only one of');
  });
});
