import { parseApiopsConfig } from '@nx-apiops/config';
import { DEFAULT_SUBSCRIPTION_ID, startEmulator, type Emulator } from '@nx-apiops/emulator';
import { applySettings, systemClock } from '@nx-apiops/plan';
import { azureDevOpsPipelines, createAzureDevOpsClient } from '@nx-apiops/scm';
import { afterEach, describe, expect, it } from 'vitest';
import {
  chooseIdentityModel,
  connectAzure,
  identitiesOf,
  identityHandlers,
  prepareIdentity,
  type IdentityContext,
  type PipelineHost,
} from '../src/index.js';
import { apply, config, CONFIG, contextOf, start } from './emulated.js';

/** The identities that a repository gets, with the rest of what its plans are made of. */
async function contextFor(context: IdentityContext, fullName: string, text = CONFIG): Promise<IdentityContext> {
  const { azure, host } = context;
  const owner = { name: fullName.split('/').at(-1) ?? '', fullName };
  return { ...context, model: await chooseIdentityModel(config(text), { owner, variables: {}, azure, host }) };
}

/** The same host as that of another repository of the name. */
function elsewhere(host: PipelineHost): PipelineHost {
  return host.kind === 'github' ? { ...host, subjectPrefix: 'repo:umbrella/acme-apis' } : host;
}

/** The plan without the variables of the repository, which the two hosts of these tests share. */
async function azurePlan(context: IdentityContext): Promise<readonly string[]> {
  const { actions } = await prepareIdentity(context);
  return actions.filter(({ type }) => type !== 'client id').map(({ kind, id }) => `${kind} ${id}`);
}

const names = ({ model }: IdentityContext) => identitiesOf(model).map(({ name }) => name);
async function applyFor(context: IdentityContext): Promise<void> {
  const results = await applySettings(await prepareIdentity(context), identityHandlers(context));
  expect(results.filter(({ status }) => status !== 'done')).toEqual([]);
}

describe('chooseIdentityModel', () => {
  it('gives repositories of one name in two organizations identities of different names', async () => {
    const emulated = await start();
    const base = await contextOf(emulated);
    const first = await contextFor(base, 'acme/acme-apis');
    const second = await contextFor({ ...base, host: elsewhere(base.host) }, 'umbrella/acme-apis');
    expect(names(first)[0]).toMatch(/^id-acme-apis-[0-9a-f]{8}-reader$/);
    expect(names(first).filter((name) => names(second).includes(name))).toEqual([]);
    expect(names(await contextFor(base, 'ACME/acme-apis'))).toEqual(names(first));
    await applyFor(first);
    await applyFor(second);
    expect(await azurePlan(first)).toEqual([]);
    expect(await azurePlan(second)).toEqual([]);
  });

  it('keeps the identities of an older version for the repository that they let in, and for no other', async () => {
    const emulated = await start();
    await apply(emulated);
    const base = await contextOf(emulated);
    const kept = await contextFor(base, 'acme/acme-apis');
    expect(names(kept)).toEqual(['id-acme-apis-reader', 'id-acme-apis-dev', 'id-acme-apis-prod']);
    expect((await prepareIdentity(kept)).actions).toEqual([]);
    const other = await contextFor({ ...base, host: elsewhere(base.host) }, 'umbrella/acme-apis');
    const planned = await azurePlan(other);
    expect(planned.filter((id) => id.startsWith('delete'))).toEqual([]);
    expect(planned.join('\n')).not.toMatch(/id-acme-apis-(?:reader|dev|prod)/);
    await applyFor(other);
    expect(await azurePlan(kept)).toEqual([]);
  });

  it('takes the prefix that apiops.yaml states', async () => {
    const emulated = await start();
    const stated = CONFIG.replace('identity:', 'identity:\n  prefix: id-mine');
    const { model } = await contextFor(await contextOf(emulated), 'acme/acme-apis', stated);
    expect(model.reader.name).toBe('id-mine-reader');
  });

  let azureDevOps: Emulator | undefined;
  afterEach(async () => azureDevOps?.close());

  it('tells projects of Azure DevOps apart by what their connections present', async () => {
    azureDevOps = await startEmulator({ services: ['apim-dev'] });
    const { url } = azureDevOps;
    const text = `version: 1
organization: acme
hosting: azure-devops
environments: [{ name: dev, subscriptionId: ${DEFAULT_SUBSCRIPTION_ID}, resourceGroup: rg-apim, serviceName: apim-dev }]
identity: { tenantId: 11111111-2222-3333-4444-555555555555, location: westeurope }
`;
    const client = createAzureDevOpsClient({ organizationUrl: `${url}/azure-devops/acme` });
    const host = await azureDevOpsPipelines(client, { project: 'apis', repository: 'acme-apis' });
    const azure = connectAzure({ cloud: 'public', armEndpoint: url, graphEndpoint: `${url}/graph` });
    const parsed = parseApiopsConfig(text, 'apiops.yaml');
    const choose = async (fullName: string, other: PipelineHost = host) =>
      chooseIdentityModel(parsed, { owner: { name: 'acme-apis', fullName }, variables: {}, azure, host: other });
    const model = await choose('acme/apis/acme-apis');
    expect((await choose('acme/other/acme-apis')).reader.name).not.toBe(model.reader.name);
    const older = await chooseIdentityModel(
      { ...parsed, ...(parsed.identity && { identity: { ...parsed.identity, prefix: 'id-acme-apis' } }) },
      { owner: { name: 'acme-apis', fullName: 'x' }, variables: {}, azure, host },
    );
    await applyFor({ model: older, azure, host, clock: systemClock });
    expect((await choose('acme/apis/acme-apis')).reader.name).toBe('id-acme-apis-reader');
    const presents = async () => ({ clientId: 'c', issuer: 'https://login.example', subject: 'another' });
    expect((await choose('acme/other/acme-apis', { ...host, readConnection: presents })).reader.name).not.toBe(
      'id-acme-apis-reader',
    );
  });
});
