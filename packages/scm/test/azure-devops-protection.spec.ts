import { parseApiopsConfig, type ApiopsConfig } from '@nx-apiops/config';
import { startEmulator, type Emulator } from '@nx-apiops/emulator';
import {
  applySettings,
  DEVELOPMENT_TOKEN,
  planSettings,
  readSettings,
  type Plan,
  type SettingOperation,
} from '@nx-apiops/plan';
import { afterEach, describe, expect, it } from 'vitest';
import {
  azureDevOpsHost,
  azureDevOpsPipelines,
  createAzureDevOpsClient,
  parseAzureDevOpsRepository,
  prepareProtection,
  readServiceConnection,
  type AzureDevOpsHostOptions,
} from '../src/index.js';

type Seed = NonNullable<NonNullable<Parameters<typeof startEmulator>[0]>['azureDevOps']>;
/** What the emulator holds, as it comes out of JSON. */
type Row = Record<string, ReturnType<typeof JSON.parse>>;

let emulator: Emulator | undefined;
afterEach(async () => emulator?.close());

const CONFIG = `version: 1
organization: acme
hosting: azure-devops
project: apis
environments:
  - { name: dev, serviceName: apim-dev }
  - name: prod
    serviceName: apim-prod
    approval: { reviewers: [api-platform, '@octocat@example.com'], selfReview: false }
protection:
  approvals: 2
  codeOwners: true
  dismissStale: true
  lastPushApproval: true
  resolveThreads: true
  linearHistory: true
  breakGlass: api-oncall
`;

const CODE_OWNERS = `* @acme/api-platform
/apim-artifacts/apis/orders/ @acme/orders octocat@example.com
`;

const EVERYTHING = [
  'create pipeline apiops-pull-request',
  'create pipeline apiops-publish',
  'create pipeline apiops-extract',
  'create pipeline apiops-drift',
  'create minimum reviewers main',
  'create build validation main',
  'create comment resolution main',
  'create merge types main',
  'create required reviewers *',
  'create required reviewers /apim-artifacts/apis/orders/',
  'create branch permission api-oncall',
  'create repository permission apis Build Service (acme)',
  'create environment dev',
  'create exclusive lock environment/dev',
  'create branch control environment/dev',
  'create pipeline permission environment/dev',
  'create environment prod',
  'create approval environment/prod',
  'create exclusive lock environment/prod',
  'create branch control environment/prod',
  'create pipeline permission environment/prod',
];

const config = (text = CONFIG): ApiopsConfig => parseApiopsConfig(text, 'apiops.yaml');

async function start(seed: Seed = {}): Promise<Emulator> {
  emulator = await startEmulator({
    azureDevOps: { groups: ['api-platform', 'api-oncall', 'orders'], repositories: [{ name: 'acme-apis' }], ...seed },
  });
  return emulator;
}

const client = ({ url }: Emulator, token?: string) =>
  createAzureDevOpsClient({ organizationUrl: `${url}/azure-devops/acme`, token });

const repository = parseAzureDevOpsRepository('apis/acme-apis');

async function host(emulated: Emulator, options: Partial<AzureDevOpsHostOptions> = {}) {
  return azureDevOpsHost({
    client: client(emulated),
    repository,
    config: options.config ?? config(),
    codeOwners: CODE_OWNERS,
    ...options,
  });
}

async function plan(
  emulated: Emulator,
  options: Partial<AzureDevOpsHostOptions> = {},
): Promise<Plan<SettingOperation>> {
  return prepareProtection(options.config ?? config(), await host(emulated, options));
}

async function apply(emulated: Emulator, options: Partial<AzureDevOpsHostOptions> = {}): Promise<void> {
  const results = await applySettings(await plan(emulated, options), (await host(emulated, options)).handlers);
  expect(results.filter(({ status }) => status !== 'done')).toEqual([]);
}

const ids = ({ actions }: Plan<unknown>): string[] => actions.map(({ kind, id }) => `${kind} ${id}`);
const fields = ({ actions }: Plan<unknown>): string[] =>
  actions.flatMap(({ changes }) => changes.map(({ path }) => path));
