import { afterEach, describe, expect, it } from 'vitest';
import { call, EmulatorPool, type CallAnswer, type CallOptions } from '../../test/arm-caller.js';
import { startEmulator, type Emulator } from '../emulator.js';
import type { EmulatorOptions } from '../options.js';

const pool = new EmulatorPool();
afterEach(() => pool.close());

const READER = '71522526-b88f-4d52-b57f-d31fc3546d0d';
const CONTRIBUTOR = '312a565d-c81f-4fd8-895a-4e21e48d571c';
const GUIDS = ['1', '2', '3'].map((digit) => `00000000-0000-4000-8000-00000000000${digit}`);
const [FIRST = '', SECOND = '', THIRD = ''] = GUIDS;

type Send = (method: string, path: string, options?: CallOptions) => Promise<CallAnswer>;

/** Paths are below the subscription, and without an api-version where any will do. */
async function start(
  options: EmulatorOptions = {},
): Promise<{ readonly emulator: Emulator; readonly send: Send; readonly subscription: string }> {
  const emulator = pool.add(await startEmulator({ empty: true, ...options }));
  const subscription = `/subscriptions/${emulator.subscriptionId}`;
  const send: Send = (method, path, more) => {
    const version = path.includes('api-version=') ? '' : `${path.includes('?') ? '&' : '?'}api-version=2024-05-01`;
    return call(emulator, method, `${subscription}${path}${version}`, more);
  };
  return { emulator, send, subscription };
}

const GROUP = '/resourceGroups/rg-apim';
const IDENTITIES = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;
const SERVICE = `${GROUP}/providers/Microsoft.ApiManagement/service/apim-dev`;
const identityPath = (name: string): string => `${IDENTITIES}/${name}?api-version=2024-11-30`;
const credentialPath = (identity: string, name: string): string =>
  `${IDENTITIES}/${identity}/federatedIdentityCredentials/${name}?api-version=2023-01-31`;
