import { parseApiopsConfig, type ApiopsConfig } from '@nx-apiops/config';
import { startEmulator, type Emulator } from '@nx-apiops/emulator';
import { applySettings, DEVELOPMENT_TOKEN, planSettings, readSettings, type Plan, type SettingOperation } from '@nx-apiops/plan';
import { afterEach, describe, expect, it } from 'vitest';
import {
  azureDevOpsHost,
  createAzureDevOpsClient,
  parseAzureDevOpsRepository,
  prepareProtection,
  readAzureDevOpsFacts,
  readServiceConnection,
  serviceConnectionHandlers,
  serviceConnectionSettings,
  type AzureDevOpsHostOptions,
} from '../src/index.js';

type Seed = NonNullable<NonNullable<Parameters<typeof startEmulator>[0]>['azureDevOps']>;
type Rows = readonly Record<string, any>[];

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
  'create exclusive lock dev',
  'create branch control dev',
  'create pipeline permission environment/dev',
  'create environment prod',
  'create approval prod',
  'create exclusive lock prod',
  'create branch control prod',
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
const stateOf = (emulated: Emulator, member: string): Rows =>
  emulated.hostState('azure-devops')[member] as unknown as Rows;

describe('protection of a repository in Azure DevOps', () => {
  it('guards an unguarded repository, and changes nothing the second time', async () => {
    const emulated = await start();
    expect(ids(await plan(emulated))).toEqual(EVERYTHING);
    await apply(emulated);
    expect(await plan(emulated)).toMatchObject({ actions: [], unchanged: EVERYTHING.length, notes: [] });
    const policies = stateOf(emulated, 'policies');
    expect(policies.map(({ type, isBlocking }) => [type.displayName, isBlocking]).sort()).toMatchSnapshot;
    expect(stateOf(emulated, 'definitions').map(({ path, name, process }) => [path, name, process.yamlFilename])).toEqual(
      expect.arrayContaining([['\\acme-apis', 'apiops-publish', '.azure-pipelines/publish.yml']]),
    );
  });
});
