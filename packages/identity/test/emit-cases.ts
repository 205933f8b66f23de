import {
  planSettings,
  settingId,
  type JsonObject,
  type Plan,
  type Setting,
  type SettingOperation,
} from '@nx-apiops/plan';
import { identitySettings, type IdentityModel, type PipelineHost } from '../src/index.js';

const SUBSCRIPTION = '00000000-aaaa-4bbb-8ccc-000000000001';
const OTHER = '00000000-aaaa-4bbb-8ccc-000000000002';

export const MODEL: IdentityModel = {
  kind: 'managed-identity',
  tenantId: '11111111-2222-3333-4444-555555555555',
  branch: 'main',
  subscriptionId: SUBSCRIPTION,
  resourceGroup: 'rg-apiops',
  location: 'westeurope',
  reader: { name: 'id-acme-apis-reader' },
  publishers: ['dev', 'prod'].map((environment) => ({ name: `id-acme-apis-${environment}`, environment })),
  environments: [
    {
      name: 'dev',
      service: { subscriptionId: SUBSCRIPTION, resourceGroup: 'rg-dev', serviceName: 'apim-dev' },
      keyVaults: [],
    },
    {
      name: 'prod',
      service: { subscriptionId: OTHER, resourceGroup: 'rg-prod', serviceName: 'apim-prod' },
      keyVaults: [`/subscriptions/${OTHER}/resourceGroups/rg-prod/providers/Microsoft.KeyVault/vaults/kv-acme-prod`],
    },
  ],
  maxSecretAgeDays: 90,
};
export const APPLICATIONS: IdentityModel = { ...MODEL, kind: 'app-registration' };

const NOTHING = { read: async () => undefined, write: async () => {} };

export const GITHUB: PipelineHost = {
  kind: 'github',
  repository: 'acme/apis',
  webHost: 'github.com',
  issuer: 'https://token.actions.githubusercontent.com',
  subjectPrefix: 'repo:acme@1/apis@2',
  handlers: {},
  secrets: () => NOTHING,
};
export const AZURE_DEVOPS: PipelineHost = {
  kind: 'azure-devops',
  handlers: {},
  readConnection: async () => undefined,
  organizationUrl: 'https://dev.azure.com/acme',
  project: 'APIs',
};

/** A plan where nothing exists but what `actual` gives by id; obsolete settings are deleted. */
export function planOf(
  model: IdentityModel,
  host: PipelineHost,
  there: { readonly actual?: Readonly<Record<string, JsonObject>>; readonly obsolete?: readonly Setting[] } = {},
): Plan<SettingOperation> {
  const { actual = {}, obsolete = [] } = there;
  const desired = identitySettings(model, host);
  return planSettings({
    target: 'identities of dev, prod',
    desired,
    actual: new Map(Object.entries(actual)),
    obsolete,
  });
}

/** Everything is there but a changed trust, role and environment, a client id, and a credential too many. */
export function changesOf(model: IdentityModel, host: PipelineHost): Plan<SettingOperation> {
  const settings = identitySettings(model, host);
  const actual = Object.fromEntries(settings.map((setting) => [settingId(setting), setting.value]));
  const role = settings.find(({ type }) => type === 'role definition');
  const trust = { issuer: 'https://issuer.example', subject: 'old', audience: 'api://AzureADTokenExchange' };
  return planOf(model, host, {
    actual: {
      ...actual,
      'federated credential id-acme-apis-prod/nx-apiops-environment-prod': trust,
      [`role definition ${role?.name}`]: { actions: {}, notActions: {} },
      'environment prod': { branches: ['*'] },
      'client id prod/AZURE_CLIENT_ID': { identity: 'client 99999999-2222-3333-4444-555555555555' },
      'service connection publisher-prod': { identity: 'client 9', tenantId: '1', subscriptionId: '2' },
    },
    obsolete: [{ type: 'federated credential', name: 'id-acme-apis-dev/nx-apiops-environment-old', value: trust }],
  });
}

/** Names that a shell would like to do something about. */
export const HOSTILE = `o'x "y" $(touch hacked) \`id\` $HOME \\ ;&|\n-rf *`;
