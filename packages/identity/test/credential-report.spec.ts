import type { Emulator } from '@nx-apiops/emulator';
import { DEVELOPMENT_TOKEN } from '@nx-apiops/plan';
import { describe, expect, it } from 'vitest';
import {
  identityHandlers,
  readCredentialReport,
  renderReportJson,
  renderReportMarkdown,
  renderReportTerminal,
  summarizeReport,
  type CredentialEntry,
  type CredentialReport,
  type IdentityContext,
  type PipelineHost,
} from '../src/index.js';
import { apply, APP_REGISTRATIONS, CONFIG, contextOf, start } from './emulated.js';

const NOW = new Date('2026-11-21T10:00:00Z');
const SECRET = 'p4ssw0rd-of-somebody';

const report = async (emulated: Emulator, text = CONFIG) => readCredentialReport(await contextOf(emulated, text), NOW);
const found = ({ entries }: CredentialReport, kind: string) => entries.filter((entry) => entry.kind === kind);

async function storeSecret({ host }: IdentityContext, name: string): Promise<void> {
  if (host.kind === 'github') await host.secrets(() => SECRET).write(name, { exists: true });
}

describe.each([
  ['managed identities', CONFIG],
  ['app registrations', APP_REGISTRATIONS],
])('the report on %s', (_, text) => {
  it('has every federated credential, whose it is, and which pipeline needs it', async () => {
    const emulated = await start();
    await apply(emulated, text);
    const context = await contextOf(emulated, text);
    const trust = { issuer: 'https://issuer.example', subject: 'by hand', audience: 'api://AzureADTokenExchange' };
    await identityHandlers(context)['federated credential']?.write('id-acme-apis-dev/by-hand', trust);
    const result = await readCredentialReport(context, NOW);
    const byName = (a: CredentialEntry, b: CredentialEntry): number => (a.name < b.name ? -1 : 1);
    expect(found(result, 'federated credential').sort(byName)).toMatchObject([
      { name: 'by-hand', isOurs: false, isNeeded: false, use: [], subject: 'by hand' },
      { name: 'nx-apiops-branch-main', isOurs: true, isNeeded: true, use: ['every plan, drift and extract'] },
      { name: 'nx-apiops-environment-dev', holder: 'id-acme-apis-dev', use: ['publish to dev'] },
      { name: 'nx-apiops-environment-prod', holder: 'id-acme-apis-prod', use: ['publish to prod'] },
      { name: 'nx-apiops-pull-request', isNeeded: true },
    ]);
    expect(summarizeReport(result)).toEqual({ federated: 5, unneeded: 1, secrets: 0, pastLimit: 0, expired: 0 });
  });

  it('says of a credential that this tool made that no pipeline needs it any more', async () => {
    const emulated = await start();
    await apply(emulated, text);
    const context = await contextOf(emulated, text);
    const trust = { issuer: 'https://issuer.example', subject: 'old', audience: 'api://AzureADTokenExchange' };
    await identityHandlers(context)['federated credential']?.write('id-acme-apis-dev/nx-apiops-environment-old', trust);
    expect((await readCredentialReport(context, NOW)).entries[0]).toMatchObject({
      name: 'nx-apiops-environment-old',
      isOurs: true,
      isNeeded: false,
    });
  });

  it('finds an application that somebody made by hand, where a pipeline signs in as it', async () => {
    const password = {
      displayName: 'portal',
      startDateTime: '2025-01-01T00:00:00Z',
      endDateTime: '2026-11-21T09:59:59Z',
    };
    const emulated = await start({
      directory: { applications: [{ displayName: 'apim publisher', passwordCredentials: [password] }] },
    });
    await apply(emulated, text);
    const context = await contextOf(emulated, text);
    const [application] = await context.azure.graph.list(
      '/v1.0/applications?$filter=displayName%20eq%20%27apim%20publisher%27',
    );
    expect(found(await readCredentialReport(context, NOW), 'client secret')).toEqual([]);
    const appId = String(application?.['appId']);
    await context.host.handlers['variable']?.write('prod/AZURE_CLIENT_ID', { value: appId });
    expect(found(await readCredentialReport(context, NOW), 'client secret')).toEqual([
      {
        kind: 'client secret',
        holder: `apim publisher (${appId})`,
        name: 'portal',
        keyId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        hint: expect.stringMatching(/^.{3}$/),
        start: '2025-01-01T00:00:00Z',
        end: '2026-11-21T09:59:59Z',
        ageDays: 689,
        daysLeft: -1,
        isExpired: true,
        pastLimit: true,
        use: ['publish to prod'],
      },
    ]);
  });

  it('says of whom nothing could be known', async () => {
    const emulated = await start();
    await apply(emulated, text);
    const { host } = await contextOf(emulated, text);
    await host.handlers['variable']?.write('AZURE_READER_CLIENT_ID', { value: '99999999-2222-3333-4444-555555555555' });
    expect((await report(emulated, text)).notes).toEqual([
      expect.stringContaining('AZURE_READER_CLIENT_ID names the client 99999999-2222-3333-4444-555555555555'),
    ]);
  });

  it('has the secrets that GitHub stores, by their age and without their values', async () => {
    const emulated = await start({ clock: { now: () => Date.parse('2026-05-01T00:00:00Z') } });
    await apply(emulated, text);
    const context = await contextOf(emulated, text);
    await storeSecret(context, 'prod/AZURE_CLIENT_SECRET');
    await storeSecret(context, 'AZURE_CREDENTIALS');
    await storeSecret(context, 'SOMETHING_ELSE');
    const result = await readCredentialReport(context, NOW);
    expect(found(result, 'stored secret')).toMatchObject([
      { holder: 'repository', name: 'AZURE_CREDENTIALS', ageDays: 204, pastLimit: true, use: ['every pipeline'] },
      { holder: 'environment prod', name: 'AZURE_CLIENT_SECRET', use: ['environment prod'] },
    ]);
    expect(
      [renderReportTerminal, renderReportMarkdown, renderReportJson].map((render) => render(result)).join(),
    ).not.toContain(SECRET);
  });
});

