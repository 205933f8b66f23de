import { afterEach, describe, expect, it } from 'vitest';
import { call, EmulatorPool, type CallAnswer, type CallOptions } from '../../test/arm-caller.js';
import { startEmulator, type Emulator } from '../emulator.js';
import type { EmulatorOptions } from '../options.js';

const pool = new EmulatorPool();
afterEach(() => pool.close());

type Send = (method: string, path: string, options?: CallOptions) => Promise<CallAnswer>;

async function start(options: EmulatorOptions = {}): Promise<{ readonly emulator: Emulator; readonly send: Send }> {
  const emulator = pool.add(await startEmulator({ empty: true, ...options }));
  return { emulator, send: (method, path, more) => call(emulator, method, `/graph/v1.0${path}`, more) };
}

const CREATE = { prefer: 'create-if-missing' };
const BY_NAME = "/applications(uniqueName='apiops-dev')";
const upsert = (displayName = 'APIOps dev'): CallOptions => ({
  body: { displayName, signInAudience: 'AzureADMyOrg' },
  headers: CREATE,
});
const trust = (subject: string, changes: object = {}): CallOptions => ({
  body: {
    issuer: 'https://token.actions.githubusercontent.com',
    subject,
    audiences: ['api://AzureADTokenExchange'],
    ...changes,
  },
  headers: CREATE,
});

describe('applications', () => {
  it('are created where they are missing, and changed where they are not', async () => {
    const { send, emulator } = await start();
    expect((await send('PATCH', BY_NAME, { body: { displayName: 'x' } })).status).toBe(404);
    expect((await send('PATCH', BY_NAME, { body: {}, headers: CREATE })).status).toBe(400);
    const created = await send('PATCH', BY_NAME, upsert());
    expect([created.status, created.json]).toMatchObject([
      201,
      { uniqueName: 'apiops-dev', displayName: 'APIOps dev', passwordCredentials: [] },
    ]);
    const changed = await send('PATCH', BY_NAME, upsert('APIOps'));
    expect([changed.status, changed.json]).toEqual([204, {}]);
    const { id, appId } = created.json;
    for (const path of [`/applications/${id}`, `/applications(appId='${appId}')`, BY_NAME]) {
      expect((await send('GET', path)).json).toMatchObject({ id, appId, displayName: 'APIOps' });
    }
    expect(emulator.hostState('graph')).toMatchObject({ applications: [{ id }] });
    expect((await send('DELETE', `/applications/${id}`)).status).toBe(204);
    const gone = await send('GET', BY_NAME);
    expect([gone.status, gone.json['error']]).toEqual([
      404,
      {
        code: 'Request_ResourceNotFound',
        message: expect.stringContaining("'apiops-dev'"),
        innerError: {
          date: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}$/),
          'request-id': expect.any(String),
          'client-request-id': expect.any(String),
        },
      },
    ]);
  });

  it('are listed as the request asks', async () => {
    const { send } = await start({
      directory: { applications: [{ displayName: 'One', uniqueName: 'one' }, { displayName: "Two's" }] },
    });
    const listed = async (query: string) => (await send('GET', `/applications?${query}`)).items;
    expect(await listed("$filter=displayName eq 'Two''s'&$select=displayName")).toEqual([{ displayName: "Two's" }]);
    expect(await listed("$filter=uniqueName eq 'ONE'")).toHaveLength(1);
    const first = await send('GET', '/applications?$top=1&$select=displayName');
    expect(first.items).toEqual([{ displayName: 'One' }]);
    const next = await fetch(String(first.json['@odata.nextLink']), { headers: { authorization: 'Bearer a' } });
    expect(await next.json()).toMatchObject({ value: [{ displayName: "Two's" }] });
    expect((await send('GET', "/applications?$filter=notes eq 'x'")).status).toBe(400);
    expect((await send('GET', '/applications?$select=absent')).message).toContain("'absent'");
  });

  it('have secrets whose text is told once', async () => {
    const { send, emulator } = await start({
      directory: {
        applications: [
          {
            displayName: 'Old',
            uniqueName: 'old',
            passwordCredentials: [
              { displayName: 'ci', startDateTime: '2025-01-01T00:00:00Z', endDateTime: '2025-06-01T00:00:00Z' },
            ],
          },
        ],
      },
    });
    const path = "/applications(uniqueName='old')";
    const body = { passwordCredential: { displayName: 'new', startDateTime: '2026-01-01T00:00:00Z' } };
    const added = await send('POST', `${path}/addPassword`, { body });
    const { keyId, secretText } = added.json;
    expect(added.json).toMatchObject({ endDateTime: '2028-01-01T00:00:00.000Z', hint: String(secretText).slice(0, 3) });
    const { json } = await send('GET', path);
    expect(json).toMatchObject({ passwordCredentials: [{ displayName: 'ci' }, { keyId, secretText: null }] });
    expect(JSON.stringify(emulator.hostState('graph'))).not.toContain(String(secretText));
    expect((await send('POST', `${path}/removePassword`, { body: { keyId: String(keyId) } })).status).toBe(204);
    expect((await send('POST', `${path}/removePassword`, { body: { keyId: String(keyId) } })).status).toBe(400);
    const wrong = { passwordCredential: { endDateTime: 'soon' } };
    expect((await send('POST', `${path}/addPassword`, { body: wrong })).status).toBe(400);
  });
});

