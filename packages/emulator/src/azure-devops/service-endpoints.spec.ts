import { describe, expect, it } from 'vitest';
import { useAzureDevOps } from '../testing/use-azure-devops.js';

const { send } = useAzureDevOps();

const ENDPOINTS = '_apis/serviceendpoint/endpoints';
const GROUPS = '_apis/distributedtask/variablegroups';
const shared = async () => ({
  projectReference: { id: (await send('GET', '_apis/projects/apis')).body.id, name: 'apis' },
});
const endpointBody = async (more: object = {}) => ({
  name: 'azure-prod',
  type: 'azurerm',
  url: 'https://management.azure.com/',
  authorization: { scheme: 'ServicePrincipal', parameters: { serviceprincipalid: 'c', serviceprincipalkey: 's3cret' } },
  serviceEndpointProjectReferences: [{ name: 'azure-prod', ...(await shared()) }],
  ...more,
});

describe('service connections', () => {
  it('keeps them by name and tells no secret', async () => {
    const { status, body } = await send('POST', ENDPOINTS, await endpointBody());
    expect([status, body.authorization.parameters.serviceprincipalkey]).toEqual([200, null]);
    expect(await send('POST', ENDPOINTS, await endpointBody())).toMatchObject({
      status: 409,
      body: { typeKey: 'DuplicateServiceConnectionException' },
    });
    const changed = await send('PUT', `${ENDPOINTS}/${body.id}`, await endpointBody({ description: 'd' }));
    expect(changed.body).toMatchObject({ id: body.id, description: 'd' });
    expect((await send('GET', `apis/${ENDPOINTS}?endpointNames=azure-prod,none`)).body.count).toBe(1);
    expect((await send('GET', `apis/${ENDPOINTS}/${'0'.repeat(8)}`)).text).toBe('null');
    expect((await send('DELETE', `${ENDPOINTS}/${body.id}?projectIds=x`)).status).toBe(204);
  });

  it('keeps the subject of federated tokens when it is changed', async () => {
    const authorization = { scheme: 'WorkloadIdentityFederation', parameters: { serviceprincipalid: 'c' } };
    const made = (await send('POST', ENDPOINTS, await endpointBody({ authorization }))).body;
    const changed = (await send('PUT', `${ENDPOINTS}/${made.id}`, await endpointBody({ authorization }))).body;
    expect(changed.authorization).toEqual(made.authorization);
    expect(made.authorization.parameters.workloadIdentityFederationSubject).toMatch(
      /^\/eid1\/c\/pub\/t\/\S{22}\/a\/\S{22}\/sc\//,
    );
  });

  it.each([
    ['no project', { serviceEndpointProjectReferences: [] }, 400],
    ['an unknown project', { serviceEndpointProjectReferences: [{ projectReference: { id: 'x' } }] }, 404],
    ['no name', { name: '' }, 400],
    ['no scheme', { authorization: {} }, 400],
  ])('refuses %s', async (_, change, status) => {
    expect((await send('POST', ENDPOINTS, await endpointBody(change))).status).toBe(status);
  });
});

describe('variable groups', () => {
  const groupBody = async (more: object = {}) => ({
    name: 'apim-prod',
    type: 'Vsts',
    variables: { a: { value: '1' } },
    variableGroupProjectReferences: [await shared()],
    ...more,
  });

  it('keeps them by name', async () => {
    expect((await send('POST', GROUPS, await groupBody())).body).toMatchObject({
      id: 1,
      type: 'Vsts',
      name: 'apim-prod',
    });
    expect(await send('POST', GROUPS, await groupBody())).toMatchObject({
      status: 409,
      body: { typeKey: 'VariableGroupExistsException' },
    });
    expect((await send('GET', `apis/${GROUPS}?groupName=apim*`)).body.count).toBe(1);
    expect((await send('GET', `apis/${GROUPS}/1`)).body.variables).toEqual({ a: { value: '1' } });
    expect((await send('GET', `apis/${GROUPS}/9`)).status).toBe(404);
    expect((await send('DELETE', `${GROUPS}/1?projectIds=x`)).status).toBe(204);
  });

  it('names a Key Vault by its connection', async () => {
    const { id } = (await send('POST', ENDPOINTS, await endpointBody())).body;
    const providerData = { serviceEndpointId: id, vault: 'kv-apim' };
    const variables = { secret: { enabled: true, contentType: '' } };
    const body = await groupBody({ type: 'AzureKeyVault', providerData, variables });
    expect((await send('POST', GROUPS, body)).body).toMatchObject({
      providerData,
      variables: { secret: { enabled: true, isSecret: true, value: null } },
    });
  });

  it.each([
    ['an unknown connection', { type: 'AzureKeyVault', providerData: { serviceEndpointId: 'x', vault: 'v' } }],
    ['an unknown type', { type: 'Other' }],
    ['no variables', { variables: {} }],
    ['no project', { variableGroupProjectReferences: [] }],
  ])('refuses %s', async (_, change) => {
    expect((await send('POST', GROUPS, await groupBody(change))).status).toBe(400);
  });
});
