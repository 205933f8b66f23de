import { settingId, type JsonObject, type Setting } from '@nx-apiops/plan';
import {
  identitiesOf,
  instanceId,
  type IdentityModel,
  type PipelineIdentity,
  type PlacedEnvironment,
} from './identity-model.js';
import type { PipelineHost } from './pipeline-host.js';
import { publisherPermissions, publisherRole, READER_ROLE, VAULT_ROLE } from './roles.js';

/** The types of settings, in Azure's and the hosts' words. */
export const IDENTITY_TYPES = {
  managedIdentity: 'managed identity',
  application: 'app registration',
  credential: 'federated credential',
  role: 'role definition',
  assignment: 'role assignment',
  environment: 'environment',
  variable: 'variable',
  clientId: 'client id',
  connection: 'service connection',
  clientSecret: 'client secret',
} as const;

/** What a token is for: Azure's own audience in every cloud. */
export const AUDIENCE = 'api://AzureADTokenExchange';

/** Variables that the pipelines of GitHub read. */
export const VARIABLES = {
  tenant: 'AZURE_TENANT_ID',
  subscription: 'AZURE_SUBSCRIPTION_ID',
  publisher: 'AZURE_CLIENT_ID',
  reader: 'AZURE_READER_CLIENT_ID',
} as const;

/** What the names of credentials begin with that this tool makes, and may delete. */
export const OUR_CREDENTIALS = 'nx-apiops-';
/** The name of the service connection follows. */
export const CONNECTION_CREDENTIALS = `${OUR_CREDENTIALS}connection-`;

/** A role of somebody at a place, as one name that can be taken apart again. */
export interface Assignment {
  /** Name of an identity, or `instance <environment>` for the instance's own. */
  readonly principal: string;
  readonly role: string;
  /** A resource id. */
  readonly scope: string;
}

export function assignmentName({ principal, role, scope }: Assignment): string {
  return `${principal}: ${role} at ${scope}`;
}

export function parseAssignmentName(name: string): Assignment {
  const [, principal = '', role = '', scope = ''] = /^(.+?): (.+) at (\/.+)$/.exec(name) ?? [];
  return { principal, role, scope };
}

/** Everything that `apiops.yaml` wants of identities. Pure. */
export function identitySettings(model: IdentityModel, host: PipelineHost): Setting[] {
  const settings = [
    ...identitiesOf(model).map((identity) => identitySetting(model, identity)),
    ...roleSettings(model),
    ...model.environments.flatMap((environment) => assignmentSettings(model, environment)),
    ...(host.kind === 'github' ? githubSettings(model, host) : azureDevOpsSettings(model)),
  ];
  // Environments may share an instance or a vault: what they want of it is the same.
  return [...new Map(settings.map((setting) => [settingId(setting), setting])).values()];
}

function identityType({ kind }: IdentityModel): string {
  return kind === 'managed-identity' ? IDENTITY_TYPES.managedIdentity : IDENTITY_TYPES.application;
}

function identityId(model: IdentityModel, name: string): string {
  return settingId({ type: identityType(model), name });
}

function identitySetting(model: IdentityModel, { name }: PipelineIdentity): Setting {
  const value: JsonObject =
    model.kind === 'managed-identity' ? { location: model.location ?? '' } : { displayName: name };
  return { type: identityType(model), name, value };
}

/** Permissions are objects, not lists: what a newer version of this tool allowed besides is left alone. */
function roleSettings(model: IdentityModel): Setting[] {
  const { actions, notActions } = publisherPermissions();
  const flags = (names: readonly string[]): JsonObject => Object.fromEntries(names.map((name) => [name, true]));
  const subscriptions = new Set(model.environments.map(({ service }) => service.subscriptionId.toLowerCase()));
  return [...subscriptions].map((subscriptionId) => ({
    type: IDENTITY_TYPES.role,
    name: publisherRole(subscriptionId),
    value: { actions: flags(actions), notActions: flags(notActions) },
  }));
}

function assignmentSettings(model: IdentityModel, environment: PlacedEnvironment): Setting[] {
  const publisher = model.publishers.find((identity) => identity.environment === environment.name)?.name ?? '';
  const role = publisherRole(environment.service.subscriptionId);
  const scope = instanceId(environment);
  const setting = (assignment: Assignment, after: readonly string[]): Setting => ({
    type: IDENTITY_TYPES.assignment,
    name: assignmentName(assignment),
    value: { assigned: true },
    after,
  });
  return [
    setting({ principal: model.reader.name, role: READER_ROLE, scope }, [identityId(model, model.reader.name)]),
    setting({ principal: publisher, role, scope }, [
      identityId(model, publisher),
      settingId({ type: IDENTITY_TYPES.role, name: role }),
    ]),
    ...environment.keyVaults.map((vault) =>
      setting({ principal: `instance ${environment.name}`, role: VAULT_ROLE, scope: vault }, []),
    ),
  ];
}

