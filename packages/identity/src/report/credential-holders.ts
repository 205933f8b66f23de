import type { JsonObject } from '@nx-apiops/plan';
import type { AzureConnection } from '../azure-connection.js';
import { AzureRequestError } from '../azure-request-error.js';
import { listCredentials, toTrust, type Trust } from '../handlers/credential-handler.js';
import type { IdentityContext } from '../identity-handlers.js';
import { identitiesOf, type IdentityModel } from '../identity-model.js';
import { createPrincipals, odataText } from '../principals.js';
import { useOf, type UsedClient } from './pipeline-uses.js';

/** Who has credentials: an identity of the model, or an application that pipelines use in place of one. */
export interface CredentialHolder {
  readonly name: string;
  readonly use: readonly string[];
  readonly trusts: readonly { readonly name: string; readonly trust: Trust }[];
  /** The application, then its service principal, with the credentials of each; none for managed identities. */
  readonly owners: readonly JsonObject[];
}

/**
 * The identities of the model, and applications of the same names or with client ids that the pipelines sign in with,
 * whoever made them. Notes tell who could not be looked at.
 */
export async function readHolders(
  context: IdentityContext,
  used: readonly UsedClient[],
): Promise<{ readonly holders: readonly CredentialHolder[]; readonly notes: readonly string[] }> {
  const { model, azure } = context;
  const principals = createPrincipals(model, azure);
  const strangers: UsedClient[] = [];
  for (const client of used) {
    const name = await principals.nameOfClient(client.clientId);
    if (!identitiesOf(model).some((identity) => identity.name === name)) strangers.push(client);
  }
  const managed = model.kind === 'managed-identity' ? await managedHolders(context) : [];
  const applications = await findApplications({ model, azure }, strangers);
  if (applications === 'forbidden') return { holders: managed, notes: [FORBIDDEN] };
  const found = await Promise.all(
    applications.map((application) => applicationHolder({ model, azure }, { application, strangers })),
  );
  const known = new Set(applications.map(({ appId }) => lower(appId)));
  const unknown = strangers.filter(({ clientId }) => !known.has(lower(clientId)));
  return { holders: [...managed, ...found], notes: unknown.map(unknownNote) };
}

const FORBIDDEN =
  'App registrations were not looked at: the account lacks the Graph permission Application.Read.All, or the directory role Directory Readers.';

function unknownNote({ place, clientId, use }: UsedClient): string {
  return `The ${place} names the client ${clientId}, which is no identity of apiops.yaml and no app registration here: its credentials (${use}) are not in this report.`;
}

function managedHolders(context: IdentityContext): Promise<CredentialHolder[]> {
  const { model } = context;
  return Promise.all(
    identitiesOf(model).map(async ({ name }) => ({
      name,
      use: [useOf(model, name)],
      trusts: await listCredentials(context, name),
      owners: [],
    })),
  );
}

type Tenant = Pick<IdentityContext, 'model' | 'azure'>;

const SELECTED = '$select=id,appId,displayName,uniqueName,passwordCredentials,keyCredentials';

/** Where managed identities are in use, not being allowed to read applications is no failure. */
async function findApplications(
  { model, azure: { graph } }: Tenant,
  strangers: readonly UsedClient[],
): Promise<readonly JsonObject[] | 'forbidden'> {
  const names = identitiesOf(model).map(({ name }) => name);
  const filters = [
    ...names.map((name) => equals('uniqueName', name)),
    ...names.map((name) => equals('displayName', name)),
    ...strangers.map(({ clientId }) => equals('appId', clientId)),
  ];
  try {
    const lists = await Promise.all(
      [...new Set(filters)].map((filter) => graph.list(`/v1.0/applications?$filter=${filter}&${SELECTED}`)),
    );
    return [...new Map(lists.flat().map((application) => [application['id'], application])).values()];
  } catch (error) {
    const isForbidden = error instanceof AzureRequestError && error.code === 'AZURE_FORBIDDEN';
    if (isForbidden && model.kind === 'managed-identity') return 'forbidden';
    throw error;
  }
}

async function applicationHolder(
  { model, azure: { graph } }: { readonly model: IdentityModel; readonly azure: AzureConnection },
  { application, strangers }: { readonly application: JsonObject; readonly strangers: readonly UsedClient[] },
): Promise<CredentialHolder> {
  const appId = String(application['appId']);
  const [trusts, principals] = await Promise.all([
    graph.list(`/v1.0/applications/${String(application['id'])}/federatedIdentityCredentials`),
    graph.list(`/v1.0/servicePrincipals?$filter=${equals('appId', appId)}`),
  ]);
  const uniqueName = String(application['uniqueName'] ?? '');
  const isIdentity =
    model.kind === 'app-registration' && identitiesOf(model).some(({ name }) => lower(name) === lower(uniqueName));
  return {
    name: isIdentity ? uniqueName : `${String(application['displayName'])} (${appId})`,
    use: isIdentity
      ? [useOf(model, uniqueName)]
      : strangers.filter(({ clientId }) => lower(clientId) === lower(appId)).map(({ use }) => use),
    trusts: trusts.map((credential) => ({ name: String(credential['name']), trust: toTrust(credential) })),
    owners: [application, ...principals],
  };
}

function equals(member: string, text: string): string {
  return encodeURIComponent(`${member} eq '${odataText(text)}'`);
}

function lower(value: unknown): string {
  return String(value).toLowerCase();
}