const stateOf = (emulated: Emulator, member: string): readonly Row[] =>
  emulated.hostState('azure-devops')[member] as unknown as readonly Row[];

const variablesOf = (emulated: Emulator, group: string): unknown =>
  stateOf(emulated, 'variableGroups').find(({ name }) => name === group)?.['variables'];

describe('protection of a repository in Azure DevOps', () => {
  it('guards an unguarded repository, and changes nothing the second time', async () => {
    const emulated = await start();
    expect(ids(await plan(emulated))).toEqual(EVERYTHING);
    await apply(emulated);
    expect(await plan(emulated)).toMatchObject({ actions: [], unchanged: EVERYTHING.length, notes: [] });
    expect(
      stateOf(emulated, 'definitions').map(({ path, name, process }) => [path, name, process.yamlFilename]),
    ).toContainEqual(['\\acme-apis', 'apiops-publish', '.azure-pipelines/publish.yml']);
    const policies = stateOf(emulated, 'policies');
    expect(policies.every(({ isEnabled, isBlocking }) => isEnabled && isBlocking)).toBe(true);
    expect(policies.find(({ type }) => type.displayName === 'Minimum number of reviewers')?.settings).toMatchObject({
      minimumApproverCount: 2,
      creatorVoteCounts: false,
      resetOnSourcePush: true,
      blockLastPusherVote: true,
      scope: [{ refName: 'refs/heads/main', matchKind: 'Exact' }],
    });
    expect(policies.filter(({ settings }) => settings.requiredReviewerIds)).toMatchObject([
      { settings: { filenamePatterns: ['/*', '!/apim-artifacts/apis/orders/*'], creatorVoteCounts: false } },
      { settings: { filenamePatterns: ['/apim-artifacts/apis/orders/*'] } },
    ]);
    expect(
      stateOf(emulated, 'accessControl').map(({ token, allow, deny }) => [token.split('/').slice(3), allow, deny]),
    ).toEqual(
      expect.arrayContaining([
        [['refs', 'heads', '6d00610069006e00'], 32_768, 0],
        [[], 4 + 16 + 16_384, 8 + 128 + 32_768],
      ]),
    );
  });

  it('names what somebody changed behind its back, and restores that alone', async () => {
    const emulated = await start();
    await apply(emulated);
    const azure = client(emulated);
    const [reviewers] = stateOf(emulated, 'policies').filter(({ settings }) => settings.minimumApproverCount === 2);
    await azure.use('policy', (api) =>
      api.updatePolicyConfiguration(
        { isBlocking: true, settings: {}, ...reviewers, isEnabled: false },
        'apis',
        reviewers?.['id'],
      ),
    );
    const [build] = stateOf(emulated, 'policies').filter(({ settings }) => settings.buildDefinitionId);
    await azure.use('policy', (api) =>
      api.updatePolicyConfiguration(
        {
          isEnabled: true,
          ...build,
          isBlocking: false,
          settings: { ...build?.['settings'], filenamePatterns: ['/docs/*'] },
        },
        'apis',
        build?.['id'],
      ),
    );
    const [approval] = stateOf(emulated, 'checks').filter(({ type }) => type.name === 'Approval');
    await azure.send({
      method: 'PATCH',
      path: `apis/_apis/pipelines/checks/configurations/${approval?.['id']}`,
      version: '7.1-preview.1',
      body: { settings: { ...approval?.['settings'], requesterCannotBeApprover: false, minRequiredApprovers: 2 } },
    });
    const other = await azure.use('build', (api) => api.createDefinition({ name: 'other', path: '\\' }, 'apis'));
    const prod = stateOf(emulated, 'environments').find(({ name }) => name === 'prod')?.['id'];
    await azure.send({
      method: 'PATCH',
      path: `apis/_apis/pipelines/pipelinepermissions/environment/${prod}`,
      version: '7.1-preview.1',
      body: { allPipelines: { authorized: true }, pipelines: [{ id: Number(other.id), authorized: true }] },
    });
    const drift = await plan(emulated);
    expect(ids(drift)).toEqual([
      'update minimum reviewers main',
      'update build validation main',
      'update approval environment/prod',
      'update pipeline permission environment/prod',
    ]);
    expect(fields(drift)).toEqual(
      expect.arrayContaining(['enabled', 'blocking', 'paths[0]', 'approvals', 'selfReview', 'everyPipeline']),
    );
    await apply(emulated);
    expect(ids(await plan(emulated))).toEqual([]);
    // What nobody asked about stays.
    expect(stateOf(emulated, 'definitions').map(({ name }) => name)).toContain('other');
  });

  it('restores what a pipeline is made of, and keeps the rest of it', async () => {
    const emulated = await start();
    await apply(emulated);
    const azure = client(emulated);
    const publish = stateOf(emulated, 'definitions').find(({ name }) => name === 'apiops-publish');
    await azure.use('build', (api) =>
      api.updateDefinition(
        {
          ...publish,
          description: 'theirs',
          process: { type: 2, yamlFilename: 'other.yml' } as object,
          repository: { ...publish?.['repository'], defaultBranch: 'refs/heads/other' },
        },
        'apis',
        publish?.['id'],
      ),
    );
    const drift = await plan(emulated);
    expect([ids(drift), fields(drift)]).toEqual([['update pipeline apiops-publish'], ['branch', 'path']]);
    await apply(emulated);
    expect(ids(await plan(emulated))).toEqual([]);
    expect(stateOf(emulated, 'definitions').find(({ name }) => name === 'apiops-publish')).toMatchObject({
      description: 'theirs',
      triggers: [{ settingsSourceType: 2 }],
    });
  });

  it('restores the rights of what pipelines run as', async () => {
    const emulated = await start();
    await apply(emulated);
    const entry = stateOf(emulated, 'accessControl').find(({ deny }) => deny !== 0);
    await client(emulated).send({
      method: 'POST',
      path: `_apis/accesscontrolentries/${entry?.['namespaceId']}`,
      body: {
        token: entry?.['token'],
        merge: true,
        accessControlEntries: [{ descriptor: entry?.['descriptor'], allow: 2 + 8 + 32_768, deny: 4 }],
      },
    });
    const drift = await plan(emulated);
    expect([ids(drift), fields(drift).sort()]).toEqual([
      ['update repository permission apis Build Service (acme)'],
      ['bypassWhenCompleting', 'contribute', 'forcePush'],
    ]);
    await apply(emulated);
    expect(ids(await plan(emulated))).toEqual([]);
    // The right to read was nobody's question.
    const restored = stateOf(emulated, 'accessControl').find(({ deny }) => deny !== 0);
    expect(Number(restored?.['allow']) & 2).toBe(2);
  });

  it('leaves alone what apiops.yaml says nothing about', async () => {
    const emulated = await start();
    await apply(emulated);
    const little = config(CONFIG.replace(/protection:[^]*/, 'protection: {}\n').replace(/ {4}approval:.*\n/, ''));
    const unchanged = await plan(emulated, { config: little });
    expect(ids(unchanged)).toEqual([]);
    // From then on these are others', and said to be in force.
    expect(unchanged.notes).toContain('The policy "Comment requirements" of others applies to main as well.');
  });

  it('shows guards of others, and never removes them', async () => {
    const emulated = await start();
    const azure = client(emulated);
    await apply(emulated);
    const policy = (type: string, settings: object, scope: object) =>
      azure.use('policy', (api) =>
        api.createPolicyConfiguration(
          { type: { id: type }, isEnabled: true, isBlocking: true, settings: { ...settings, scope: [scope] } },
          'apis',
        ),
      );
    await policy('fa4e907d-c16b-4a4c-9dfa-4906e5d171dd', { minimumApproverCount: 1 }, { repositoryId: null });
    const definition = stateOf(emulated, 'definitions')[0]?.['id'];
    const own = {
      repositoryId: stateOf(emulated, 'repositories')[0]?.['id'],
      refName: 'refs/heads/main',
      matchKind: 'Exact',
    };
    await policy('0609b952-1397-4640-95ec-e00a01b2c241', { buildDefinitionId: definition, displayName: 'scan' }, own);
    const prod = stateOf(emulated, 'environments').find(({ name }) => name === 'prod')?.['id'];
    const octocat = stateOf(emulated, 'identities').find(
      ({ providerDisplayName }) => providerDisplayName === 'octocat',
    );
    await azure.send({
      method: 'POST',
      path: 'apis/_apis/pipelines/checks/configurations',
      version: '7.1-preview.1',
      body: {
        type: { id: '8c6f20a7-a545-4486-9777-f762fafe0d4d', name: 'Approval' },
        resource: { type: 'environment', id: String(prod), name: 'prod' },
        settings: { approvers: [{ id: octocat?.['id'] }], minRequiredApprovers: 0 },
      },
    });
    const before = [stateOf(emulated, 'policies').length, stateOf(emulated, 'checks').length];
    await apply(emulated);
    const after = await plan(emulated);
    expect([ids(after), after.notes]).toEqual([
      [],
      [
        'The policy "Build" of others applies to main as well.',
        'The policy "Minimum number of reviewers" of the project applies to main as well.',
        'The check "Approval" of others applies to the environment prod as well.',
      ],
    ]);
    expect([stateOf(emulated, 'policies').length, stateOf(emulated, 'checks').length]).toEqual(before);
  });

  it('says who else may bypass the policies', async () => {
    const emulated = await start();
    await apply(emulated);
    const without = config(CONFIG.replace('  breakGlass: api-oncall\n', ''));
    expect((await plan(emulated, { config: without })).notes).toEqual([
      'api-oncall may bypass the policies of main as well.',
    ]);
  });

  it('switches off what is not wanted any longer, and does not make it for that', async () => {
    const emulated = await start();
    const off = config(
      CONFIG.replace('approvals: 2', 'approvals: 0').replace(/(resolveThreads|linearHistory): true/g, '$1: false'),
    );
    expect(ids(await plan(emulated, { config: off }))).not.toContain('create minimum reviewers main');
    await apply(emulated);
    expect(ids(await plan(emulated, { config: off }))).toEqual([
      'update minimum reviewers main',
      'update comment resolution main',
      'update merge types main',
    ]);
    await apply(emulated, { config: off });
    expect(ids(await plan(emulated, { config: off }))).toEqual([]);
    expect(stateOf(emulated, 'policies').filter(({ isEnabled }) => !isEnabled)).toHaveLength(3);
  });

  it('names everybody who is not there in one error, and writes nothing', async () => {
    const emulated = await start({ groups: ['orders'] });
    await expect(plan(emulated)).rejects.toMatchObject({
      code: 'SCM_NAME_UNKNOWN',
      message: expect.stringMatching(
        /CODEOWNERS \*: .*"api-platform"[^]*environments prod approval.reviewers: .*"api-platform"[^]*protection.breakGlass: .*"api-oncall"/,
      ),
    });
    expect([stateOf(emulated, 'policies'), stateOf(emulated, 'environments')]).toEqual([[], []]);
  });

  it('takes an approval by nobody for a mistake', async () => {
    const emulated = await start();
    const nobody = config(CONFIG.replace(/reviewers: \[.*\], /, ''));
    await expect(plan(emulated, { config: nobody })).rejects.toMatchObject({
      code: 'SCM_REJECTED',
      message: expect.stringContaining('environments prod approval.selfReview'),
    });
  });

  it('tells that there are no owners to ask, and which line of them is gone', async () => {
    const emulated = await start();
    await apply(emulated);
    expect((await plan(emulated, { codeOwners: '# none\n' })).notes).toEqual([
      'protection.codeOwners has no effect yet: no line of a file CODEOWNERS names an owner.',
      'CODEOWNERS has no line * any longer; its policy still applies to main, and can be deleted.',
      'CODEOWNERS has no line /apim-artifacts/apis/orders/ any longer; its policy still applies to main, and can be deleted.',
    ]);
  });

  it('says which permission a token lacks, and does not show the token', async () => {
    const emulated = await start();
    const token = `${DEVELOPMENT_TOKEN}-read-only`;
    const port = await host(emulated, { client: client(emulated, token) });
    const results = await applySettings(await prepareProtection(config(), port), port.handlers);
    const hints = results.flatMap((result) => (result.status === 'failed' ? [result.error?.hint] : []));
    expect(results[0]).toMatchObject({ status: 'failed', error: { code: 'SCM_FORBIDDEN' } });
    expect(hints).toEqual(
      expect.arrayContaining([
        expect.stringContaining('"Create build pipeline"'),
        expect.stringContaining('"Edit policies"'),
        expect.stringContaining('"Manage permissions"'),
        expect.stringContaining("role Creator of the project's environments"),
      ]),
    );
    expect(JSON.stringify(results)).not.toContain(token);
  });

  it.each([
    ['a project', 'acme', 'umbrella/acme-apis', ''],
    ['a repository', 'acme', 'apis/other', ''],
    ['an organization', 'umbrella', 'apis/acme-apis', ''],
    ['what the token must not see', 'acme', 'apis/acme-apis', '-no-access'],
  ])('tells %s that is not there from one without protection', async (_, organization, name, suffix) => {
    const emulated = await start();
    const azure = createAzureDevOpsClient({
      organizationUrl: `${emulated.url}/azure-devops/${organization}`,
      token: `${DEVELOPMENT_TOKEN}${suffix}`,
    });
    await expect(plan(emulated, { client: azure, repository: parseAzureDevOpsRepository(name) })).rejects.toMatchObject(
      { code: 'SCM_NOT_FOUND' },
    );
  });

  it('completes an apply that was cut off half way', async () => {
    const emulated = await start();
    const whole = await plan(emulated);
    const half = { ...whole, actions: whole.actions.slice(0, 15) };
    await applySettings(half, (await host(emulated)).handlers);
    expect(ids(await plan(emulated))).toEqual(EVERYTHING.slice(15));
    // The saved plan of the first try does the rest, too.
    const results = await applySettings(whole, (await host(emulated)).handlers);
    expect(results.filter(({ status }) => status !== 'done')).toEqual([]);
    expect(ids(await plan(emulated))).toEqual([]);
  });

  it('leaves the pipelines of other repositories what they may use', async () => {
    const emulated = await start({ repositories: [{ name: 'acme-apis' }, { name: 'other-apis' }] });
    const other = parseAzureDevOpsRepository('apis/other-apis');
    await apply(emulated);
    await apply(emulated, { repository: other });
    expect(ids(await plan(emulated))).toEqual([]);
    expect(ids(await plan(emulated, { repository: other }))).toEqual([]);
  });

  it('wants the pipelines of the shared form to extend the template of the platform', async () => {
    const emulated = await start();
    const shared = config(
      `${CONFIG}pipelines: { form: shared, platform: { repository: apis/apim-platform, ref: v1.0.0 } }\n`,
    );
    await apply(emulated, { config: shared });
    const templates = stateOf(emulated, 'checks').filter(({ type }) => type.name === 'ExtendsCheck');
    expect(templates.map(({ settings }) => settings.extendsChecks)).toEqual(
      Array(2).fill([
        {
          repositoryType: 'git',
          repositoryName: 'apis/apim-platform',
          repositoryRef: 'refs/tags/v1.0.0',
          templatePath: 'pipelines/publish.yml',
        },
      ]),
    );
    expect(ids(await plan(emulated, { config: shared }))).toEqual([]);
  });

  it('sets only those secrets that are missing, keeps others, and replaces them when told to', async () => {
    const emulated = await start();
    const asked = config(`${CONFIG}pipelines: { secrets: [ORDERS_KEY, PAY_KEY] }\n`);
    await apply(emulated, { config: asked });
    const first = await plan(emulated, { config: asked });
    expect([ids(first), first.notes]).toEqual([
      [],
      [
        'Publishing to dev asks for secrets that are not set: ORDERS_KEY, PAY_KEY. Set them: --secrets FILE',
        'Publishing to prod asks for secrets that are not set: ORDERS_KEY, PAY_KEY. Set them: --secrets FILE',
      ],
    ]);
    const group = stateOf(emulated, 'variableGroups').find(({ name }) => name === 'apiops-dev');
    await client(emulated).use('taskAgent', (api) =>
      api.updateVariableGroup(
        { ...group, variables: { ...group?.['variables'], OWN: { value: 'kept' } } },
        group?.['id'],
      ),
    );
    const secrets = new Map([
      ['ORDERS_KEY', 'första'],
      ['PROD_ORDERS_KEY', 'second'],
      ['PAY_KEY', 'pay'],
    ]);
    const withSecrets = await plan(emulated, { config: asked, secrets });
    expect(ids(withSecrets)).toEqual([
      'create secret dev/ORDERS_KEY',
      'create secret dev/PAY_KEY',
      'create secret prod/ORDERS_KEY',
      'create secret prod/PAY_KEY',
    ]);
    expect(JSON.stringify(withSecrets)).not.toMatch(/första|second/);
    await apply(emulated, { config: asked, secrets });
    const secret = (value: string) => ({ value, isSecret: true });
    expect(variablesOf(emulated, 'apiops-dev')).toMatchObject({
      ORDERS_KEY: secret('första'),
      PAY_KEY: secret('pay'),
      OWN: { value: 'kept' },
    });
    expect(variablesOf(emulated, 'apiops-prod')).toMatchObject({
      ORDERS_KEY: secret('second'),
      PAY_KEY: secret('pay'),
    });
    expect(await plan(emulated, { config: asked, secrets })).toMatchObject({ actions: [], notes: [] });
    await apply(emulated, { config: asked, secrets: new Map([['ORDERS_KEY', 'third']]), replaceSecrets: true });
    expect(variablesOf(emulated, 'apiops-prod')).toMatchObject({ ORDERS_KEY: secret('third'), PAY_KEY: secret('pay') });
    await expect(plan(emulated, { config: asked, secrets: new Map([['ORDER_KEY', 'x']]) })).rejects.toMatchObject({
      message: expect.stringContaining('ORDERS_KEY'),
    });
  });

  it('links a variable group to a Key Vault once its service connection is there', async () => {
    const emulated = await start();
    const linked = config(
      `${CONFIG.replace('apim-dev }', 'apim-dev, variableGroup: { keyVault: kv-dev } }')}pipelines: { secrets: [ORDERSKEY] }\n`,
    );
    await expect(plan(emulated, { config: linked })).rejects.toMatchObject({
      code: 'SCM_NAME_UNKNOWN',
      message: expect.stringContaining('environments dev variableGroup.serviceConnection'),
    });
    await apply(emulated);
    await connect(emulated);
    await apply(emulated, { config: linked });
    const after = await plan(emulated, { config: linked });
    expect([ids(after), after.notes]).toEqual([
      [],
      ['Publishing to prod asks for secrets that are not set: ORDERSKEY. Set them: --secrets FILE'],
    ]);
    expect(stateOf(emulated, 'variableGroups').find(({ name }) => name === 'apiops-dev')).toMatchObject({
      type: 'AzureKeyVault',
      providerData: { vault: 'kv-dev' },
    });
  });

  it('needs the section in apiops.yaml', async () => {
    const emulated = await start();
    const without = config(CONFIG.replace(/protection:[^]*/, ''));
    await expect(plan(emulated, { config: without })).rejects.toMatchObject({
      hint: expect.stringContaining('nx-apiops:branch-protection'),
    });
  });
});

