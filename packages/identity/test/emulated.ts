import { parseApiopsConfig, type ApiopsConfig } from '@nx-apiops/config';
import { DEFAULT_SUBSCRIPTION_ID, startEmulator, type Emulator, type EmulatorOptions } from '@nx-apiops/emulator';
import { applySettings, systemClock, type Plan } from '@nx-apiops/plan';
import { createGitHubClient, githubPipelines, parseRepositoryName } from '@nx-apiops/scm';
import { afterEach, expect } from 'vitest';
import {
  connectAzure,
  identityHandlers,
  prepareIdentity,
  resolveIdentityModel,
  type IdentityContext,
} from '../src/index.js';

let emulator: Emulator | undefined;
afterEach(async () => emulator?.close());

export const CONFIG = `version: 1
organization: acme
hosting: github
environments:
  - { name: dev, subscriptionId: ${DEFAULT_SUBSCRIPTION_ID}, resourceGroup: rg-dev, serviceName: apim-dev }
  - name: prod
    subscriptionId: ${DEFAULT_SUBSCRIPTION_ID}
    resourceGroup: rg-prod
    serviceName: apim-prod
    keyVaults: [kv-acme-prod]
identity:
  tenantId: 11111111-2222-3333-4444-555555555555
  location: westeurope
  resourceGroup: rg-apiops
`;

export const config = (text = CONFIG): ApiopsConfig => parseApiopsConfig(text, 'apiops.yaml');
export const APP_REGISTRATIONS = CONFIG.replace('identity:', 'identity:\n  kind: app-registration');

export async function start(options: EmulatorOptions = {}): Promise<Emulator> {
  emulator = await startEmulator({
    services: ['rg-dev/apim-dev', 'rg-prod/apim-prod'],
    resourceGroups: ['rg-apiops'],
    keyVaults: [{ name: 'kv-acme-prod', resourceGroup: 'rg-prod' }],
    github: { repositories: [{ name: 'apis', files: { 'README.md': 'hello' } }] },
    ...options,
  });
  return emulator;
}

export const gitHub = ({ url }: Emulator, token?: string) => createGitHubClient({ apiUrl: `${url}/github`, token });

export async function contextOf(
  emulated: Emulator,
  text = CONFIG,
  developmentToken?: string,
): Promise<IdentityContext> {
  const { url } = emulated;
  return {
    model: resolveIdentityModel(config(text), { prefix: 'id-acme-apis', variables: {} }),
    azure: connectAzure({ cloud: 'public', armEndpoint: url, graphEndpoint: `${url}/graph`, developmentToken }),
    host: await githubPipelines(gitHub(emulated), parseRepositoryName('acme/apis')),
    clock: systemClock,
  };
}

export async function apply(emulated: Emulator, text = CONFIG): Promise<void> {
  const context = await contextOf(emulated, text);
  const results = await applySettings(await prepareIdentity(context), identityHandlers(context));
  expect(results.filter(({ status }) => status !== 'done')).toEqual([]);
}

export const plan = async (emulated: Emulator, text = CONFIG) => prepareIdentity(await contextOf(emulated, text));
export const ids = ({ actions }: Plan<unknown>): string[] => actions.map(({ kind, id }) => `${kind} ${id}`);
