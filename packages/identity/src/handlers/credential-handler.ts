import { isJsonObject, type JsonObject, type SettingHandler } from '@nx-apiops/plan';
import type { PresentedConnection } from '@nx-apiops/scm';
import type { AzureConnection } from '../azure-connection.js';
import { IdentityError } from '../errors.js';
import { managedIdentityPath, type IdentityModel } from '../identity-model.js';
import { AUDIENCE, CONNECTION_CREDENTIALS } from '../identity-settings.js';
import type { PipelineHost } from '../pipeline-host.js';
import { applicationPath, IDENTITY_API } from '../principals.js';
import { waitForReplication, type Waiting } from '../wait-for-replication.js';

/** A federated credential as Azure and Graph have it. */
export interface Trust {
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
}

/** Where the credentials of identities are kept: two services, one shape. */
interface CredentialStore {
  read(identity: string, name: string): Promise<Trust | undefined>;
  write(identity: string, name: string, trust: Trust): Promise<void>;
  remove(identity: string, name: string): Promise<void>;
  list(identity: string): Promise<readonly { readonly name: string; readonly trust: Trust }[]>;
}

export interface CredentialContext extends Waiting {
  readonly model: IdentityModel;
  readonly azure: AzureConnection;
  readonly host: PipelineHost;
}

/**
 * Federated credentials, named `identity/credential`. On GitHub their value is issuer and subject; on Azure DevOps it is
 * the service connection that they are for, since only the connection knows what it will present.
 */
export function credentialHandler(context: CredentialContext): SettingHandler {
  const { host } = context;
  const store = credentialStore(context);
  return {
    read: async (scoped) => {
      const { identity, name } = parseCredentialName(scoped);
      const trust = await store.read(identity, name);
      if (!trust) return undefined;
      if (host.kind === 'azure-devops') return connectionValue(trust, connectionOf(name), host.readConnection);
      return { issuer: trust.issuer, subject: trust.subject, audience: trust.audiences.join(' ') };
    },
    write: async (scoped, value) => {
      const { identity, name } = parseCredentialName(scoped);
      const trust =
        host.kind === 'azure-devops'
          ? await trustOf(connectionOf(name), host.readConnection)
          : {
              issuer: String(value['issuer']),
              subject: String(value['subject']),
              audiences: [String(value['audience'])],
            };
      await waitForReplication(() => store.write(identity, name, trust), context);
    },
    remove: async (scoped) => {
      const { identity, name } = parseCredentialName(scoped);
      await store.remove(identity, name);
    },
  };
}

/** All credentials of an identity, whoever made them; none where the identity does not exist. */
export function listCredentials(
  context: Pick<CredentialContext, 'model' | 'azure'>,
  identity: string,
): Promise<readonly { readonly name: string; readonly trust: Trust }[]> {
  return credentialStore(context).list(identity);
}

export function parseCredentialName(scoped: string): { readonly identity: string; readonly name: string } {
  const at = scoped.indexOf('/');
  return { identity: scoped.slice(0, at), name: scoped.slice(at + 1) };
}

/** The service connection that a credential of ours is for. */
export function connectionOf(credential: string): string {
  return credential.slice(CONNECTION_CREDENTIALS.length);
}

type ReadConnection = (name: string) => Promise<PresentedConnection | undefined>;

async function connectionValue(trust: Trust, connection: string, read: ReadConnection): Promise<JsonObject> {
  const present = await read(connection);
  const isFor = present?.issuer === trust.issuer && present.subject === trust.subject;
  return {
    connection: isFor ? connection : `(another: ${trust.subject})`,
    audience: trust.audiences.join(' '),
  };
}

async function trustOf(connection: string, read: ReadConnection): Promise<Trust> {
  const present = await read(connection);
  if (present && present.issuer !== '' && present.subject !== '') {
    return { issuer: present.issuer, subject: present.subject, audiences: [AUDIENCE] };
  }
  throw new IdentityError(
    'IDENTITY_SUBJECT',
    `The service connection ${connection} does not say what it will present.`,
    {
      hint: 'Create it anew with workload identity federation: remove it, and run identity apply again.',
    },
  );
}

function credentialStore({ model, azure }: Pick<CredentialContext, 'model' | 'azure'>): CredentialStore {
  return model.kind === 'managed-identity' ? armStore(model, azure) : graphStore(azure);
}

function armStore(model: IdentityModel, { arm }: AzureConnection): CredentialStore {
  const base = (identity: string): string => `${managedIdentityPath(model, identity)}/federatedIdentityCredentials`;
  const path = (identity: string, name: string): string => `${base(identity)}/${name}?${IDENTITY_API}`;
  const trustIn = (credential: JsonObject): Trust => {
    const properties = credential['properties'];
    return toTrust(isJsonObject(properties) ? properties : {});
  };
  return {
    read: async (identity, name) => {
      const found = await arm.get(path(identity, name));
      return found && trustIn(found);
    },
    write: async (identity, name, trust) => {
      const properties = { ...trust, audiences: [...trust.audiences] };
      await arm.send('PUT', path(identity, name), { body: { properties } });
    },
    remove: async (identity, name) => {
      await arm.send('DELETE', path(identity, name));
    },
    list: async (identity) => {
      if (!(await arm.get(`${managedIdentityPath(model, identity)}?${IDENTITY_API}`))) return [];
      const all = await arm.list(`${base(identity)}?${IDENTITY_API}`);
      return all.map((credential) => ({ name: String(credential['name']), trust: trustIn(credential) }));
    },
  };
}

/** Source: https://learn.microsoft.com/graph/api/federatedidentitycredential-upsert */
function graphStore({ graph }: AzureConnection): CredentialStore {
  const applicationId = async (identity: string): Promise<string | undefined> => {
    const application = await graph.get(`${applicationPath(identity)}?$select=id`);
    return application && String(application['id']);
  };
  const path = (id: string, name: string): string =>
    `/v1.0/applications/${id}/federatedIdentityCredentials(name='${encodeURIComponent(name)}')`;
  const existing = async (identity: string): Promise<string> => {
    const id = await applicationId(identity);
    if (id !== undefined) return id;
    throw new IdentityError('IDENTITY_PRINCIPAL', `The app registration ${identity} does not exist yet.`);
  };
  return {
    read: async (identity, name) => {
      const id = await applicationId(identity);
      const found = id === undefined ? undefined : await graph.get(path(id, name));
      return found && toTrust(found);
    },
    write: async (identity, name, trust) => {
      await graph.send('PATCH', path(await existing(identity), name), {
        body: { ...trust, audiences: [...trust.audiences] },
        headers: { Prefer: 'create-if-missing' },
      });
    },
    remove: async (identity, name) => {
      await graph.send('DELETE', path(await existing(identity), name));
    },
    list: async (identity) => {
      const id = await applicationId(identity);
      if (id === undefined) return [];
      const all = await graph.list(`/v1.0/applications/${id}/federatedIdentityCredentials`);
      return all.map((credential) => ({ name: String(credential['name']), trust: toTrust(credential) }));
    },
  };
}

export function toTrust({ issuer, subject, audiences }: JsonObject): Trust {
  return {
    issuer: String(issuer ?? ''),
    subject: String(subject ?? ''),
    audiences: Array.isArray(audiences) ? audiences.map((audience) => String(audience)) : [],
  };
}