const assignmentPath = (scope: string, name: string): string =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`;
const rolePath = (name: string): string =>
  `/providers/Microsoft.Authorization/roleDefinitions/${name}?api-version=2022-04-01`;
const roleIdOf = (name: string): string => `/providers/Microsoft.Authorization/roleDefinitions/${name}`;
const credential = (subject: string, changes: object = {}): CallOptions => ({
  body: {
    properties: {
      issuer: 'https://token.actions.githubusercontent.com',
      subject,
      audiences: ['api://AzureADTokenExchange'],
      ...changes,
    },
  },
});

async function createIdentity(send: Send, name: string): Promise<string> {
  const answer = await send('PUT', identityPath(name), { body: { location: 'West Europe' } });
  expect([200, 201]).toContain(answer.status);
  return String(answer.properties['principalId']);
}

const grant = (principalId: string, role: string, more: object = {}): CallOptions => ({
  body: { properties: { roleDefinitionId: roleIdOf(role), principalId, ...more } },
});

describe('resource groups', () => {
  it('exist where the options name them, and hold the services that are theirs', async () => {
    const { emulator, send } = await start({
      services: ['apim-dev', 'rg-prod/apim-prod'],
      resourceGroups: ['rg-extra'],
      keyVaults: [{ name: 'kv-one', resourceGroup: 'rg-vaults' }],
    });
    expect(emulator.services).toEqual(['apim-dev', 'apim-prod']);
    const { items } = await send('GET', '/resourceGroups');
    expect(items.map(({ name }) => name)).toEqual(['rg-apim', 'rg-prod', 'rg-vaults', 'rg-extra']);
    const services = async (group: string) =>
      (await send('GET', `/resourceGroups/${group}/providers/Microsoft.ApiManagement/service`)).items;
    expect((await services('RG-PROD')).map(({ name }) => name)).toEqual(['apim-prod']);
    expect(await services('rg-extra')).toEqual([]);
    const right = await send('GET', '/resourceGroups/rg-prod/providers/Microsoft.ApiManagement/service/apim-prod');
    expect([right.status, right.json['id']]).toEqual([
      200,
      expect.stringContaining('/resourceGroups/rg-prod/providers/'),
    ]);
    const wrong = await send('GET', `${GROUP}/providers/Microsoft.ApiManagement/service/apim-prod/apis`);
    expect([wrong.status, wrong.code, wrong.message]).toEqual([
      404,
      'ResourceNotFound',
      expect.stringContaining("service/apim-prod' under resource group 'rg-apim'"),
    ]);
    expect(emulator.state('apim-prod').service).toBe('apim-prod');
  });

  it('are created, and stay where they are', async () => {
    const { send } = await start();
    const path = '/resourceGroups/rg-new';
    expect((await send('HEAD', path)).status).toBe(404);
    expect((await send('GET', path)).code).toBe('ResourceGroupNotFound');
    expect((await send('PUT', path, { body: {} })).code).toBe('LocationRequired');
    expect((await send('PUT', path, { body: { location: 'West Europe' } })).status).toBe(201);
    expect((await send('PUT', path, { body: { location: 'westeurope', tags: { a: 'b' } } })).status).toBe(200);
    const moved = await send('PUT', path, { body: { location: 'northeurope' } });
    expect([moved.status, moved.code]).toEqual([409, 'InvalidResourceLocation']);
    expect((await send('HEAD', path)).status).toBe(204);
    expect((await send('GET', path.toUpperCase())).json).toMatchObject({ name: 'rg-new', tags: { a: 'b' } });
  });

  it.each<[EmulatorOptions, string]>([
    [{ services: ['bad group!/apim'] }, '"bad group!"'],
    [{ services: ['a/apim', 'b/APIM'] }, 'apim, APIM'],
    [{ keyVaults: [{ name: 'x' }] }, '"x"'],
    [{ directory: { tenantId: 'mine' } }, '"mine"'],
    [{ replicationMs: -1 }, 'replicationMs -1'],
  ])('refuses %o', async (options, value) => {
    await expect(startEmulator(options)).rejects.toMatchObject({
      code: 'EMULATOR_OPTION',
      message: expect.stringContaining(value),
    });
  });
});

describe('user-assigned identities', () => {
  it('are created, kept, listed and deleted', async () => {
    const { send, emulator } = await start();
    const created = await send('PUT', identityPath('id-one'), { body: { location: 'westeurope', tags: { a: 'b' } } });
    expect([created.status, created.properties]).toEqual([
      201,
      {
        tenantId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        principalId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        clientId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    ]);
    const again = await send('PUT', identityPath('ID-ONE'), { body: { location: 'West Europe' } });
    expect([again.status, again.properties, again.json['name']]).toEqual([200, created.properties, 'id-one']);
    expect((await send('GET', `${IDENTITIES}?api-version=2024-11-30`)).items).toHaveLength(1);
    expect(emulator.hostState('azure')).toMatchObject({ identities: [{ name: 'id-one' }] });
    expect((await send('DELETE', identityPath('id-one'))).status).toBe(200);
    expect((await send('DELETE', identityPath('id-one'))).status).toBe(204);
    expect((await send('GET', identityPath('id-one'))).code).toBe('ResourceNotFound');
  });

  it('need a location, a name, a version and a group', async () => {
    const { send } = await start();
    expect((await send('PUT', identityPath('id-one'), { body: {} })).code).toBe('LocationRequired');
    expect((await send('PUT', identityPath('x'), { body: { location: 'a' } })).status).toBe(400);
    expect((await send('GET', `${IDENTITIES}/a?api-version=2024-05-01`)).code).toBe('NoRegisteredProviderFound');
    const absent = await send('PUT', identityPath('id-one').replace('rg-apim', 'absent'), { body: { location: 'a' } });
    expect(absent.code).toBe('ResourceGroupNotFound');
    expect((await send('POST', identityPath('id-one'))).status).toBe(405);
  });
});

describe('federated credentials', () => {
  it('are written, listed and deleted', async () => {
    const { send } = await start();
    await createIdentity(send, 'id-one');
    const path = credentialPath('id-one', 'github-dev');
    const created = await send('PUT', path, credential('repo:acme/apis:environment:dev'));
    expect([created.status, created.json]).toMatchObject([
      201,
      { name: 'github-dev', properties: { subject: 'repo:acme/apis:environment:dev' } },
    ]);
    expect((await send('PUT', path, credential('repo:acme/apis:environment:DEV'))).status).toBe(200);
    expect((await send('GET', path)).properties).toMatchObject({ subject: 'repo:acme/apis:environment:DEV' });
    expect((await send('GET', credentialPath('id-one', ''))).items).toHaveLength(1);
    expect((await send('DELETE', path)).status).toBe(200);
    expect((await send('DELETE', path)).status).toBe(204);
    expect((await send('GET', path)).code).toBe('ResourceNotFound');
  });

  it.each([
    ['ab', 'repo:a', {}, 'name'],
    ['a.b.c', 'repo:a', {}, 'name'],
    ['-abc', 'repo:a', {}, 'name'],
    ['good', 'repo:a', { audiences: ['a', 'b'] }, 'audiences'],
    ['good', 'repo:a', { audiences: [] }, 'audiences'],
    ['good', 'repo:a', { issuer: 'http://token.example.com' }, 'issuer'],
    ['good', '', {}, 'subject'],
    ['good', 'x'.repeat(601), {}, 'subject'],
  ])('refuse %s, %s, %o', async (name, subject, changes, field) => {
    const { send } = await start();
    await createIdentity(send, 'id-one');
    const answer = await send('PUT', credentialPath('id-one', name), credential(subject, changes));
    expect([answer.status, answer.message]).toEqual([400, expect.stringContaining(field)]);
  });

  it('have an issuer and subject of their own, and are twenty at most', async () => {
    const { send } = await start();
    await createIdentity(send, 'id-one');
    for (let number = 1; number <= 20; number += 1) {
      const answer = await send('PUT', credentialPath('id-one', `env-${number}`), credential(`repo:${number}`));
      expect(answer.status).toBe(201);
    }
    const twin = await send('PUT', credentialPath('id-one', 'twin'), credential('repo:1'));
    expect([twin.status, twin.message]).toEqual([409, expect.stringContaining('already exists')]);
    expect((await send('PUT', credentialPath('id-one', 'more'), credential('repo:x'))).status).toBe(400);
    expect((await send('PUT', credentialPath('id-one', 'env-1'), credential('repo:x'))).status).toBe(200);
  });

  it('are written one after the other', async () => {
    const { send } = await start({ identityWriteMs: 60 });
    await createIdentity(send, 'id-one');
    await createIdentity(send, 'id-two');
    const answers = await Promise.all([
      send('PUT', credentialPath('id-one', 'first'), credential('repo:1')),
      send('PUT', credentialPath('id-one', 'second'), credential('repo:2')),
      send('PUT', credentialPath('id-two', 'other'), credential('repo:3')),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 409]);
    expect(answers.find(({ status }) => status === 409)?.code).toBe(
      'ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity',
    );
    for (const name of ['first', 'second']) {
      const answer = await send('PUT', credentialPath('id-one', name), credential(`repo:${name}`));
      expect([200, 201]).toContain(answer.status);
    }
  });
});

describe('role definitions', () => {
  const role = (roleName: string, changes: object = {}) => ({
    properties: {
      roleName,
      permissions: [{ actions: ['Microsoft.ApiManagement/service/apis/*'], notActions: [] }],
      ...changes,
    },
  });

  it('are there for what is built in, and cannot be changed', async () => {
    const { send, subscription, emulator } = await start();
    const listed = await send('GET', `${rolePath('')}&$filter=roleName eq 'API Management Service Reader Role'`);
    expect(listed.items).toMatchObject([{ name: READER, properties: { type: 'BuiltInRole' } }]);
    expect((await send('GET', rolePath(READER))).json['id']).toBe(`${subscription}${roleIdOf(READER)}`);
    const body = role('Mine', { assignableScopes: [subscription] });
    expect((await send('PUT', rolePath(READER), { body })).status).toBe(403);
    expect((await send('DELETE', rolePath(READER))).status).toBe(403);
    expect((await send('GET', rolePath(FIRST))).code).toBe('RoleDefinitionDoesNotExist');
    const anywhere = await call(emulator, 'GET', rolePath(READER.toUpperCase()));
    expect([anywhere.status, anywhere.json['name']]).toEqual([200, READER]);
    const unknown = await send('GET', '/providers/Microsoft.Authorization/locks');
    expect([unknown.status, unknown.message]).toEqual([404, expect.stringContaining("'Microsoft.Authorization'")]);
    expect((await send('GET', `${rolePath('')}&$filter=description eq 'x'`)).status).toBe(400);
  });

  it('are written by UUID, with names of their own', async () => {
    const { send, subscription } = await start();
    const body = role('APIOps Publisher', { assignableScopes: [`${subscription}${GROUP}`] });
    expect((await send('PUT', rolePath(FIRST), { body })).status).toBe(201);
    expect((await send('PUT', rolePath(FIRST), { body })).status).toBe(201);
    const twin = await send('PUT', rolePath(SECOND), { body });
    expect([twin.status, twin.code]).toEqual([409, 'RoleDefinitionWithSameNameExists']);
    const filter = "$filter=type eq 'CustomRole'";
    expect((await send('GET', `${rolePath('')}&${filter}`)).items).toEqual([]);
    expect((await send('GET', `${rolePath('')}&${filter} and atScopeAndBelow()`)).items).toHaveLength(1);
    expect((await send('GET', `${SERVICE}${rolePath('')}&${filter}`)).items).toHaveLength(1);
    expect((await send('DELETE', rolePath(FIRST))).status).toBe(200);
    expect((await send('DELETE', rolePath(FIRST))).status).toBe(204);
  });

  it('need a UUID, a name, places and actions', async () => {
    const { send, subscription } = await start();
    const scoped = { assignableScopes: [subscription] };
    for (const [name, body] of [
      ['mine', role('Mine', scoped)],
      [FIRST, role('', scoped)],
      [FIRST, role('Mine')],
      [FIRST, role('Mine', { assignableScopes: ['/'] })],
      [FIRST, role('Mine', { ...scoped, permissions: [{ actions: ['everything'] }] })],
    ] as const) {
      expect((await send('PUT', rolePath(name), { body })).status).toBe(400);
    }
  });
});

describe('role assignments', () => {
  it('are made at a resource, found from above and below, and removed', async () => {
    const { send, emulator, subscription } = await start();
    const principal = await createIdentity(send, 'id-one');
    const other = await createIdentity(send, 'id-two');
    const path = assignmentPath(SERVICE, FIRST);
    const made = await send('PUT', path, grant(principal, READER, { principalType: 'ServicePrincipal' }));
    expect([made.status, made.properties]).toMatchObject([
      201,
      {
        scope: `${subscription}${SERVICE}`,
        principalId: principal,
        roleDefinitionId: `${subscription}${roleIdOf(READER)}`,
      },
    ]);
    expect((await send('PUT', path, grant(principal, READER))).status).toBe(200);
    expect((await send('PUT', assignmentPath(GROUP, SECOND), grant(other, CONTRIBUTOR))).status).toBe(201);
    const listed = async (scope: string, filter = '') =>
      (await send('GET', `${assignmentPath(scope, '')}&$filter=${filter}`)).items.map(({ name }) => name);
    expect(await listed('')).toEqual([FIRST, SECOND]);
    expect(await listed(GROUP, 'atScope()')).toEqual([SECOND]);
    expect(await listed(SERVICE, 'atScope()')).toEqual([FIRST, SECOND]);
    expect(await listed('', `principalId eq '${principal.toUpperCase()}'`)).toEqual([FIRST]);
    expect(await listed(GROUP, `atScope() and assignedTo('${other}')`)).toEqual([SECOND]);
    expect((await send('GET', path.toLowerCase())).status).toBe(200);
    expect(emulator.hostState('azure')).toMatchObject({ roleAssignments: [{ name: FIRST }, { name: SECOND }] });
    expect((await send('DELETE', assignmentPath(GROUP, FIRST))).status).toBe(204);
    expect((await send('DELETE', path)).status).toBe(200);
    expect((await send('GET', path)).code).toBe('RoleAssignmentNotFound');
  });

  it('are refused twice, changed, or with what does not exist', async () => {
    const { send } = await start();
    const principal = await createIdentity(send, 'id-one');
    await send('PUT', assignmentPath(SERVICE, FIRST), grant(principal, READER));
    const refusals: readonly (readonly [string, CallOptions, number, string])[] = [
      [assignmentPath(SERVICE, SECOND), grant(principal, READER), 409, 'RoleAssignmentExists'],
      [assignmentPath(SERVICE, FIRST), grant(principal, CONTRIBUTOR), 400, 'RoleAssignmentUpdateNotPermitted'],
      [assignmentPath(GROUP, FIRST), grant(principal, READER), 400, 'RoleAssignmentUpdateNotPermitted'],
      [assignmentPath(SERVICE, SECOND), grant(principal, THIRD), 404, 'RoleDefinitionDoesNotExist'],
      [assignmentPath(SERVICE, SECOND), grant(THIRD, READER), 400, 'PrincipalNotFound'],
      [
        assignmentPath(SERVICE, SECOND),
        grant(principal, CONTRIBUTOR, { principalType: 'User' }),
        400,
        'UnmatchedPrincipalType',
      ],
      [assignmentPath(`${SERVICE}x`, SECOND), grant(principal, READER), 404, 'ResourceNotFound'],
      [assignmentPath('/resourceGroups/absent', SECOND), grant(principal, READER), 404, 'ResourceGroupNotFound'],
      [assignmentPath(`${SERVICE}/workspaces/absent`, SECOND), grant(principal, READER), 404, 'ResourceNotFound'],
    ];
    for (const [path, options, status, code] of refusals) {
      const answer = await send('PUT', path, options);
      expect([answer.status, answer.code]).toEqual([status, code]);
    }
    expect((await send('PUT', assignmentPath(SERVICE, 'mine'), grant(principal, READER))).status).toBe(400);
    const filtered = await send('GET', `${assignmentPath('', '')}&$filter=atScope() and principalId eq '${principal}'`);
    expect([filtered.status, filtered.message]).toEqual([400, expect.stringContaining('Supported filters')]);
  });

  it('wait for a new principal unless its type is told', async () => {
    let now = 1_700_000_000_000;
    const { send } = await start({ replicationMs: 5000, clock: { now: () => now } });
    const principal = await createIdentity(send, 'id-one');
    const early = await send('PUT', assignmentPath(SERVICE, FIRST), grant(principal, READER));
    expect([early.status, early.code]).toEqual([400, 'PrincipalNotFound']);
    const typed = grant(principal, CONTRIBUTOR, { principalType: 'ServicePrincipal' });
    expect((await send('PUT', assignmentPath(SERVICE, SECOND), typed)).status).toBe(201);
    now += 5000;
    expect((await send('PUT', assignmentPath(SERVICE, FIRST), grant(principal, READER))).status).toBe(201);
  });

  it('use custom roles where those may be assigned, and keep them', async () => {
    const { send, subscription } = await start({ resourceGroups: ['rg-other'] });
    const principal = await createIdentity(send, 'id-one');
    const properties = { roleName: 'Publisher', permissions: [], assignableScopes: [`${subscription}${GROUP}`] };
    await send('PUT', rolePath(FIRST), { body: { properties } });
    expect(
      (await send('PUT', assignmentPath('/resourceGroups/rg-other', SECOND), grant(principal, FIRST))).status,
    ).toBe(400);
    expect((await send('PUT', assignmentPath(SERVICE, SECOND), grant(principal, FIRST))).status).toBe(201);
    expect((await send('DELETE', rolePath(FIRST))).code).toBe('RoleDefinitionHasAssignments');
  });

  it('are for the identities of services and for Key Vaults, too', async () => {
    const { send } = await start({ keyVaults: [{ name: 'kv-one' }] });
    const { identity } = (await send('GET', SERVICE)).json as { identity: { principalId: string; type: string } };
    expect(identity.type).toContain('SystemAssigned');
    const vault = `${GROUP}/providers/Microsoft.KeyVault/vaults/kv-one`;
    const secretsUser = '4633458b-17de-408a-b874-0445c86b69e6';
    const answer = await send('PUT', assignmentPath(vault, FIRST), grant(identity.principalId, secretsUser));
    expect(answer.status).toBe(201);
    const without = await start({ serviceIdentity: false });
    expect((await without.send('GET', SERVICE)).json['identity']).not.toHaveProperty('principalId');
  });
});

describe('Key Vaults', () => {
  it('are those of the options', async () => {
    const { send } = await start({
      keyVaults: [{ name: 'kv-one' }, { name: 'kv-two', resourceGroup: 'rg-b', enableRbacAuthorization: false }],
    });
    const vaults = '/providers/Microsoft.KeyVault/vaults';
    expect((await send('GET', vaults)).items).toHaveLength(2);
    expect((await send('GET', `/resourceGroups/rg-b${vaults}`)).items.map(({ name }) => name)).toEqual(['kv-two']);
    expect((await send('GET', `/resourceGroups/rg-b${vaults}/KV-TWO`)).properties).toMatchObject({
      enableRbacAuthorization: false,
      vaultUri: 'https://kv-two.vault.azure.net/',
    });
    expect((await send('GET', `${GROUP}${vaults}/kv-two`)).code).toBe('ResourceNotFound');
    expect((await send('GET', `${GROUP}/providers/Microsoft.KeyVault/managedHSMs`)).code).toBe('InvalidResourceType');
    expect((await send('GET', `${GROUP}/providers/Microsoft.Absent/things`)).code).toBe('InvalidResourceNamespace');
  });
});

describe('tokens', () => {
  it('with read-only in them may read and nothing else', async () => {
    const { send } = await start();
    const token = 'static-read-only';
    expect((await send('GET', `${SERVICE}/apis`, { token })).status).toBe(200);
    const put = await send('PUT', `${SERVICE}/tags/blue`, { token, body: { properties: { displayName: 'Blue' } } });
    expect([put.status, put.code, put.message]).toEqual([
      403,
      'AuthorizationFailed',
      expect.stringMatching(
        /^The client '.+' with object id '.+' does not have authorization to perform action 'Microsoft\.ApiManagement\/service\/tags\/write' over scope '\/subscriptions\/.+' or the scope is invalid\./,
      ),
    ]);
    expect((await send('PUT', identityPath('id-one'), { token, body: { location: 'a' } })).status).toBe(403);
    const made = await send('PUT', assignmentPath(SERVICE, FIRST), { token });
    expect(made.message).toContain("'Microsoft.Authorization/roleAssignments/write'");
  });

  it('with no-access in them may do nothing', async () => {
    const { send } = await start();
    expect((await send('GET', SERVICE, { token: 'no-access' })).code).toBe('AuthorizationFailed');
    expect((await send('GET', '', { token: 'no-access' })).message).toContain(
      "'Microsoft.Resources/subscriptions/read'",
    );
  });

  it('are told what they may do', async () => {
    const { send } = await start();
    const path = `${SERVICE}/providers/Microsoft.Authorization/permissions`;
    expect((await send('GET', path)).items).toEqual([{ actions: ['*'], notActions: [] }]);
    expect((await send('GET', path, { token: 'read-only' })).items).toEqual([{ actions: ['*/read'], notActions: [] }]);
  });
});

describe('the emulator', () => {
  it('counts all of it, and forgets all of it', async () => {
    const { send, emulator } = await start();
    const principal = await createIdentity(send, 'id-one');
    await send('PUT', credentialPath('id-one', 'one'), credential('repo:1'));
    await send('PUT', assignmentPath(SERVICE, FIRST), grant(principal, READER));
    await send('GET', GROUP);
    expect(emulator.stats().requests.byShape).toEqual({
      'GET resourceGroups/{}': 1,
      'PUT Microsoft.Authorization/roleAssignments/{}': 1,
      'PUT Microsoft.ManagedIdentity/userAssignedIdentities/{}': 1,
      'PUT Microsoft.ManagedIdentity/userAssignedIdentities/{}/federatedIdentityCredentials/{}': 1,
    });
    emulator.reset();
    expect(emulator.hostState('azure')).toMatchObject({ identities: [], roleAssignments: [] });
    expect(await createIdentity(send, 'id-one')).toBe(principal);
  });
});