describe('federated credentials of applications', () => {
  it('are created where they are missing, changed, listed and deleted', async () => {
    const { send } = await start();
    await send('PATCH', BY_NAME, upsert());
    const path = `${BY_NAME}/federatedIdentityCredentials(name='github-dev')`;
    const created = await send('PATCH', path, trust('repo:acme/apis:environment:dev'));
    expect([created.status, created.json]).toMatchObject([201, { name: 'github-dev' }]);
    const part = { body: { subject: 'repo:acme/apis:environment:prod' } };
    expect((await send('PATCH', path, part)).status).toBe(204);
    expect((await send('GET', path)).json).toMatchObject({
      issuer: 'https://token.actions.githubusercontent.com',
      subject: 'repo:acme/apis:environment:prod',
    });
    expect((await send('GET', `${BY_NAME}/federatedIdentityCredentials`)).items).toHaveLength(1);
    expect((await send('DELETE', `${BY_NAME}/federatedIdentityCredentials/${created.json['id']}`)).status).toBe(204);
    expect((await send('DELETE', path)).status).toBe(404);
    expect((await send('PATCH', path, part)).status).toBe(404);
  });

  it('obey the rules that those of managed identities obey', async () => {
    const { send } = await start();
    await send('PATCH', BY_NAME, upsert());
    const path = (name: string): string => `${BY_NAME}/federatedIdentityCredentials(name='${name}')`;
    expect((await send('PATCH', path('one'), trust('repo:1'))).status).toBe(201);
    const twin = await send('PATCH', path('two'), trust('repo:1'));
    expect([twin.status, twin.code]).toEqual([400, 'InvalidFederatedIdentityCredentialValue']);
    for (const changes of [{ audiences: [] }, { issuer: 'http://example.com' }, { subject: '' }]) {
      expect((await send('PATCH', path('two'), trust('repo:2', changes))).status).toBe(400);
    }
    expect((await send('PATCH', path('ab'), trust('repo:2'))).status).toBe(400);
    const again = await send('POST', `${BY_NAME}/federatedIdentityCredentials`, trust('repo:3', { name: 'one' }));
    expect([again.status, again.code]).toEqual([409, 'Request_MultipleObjectsWithSameKeyValue']);
  });
});

