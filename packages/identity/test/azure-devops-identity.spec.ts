import { parseApiopsConfig } from '@nx-apiops/config';
import { DEFAULT_SUBSCRIPTION_ID, startEmulator, type Emulator } from '@nx-apiops/emulator';
import { applySettings, systemClock, type Plan } from '@nx-apiops/plan';
import { azureDevOpsPipelines, createAzureDevOpsClient } from '@nx-apiops/scm';
import { afterEach, describe, expect, it } from 'vitest';
import {
  connectAzure,
  identityHandlers,
  prepareIdentity,
  resolveIdentityModel,
  type IdentityContext,
} from '../src/index.js';

let emulator: Emulator | undefined;
afterEach(async () => emulator?.close());

const CONFIG = `version: 1
organization: acme
hosting: azure-devops
environments:
  - { name: dev, subscriptionId: ${DEFAULT_SUBSCRIPTION_ID}, resourceGroup: rg-apim, serviceName: apim-dev }
  - { name: prod, subscriptionId: ${DEFAULT_SUBSCRIPTION_ID}, resourceGroup: rg-apim, serviceName: apim-prod }
identity: { tenantId: 11111111-2222-3333-4444-555555555555, location: westeurope }
`;

async function start(): Promise<IdentityContext> {
  emulator = await startEmulator({ services: ['apim-dev', 'apim-prod'] });
  const { url } = emulator;
  const client = createAzureDevOpsClient({ organizationUrl: `${url}/azure-devops/acme` });
  return {
    model: resolveIdentityModel(parseApiopsConfig(CONFIG, 'apiops.yaml'), {
      prefix: 'id-acme-apis',
      variables: {},
    }),
    azure: connectAzure({ cloud: 'public', armEndpoint: url, graphEndpoint: `${url}/graph` }),
    host: await azureDevOpsPipelines(client, { project: 'apis', repository: 'acme-apis' }),
    clock: systemClock,
  };
}

async function apply(context: IdentityContext): Promise<void> {
  const results = await applySettings(await prepareIdentity(context), identityHandlers(context));
  expect(results.filter(({ status }) => status !== 'done')).toEqual([]);
}

const ids = ({ actions }: Plan<unknown>): string[] => actions.map(({ kind, id }) => `${kind} ${id}`);

describe('pipelines in Azure DevOps', () => {
  it('get a service connection each, then the credential that it presents, and nothing the second time', async () => {
    const context = await start();
    const { actions } = await prepareIdentity(context);
    const credential = actions.find(({ id }) => id.endsWith('nx-apiops-connection-publisher-prod'));
    expect(credential?.dependsOn).toEqual(
      expect.arrayContaining(['managed identity id-acme-apis-prod', 'service connection publisher-prod']),
    );
    expect(JSON.stringify(credential)).not.toContain('/sc/');
    await apply(context);
    expect(await prepareIdentity(context)).toMatchObject({ actions: [], notes: [] });
    expect(JSON.stringify(emulator?.hostState('azure')).match(/\/sc\//g)).toHaveLength(4);
  });

  it('notice a connection that was made anew, or that signs in as somebody else', async () => {
    const context = await start();
    await apply(context);
    const connections = context.host.handlers['service connection'];
    await connections?.write('publisher-prod', {
      subscriptionId: DEFAULT_SUBSCRIPTION_ID,
      tenantId: '11111111-2222-3333-4444-555555555555',
      clientId: '99999999-2222-3333-4444-555555555555',
      federated: true,
    });
    const changed = await prepareIdentity(context);
    expect(ids(changed)).toContain('update service connection publisher-prod');
    expect(JSON.stringify(changed)).toContain('client 99999999-2222-3333-4444-555555555555');
    await apply(context);
    expect(ids(await prepareIdentity(context))).toEqual([]);
  });
});
