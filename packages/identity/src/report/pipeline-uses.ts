import { settingId, type Setting } from '@nx-apiops/plan';
import { connectionOf, parseCredentialName } from '../handlers/credential-handler.js';
import type { IdentityModel } from '../identity-model.js';
import { IDENTITY_TYPES, identitySettings } from '../identity-settings.js';
import type { PipelineHost } from '../pipeline-host.js';

/** Which pipelines sign in as an identity of the model, in words. */
export function useOf({ publishers }: IdentityModel, identity: string): string {
  const environment = publishers.find(({ name }) => name === identity)?.environment;
  return environment === undefined ? 'every plan, drift and extract' : `publish to ${environment}`;
}

/** What a pipeline presents to sign in, and what it is then. */
export interface NeededTrust {
  readonly use: string;
  readonly issuer: string;
  readonly subject: string;
}

/** Of Azure DevOps only those whose connection exists: nobody else knows what it presents. */
export async function readNeededTrusts(model: IdentityModel, host: PipelineHost): Promise<NeededTrust[]> {
  const wanted = identitySettings(model, host).filter(({ type }) => type === IDENTITY_TYPES.credential);
  const found = await Promise.all(
    wanted.map(async ({ name, value }): Promise<NeededTrust[]> => {
      const { identity, name: credential } = parseCredentialName(name);
      const use = useOf(model, identity);
      if (host.kind === 'github') {
        return [{ use, issuer: String(value['issuer']), subject: String(value['subject']) }];
      }
      const connection = await host.readConnection(connectionOf(credential));
      return connection ? [{ use, issuer: connection.issuer, subject: connection.subject }] : [];
    }),
  );
  return found.flat();
}

/** The client id that a pipeline signs in with now, whoever put it there. */
export interface UsedClient {
  readonly use: string;
  readonly clientId: string;
  /** `prod/AZURE_CLIENT_ID`, or the name of a service connection. */
  readonly place: string;
}

export async function readUsedClients(model: IdentityModel, host: PipelineHost): Promise<UsedClient[]> {
  const places = identitySettings(model, host).filter(({ type }) => CLIENT_PLACES.has(type));
  const found = await Promise.all(
    places.map(async (setting): Promise<UsedClient[]> => {
      const clientId = await readClientId(setting, host);
      if (clientId === undefined || clientId === '') return [];
      return [{ use: useOf(model, String(setting.value['identity'])), clientId, place: settingId(setting) }];
    }),
  );
  return found.flat();
}

const CLIENT_PLACES: ReadonlySet<string> = new Set([IDENTITY_TYPES.clientId, IDENTITY_TYPES.connection]);

async function readClientId({ name }: Setting, host: PipelineHost): Promise<string | undefined> {
  if (host.kind === 'azure-devops') return (await host.readConnection(name))?.clientId;
  const found = await host.handlers[IDENTITY_TYPES.variable]?.read(name);
  return found && String(found['value']);
}