describe('service principals', () => {
  it('are made once for an application that has come through', async () => {
    let now = 1_700_000_000_000;
    const { send } = await start({ replicationMs: 1000, clock: { now: () => now } });
    const { appId } = (await send('PATCH', BY_NAME, upsert())).json;
    const body = { appId: String(appId) };
    const early = await send('POST', '/servicePrincipals', { body });
    expect([early.status, early.message]).toEqual([400, expect.stringContaining('valid application object')]);
    now += 1000;
    const made = await send('POST', '/servicePrincipals', { body });
    expect([made.status, made.json]).toMatchObject([201, { appId, servicePrincipalType: 'Application' }]);
    const again = await send('POST', '/servicePrincipals', { body });
    expect([again.status, again.code]).toEqual([409, 'Request_MultipleObjectsWithSameKeyValue']);
    expect((await send('GET', `/servicePrincipals?$filter=appId eq '${appId}'`)).items).toMatchObject([
      { id: made.json['id'] },
    ]);
    expect((await send('GET', `/servicePrincipals(appId='${appId}')`)).json['id']).toBe(made.json['id']);
    expect((await send('DELETE', BY_NAME)).status).toBe(204);
    expect((await send('GET', `/servicePrincipals/${made.json['id']}`)).status).toBe(404);
  });

  it('are those that roles are assigned to, managed identities among them', async () => {
    const { send, emulator } = await start();
    const { appId } = (await send('PATCH', BY_NAME, upsert())).json;
    const { id } = (await send('POST', '/servicePrincipals', { body: { appId: String(appId) } })).json;
    const group = `/subscriptions/${emulator.subscriptionId}/resourceGroups/rg-apim`;
    const name = '00000000-0000-4000-8000-000000000001';
    const properties = {
      principalId: String(id),
      roleDefinitionId: '/providers/Microsoft.Authorization/roleDefinitions/71522526-b88f-4d52-b57f-d31fc3546d0d',
    };
    const assignment = `${group}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`;
    expect((await call(emulator, 'PUT', assignment, { body: { properties } })).status).toBe(201);
    const identity = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-one?api-version=2024-11-30`;
    const managed = await call(emulator, 'PUT', identity, { body: { location: 'westeurope' } });
    const found = await send('POST', '/directoryObjects/getByIds', {
      body: { ids: [String(id), String(managed.properties['principalId'])], types: ['servicePrincipal'] },
      token: 'read-only',
    });
    expect(found.items).toMatchObject([
      { '@odata.type': '#microsoft.graph.servicePrincipal', servicePrincipalType: 'Application' },
      { '@odata.type': '#microsoft.graph.servicePrincipal', servicePrincipalType: 'ManagedIdentity' },
    ]);
  });
});

describe('Microsoft Graph', () => {
  it('knows the tenant that Resource Manager knows', async () => {
    const tenantId = '11111111-2222-4333-8444-555555555555';
    const { send, emulator } = await start({ directory: { tenantId } });
    expect((await send('GET', '/organization')).items).toMatchObject([{ id: tenantId }]);
    const subscription = await call(
      emulator,
      'GET',
      `/subscriptions/${emulator.subscriptionId}?api-version=2022-12-01`,
    );
    expect(subscription.json['tenantId']).toBe(tenantId);
  });

  it('lets tokens do what they may', async () => {
    const { send, emulator } = await start();
    const denied = await send('PATCH', BY_NAME, { ...upsert(), token: 'read-only' });
    expect([denied.status, denied.code]).toEqual([403, 'Authorization_RequestDenied']);
    expect((await send('GET', '/applications', { token: 'read-only' })).status).toBe(200);
    expect((await send('GET', '/applications', { token: 'no-access' })).status).toBe(403);
    expect((await fetch(`${emulator.url}/graph/v1.0/applications`)).status).toBe(401);
  });

  it('refuses what it cannot read', async () => {
    const { send, emulator } = await start();
    expect((await send('GET', '/absent')).message).toContain("'absent'");
    expect((await send('PUT', '/applications')).status).toBe(405);
    expect((await send('GET', "/applications(color='red')")).status).toBe(400);
    expect((await send('GET', '/applications?$top=none')).status).toBe(400);
    expect((await send('POST', '/applications', { body: { displayName: 'x', appId: 'y' } })).status).toBe(400);
    const broken = await fetch(`${emulator.url}/graph/v1.0/applications`, {
      method: 'POST',
      headers: { authorization: 'Bearer a' },
      body: '{',
    });
    expect(broken.status).toBe(400);
  });

  it('is counted, and forgets what was written', async () => {
    const { send, emulator } = await start({
      directory: { applications: [{ displayName: 'One', uniqueName: 'one' }] },
    });
    const before = emulator.hostState('graph');
    await send('PATCH', BY_NAME, upsert());
    await send('GET', `${BY_NAME}/federatedIdentityCredentials`);
    expect(emulator.stats().requests.byShape).toEqual({
      'GET graph/v1.0/applications/{}/federatedIdentityCredentials': 1,
      'PATCH graph/v1.0/applications/{}': 1,
    });
    emulator.reset();
    expect(emulator.hostState('graph')).toEqual(before);
  });
});