describe('the report', () => {
  it('writes nothing', async () => {
    const emulated = await start();
    const reading = await contextOf(emulated, APP_REGISTRATIONS, `${DEVELOPMENT_TOKEN}-read-only`);
    expect(await readCredentialReport(reading, NOW)).toMatchObject({ entries: [], notes: [] });
  });

  it('says that applications could not be looked at where identities are managed, and fails where they are not', async () => {
    const emulated = await start();
    await apply(emulated);
    const context = await contextOf(emulated);
    const { graph } = (await contextOf(emulated, CONFIG, `${DEVELOPMENT_TOKEN}-no-access`)).azure;
    const blind = { ...context, azure: { ...context.azure, graph } };
    expect((await readCredentialReport(blind, NOW)).notes).toEqual([expect.stringContaining('were not looked at')]);
    const applications = { ...blind, model: (await contextOf(emulated, APP_REGISTRATIONS)).model };
    await expect(readCredentialReport(applications, NOW)).rejects.toMatchObject({ code: 'AZURE_FORBIDDEN' });
  });

  it('names connections of Azure DevOps that have a secret, and says so where nobody looked', async () => {
    const emulated = await start();
    const context = await contextOf(emulated);
    const host: PipelineHost = { kind: 'azure-devops', handlers: {}, readConnection: async () => undefined };
    const blind = await readCredentialReport({ ...context, host }, NOW);
    expect(blind.notes).toEqual(['Service connections with a secret were not looked for.']);
    const listConnections = async () => [
      { name: 'publisher-prod', scheme: 'ServicePrincipal' },
      { name: 'publisher-dev', scheme: 'WorkloadIdentityFederation' },
    ];
    const { entries } = await readCredentialReport({ ...context, host: { ...host, listConnections } }, NOW);
    expect(entries).toMatchObject([
      { kind: 'connection secret', holder: 'service connection publisher-prod', use: ['publish to prod'] },
    ]);
  });
});