/** Environments come first: they hold the variables, and bind publishers to the branch from the first moment. */
function githubSettings(model: IdentityModel, host: Extract<PipelineHost, { kind: 'github' }>): Setting[] {
  const { reader, publishers, branch, tenantId } = model;
  const subject = (context: string): JsonObject => ({
    issuer: host.issuer,
    subject: `${host.subjectPrefix}:${context}`,
    audience: AUDIENCE,
  });
  const credentials = [
    { identity: reader.name, name: `${OUR_CREDENTIALS}pull-request`, value: subject('pull_request') },
    {
      identity: reader.name,
      name: `${OUR_CREDENTIALS}branch-${slug(branch)}`,
      value: subject(`ref:refs/heads/${branch}`),
    },
    ...publishers.map(({ name, environment }) => ({
      identity: name,
      name: `${OUR_CREDENTIALS}environment-${environment}`,
      value: subject(`environment:${environment}`),
      after: [settingId({ type: IDENTITY_TYPES.environment, name: environment })],
    })),
  ];
  return [
    ...publishers.map(({ environment }) => ({
      type: IDENTITY_TYPES.environment,
      name: environment,
      value: { branches: [branch] },
    })),
    ...credentialSettings(model, credentials),
    { type: IDENTITY_TYPES.variable, name: VARIABLES.tenant, value: { value: tenantId } },
    ...subscriptionVariables(model),
    clientIdSetting(model, { variable: VARIABLES.reader, identity: reader.name }),
    ...publishers.map(({ name, environment }) =>
      clientIdSetting(model, { variable: VARIABLES.publisher, environment, identity: name }),
    ),
  ];
}

/** The variable stands for environments that do not name their own, so it is set where all are in one subscription. */
function subscriptionVariables({ environments }: IdentityModel): Setting[] {
  const [first, ...others] = new Set(environments.map(({ service }) => service.subscriptionId));
  if (first === undefined || others.length > 0) return [];
  return [{ type: IDENTITY_TYPES.variable, name: VARIABLES.subscription, value: { value: first } }];
}

function clientIdSetting(
  model: IdentityModel,
  {
    variable,
    environment,
    identity,
  }: { readonly variable: string; readonly environment?: string; readonly identity: string },
): Setting {
  const environmentId =
    environment === undefined ? [] : [settingId({ type: IDENTITY_TYPES.environment, name: environment })];
  return {
    type: IDENTITY_TYPES.clientId,
    name: environment === undefined ? variable : `${environment}/${variable}`,
    value: { identity },
    after: [identityId(model, identity), ...environmentId],
  };
}

interface CredentialWish {
  readonly identity: string;
  readonly name: string;
  readonly value: JsonObject;
  readonly after?: readonly string[];
}

/** Azure refuses two writes to credentials of one identity at the same time, so each waits for the one before. */
function credentialSettings(model: IdentityModel, wishes: readonly CredentialWish[]): Setting[] {
  const last = new Map<string, string>();
  return wishes.map(({ identity, name, value, after = [] }) => {
    const before = last.get(identity);
    const setting = { type: IDENTITY_TYPES.credential, name: `${identity}/${name}`, value };
    last.set(identity, settingId(setting));
    return { ...setting, after: [identityId(model, identity), ...after, ...(before === undefined ? [] : [before])] };
  });
}

/** Connections come before credentials: Azure DevOps alone knows what a connection will present. */
function azureDevOpsSettings(model: IdentityModel): Setting[] {
  const { reader, publishers, environments, tenantId } = model;
  const uses = environments.flatMap(({ name, service }) => [
    { connection: `reader-${name}`, identity: reader.name, service },
    {
      connection: `publisher-${name}`,
      identity: publishers.find(({ environment }) => environment === name)?.name ?? '',
      service,
    },
  ]);
  return [
    ...uses.map(({ connection, identity, service }) => ({
      type: IDENTITY_TYPES.connection,
      name: connection,
      value: { identity, tenantId, subscriptionId: service.subscriptionId, federated: true },
      after: [identityId(model, identity)],
    })),
    ...credentialSettings(
      model,
      uses.map(({ connection, identity }) => ({
        identity,
        name: `${CONNECTION_CREDENTIALS}${connection}`,
        value: { connection, audience: AUDIENCE },
        after: [settingId({ type: IDENTITY_TYPES.connection, name: connection })],
      })),
    ),
  ];
}

/** Names of credentials have letters, digits, hyphens and underscores, 120 at most. */
function slug(text: string): string {
  return text.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 100);
}