const SUBSCRIPTION = '11111111-2222-3333-4444-555555555555';
const TENANT = '66666666-2222-3333-4444-555555555555';

/** Makes the service connection `publisher-dev`. */
async function connect(emulated: Emulator, clientId = 'client'): Promise<Plan<SettingOperation>> {
  const { handlers } = await azureDevOpsPipelines(client(emulated), repository);
  const value = { subscriptionId: SUBSCRIPTION, tenantId: TENANT, clientId, federated: true };
  const desired = [{ type: 'service connection', name: 'publisher-dev', value }];
  const made = planSettings({ target: 'here', desired, actual: await readSettings(desired, handlers) });
  const results = await applySettings(made, handlers);
  expect(results.filter(({ status }) => status !== 'done')).toEqual([]);
  return made;
}

describe('service connections', () => {
  it('are made without a secret, and tell who signs', async () => {
    const emulated = await start();
    await apply(emulated);
    expect(await readServiceConnection(client(emulated), 'apis', 'publisher-dev')).toBeUndefined();
    expect(ids(await connect(emulated))).toEqual(['create service connection publisher-dev']);
    const found = await readServiceConnection(client(emulated), 'apis', 'publisher-dev');
    expect(found).toMatchObject({
      subscriptionId: SUBSCRIPTION,
      tenantId: TENANT,
      clientId: 'client',
      federated: true,
      cloud: 'public',
      issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`,
      subject: expect.stringMatching(new RegExp(`/sc/[0-9a-f-]{36}/${found?.id}$`)),
    });
    expect(ids(await connect(emulated))).toEqual([]);
    expect(fields(await connect(emulated, 'another'))).toEqual(['clientId']);
    expect(await readServiceConnection(client(emulated), 'apis', 'publisher-dev')).toMatchObject({
      id: found?.id,
      clientId: 'another',
    });
  });
});

describe('the client for Azure DevOps', () => {
  it.each([
    'http://dev.azure.com/acme',
    'ftp://127.0.0.1/acme',
    'https://dev.azure.com',
    'https://u:p@dev.azure.com/acme',
  ])('refuses %s', (organizationUrl) => {
    expect(() => createAzureDevOpsClient({ organizationUrl })).toThrow(
      'cannot be used as the address of an organization in Azure DevOps',
    );
  });

  it.each([
    ['https://dev.azure.com/acme/', 'acme'],
    ['https://acme.visualstudio.com', 'acme'],
    ['https://server/tfs/Default%20Collection', 'Default Collection'],
  ])('knows the organization of %s', (organizationUrl, organization) => {
    expect(createAzureDevOpsClient({ organizationUrl }).organization).toBe(organization);
  });

  it('never sends a real token to a loopback address', async () => {
    const emulated = await start();
    // This one has no rights at all; the development token is sent in its place.
    const azure = client(emulated, 'real-no-access');
    expect(await azure.find('git', (api) => api.getRepository('acme-apis', 'apis'))).toMatchObject({
      name: 'acme-apis',
    });
  });

  it('waits as long as Azure DevOps asks, even where it answers', async () => {
    const emulated = await start({ retryAfterOnOk: 3 });
    const waits: string[] = [];
    let nowMs = 0;
    const azure = createAzureDevOpsClient({
      organizationUrl: `${emulated.url}/azure-devops/acme`,
      onWait: (text) => waits.push(text),
      clock: { now: () => nowMs, sleep: async (ms) => void (nowMs += ms) },
    });
    expect(await azure.use('git', (api) => api.getRepositories('apis'))).toHaveLength(1);
    await azure.use('policy', (api) => api.getPolicyConfigurations('apis'));
    expect(waits).toContainEqual(
      expect.stringMatching(/^Azure DevOps asks to wait 1 s before \w+ \/azure-devops\/acme/),
    );
  });

  it('says that nobody answers', async () => {
    const azure = createAzureDevOpsClient({
      organizationUrl: 'http://127.0.0.1:9/acme',
      clock: { now: () => 0, sleep: async () => {} },
    });
    await expect(azure.send({ method: 'GET', path: '_apis/identities' })).rejects.toMatchObject({
      code: 'SCM_UNREACHABLE',
      message: expect.stringContaining('GET /acme/_apis/identities'),
    });
  });
});
