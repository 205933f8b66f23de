import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import type { AzureConnection } from './azure-connection.js';
import { IdentityError } from './errors.js';
import { identitiesOf, instanceId, managedIdentityPath, type IdentityModel } from './identity-model.js';

/** Versions of Azure Resource Manager's interfaces. Source: https://learn.microsoft.com/azure/templates */
export const IDENTITY_API = 'api-version=2024-11-30';
export const APIM_API = 'api-version=2024-05-01';

/** Who a role is given to, and who pipelines sign in as. */
export interface PrincipalIds {
  readonly clientId: string;
  /** The object id of the service principal. */
  readonly principalId: string;
}

/** Looks names of identities up; what exists is asked for once. */
export interface Principals {
  /** Undefined where it does not exist yet. */
  readonly find: (name: string) => Promise<PrincipalIds | undefined>;
  /** Throws `IDENTITY_PRINCIPAL`. */
  readonly get: (name: string) => Promise<PrincipalIds>;
  /** The name of the identity of ours that has a client id, or words for one that is not ours. */
  readonly nameOfClient: (clientId: string) => Promise<string>;
}

export function createPrincipals(model: IdentityModel, { arm, graph }: AzureConnection): Principals {
  const known = new Map<string, PrincipalIds>();
  const look = async (name: string): Promise<PrincipalIds | undefined> => {
    if (name.startsWith('instance ')) return instancePrincipal(model, arm, name.slice('instance '.length));
    return model.kind === 'managed-identity'
      ? managedIdentityIds(await arm.get(`${managedIdentityPath(model, name)}?${IDENTITY_API}`))
      : applicationIds(graph, name);
  };
  const find: Principals['find'] = async (name) => {
    const found = known.get(name) ?? (await look(name));
    if (found) known.set(name, found);
    return found;
  };
  return {
    find,
    get: async (name) => {
      const found = await find(name);
      if (found) return found;
      throw new IdentityError('IDENTITY_PRINCIPAL', `The identity ${name} does not exist yet.`, {
        hint: 'Its own action comes first; apply the whole plan.',
      });
    },
    nameOfClient: async (clientId) => {
      for (const { name } of identitiesOf(model)) {
        if ((await find(name))?.clientId.toLowerCase() === clientId.toLowerCase()) return name;
      }
      return `client ${clientId}`;
    },
  };
}

async function instancePrincipal(
  model: IdentityModel,
  arm: AzureConnection['arm'],
  environment: string,
): Promise<PrincipalIds | undefined> {
  const placed = model.environments.find(({ name }) => name === environment);
  const service = placed && (await arm.get(`${instanceId(placed)}?${APIM_API}`));
  if (!placed || !service) {
    throw new IdentityError('IDENTITY_PRINCIPAL', `The instance of the environment ${environment} does not exist.`, {
      hint: 'Check subscriptionId, resourceGroup and serviceName in apiops.yaml.',
    });
  }
  const identity = service['identity'];
  const principalId = isJsonObject(identity) ? identity['principalId'] : undefined;
  if (typeof principalId === 'string') return { principalId, clientId: '' };
  const { serviceName, resourceGroup } = placed.service;
  throw new IdentityError(
    'IDENTITY_PRINCIPAL',
    `The instance ${serviceName} has no identity that could read a Key Vault.`,
    {
      hint: `Give it one: az apim update --name ${serviceName} --resource-group ${resourceGroup} --set identity.type=SystemAssigned`,
    },
  );
}

function managedIdentityIds(identity: JsonObject | undefined): PrincipalIds | undefined {
  const properties = identity?.['properties'];
  if (!isJsonObject(properties)) return undefined;
  return { clientId: String(properties['clientId']), principalId: String(properties['principalId']) };
}

async function applicationIds(graph: AzureConnection['graph'], name: string): Promise<PrincipalIds | undefined> {
  const application = await graph.get(`${applicationPath(name)}?$select=id,appId`);
  if (!application) return undefined;
  const clientId = String(application['appId']);
  const [principal] = await graph.list(
    `/v1.0/servicePrincipals?$filter=${encodeURIComponent(`appId eq '${clientId}'`)}`,
  );
  return principal && { clientId, principalId: String(principal['id']) };
}

/** Applications are found by a unique name that this tool gives them, not by their display name, which is not unique. */
export function applicationPath(name: string): string {
  return `/v1.0/applications(uniqueName='${encodeURIComponent(odataText(name))}')`;
}

/** A text within quotes of OData, which doubles the quotes in it. */
export function odataText(text: string): string {
  return text.replaceAll("'", "''");
}
