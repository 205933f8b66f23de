import { type Action, type ActionKind, type Json, type JsonObject, type SettingOperation } from '@nx-apiops/plan';
import { IdentityError } from '../errors.js';
import { applicationBody } from '../handlers/application-handler.js';
import { connectionOf, parseCredentialName } from '../handlers/credential-handler.js';
import { ROLE_API, roleProperties, subscriptionOf } from '../handlers/role-handler.js';
import { instanceId, type IdentityModel } from '../identity-model.js';
import { AUDIENCE, IDENTITY_TYPES, parseAssignmentName } from '../identity-settings.js';
import type { PipelineHost } from '../pipeline-host.js';
import { APIM_API, odataText } from '../principals.js';
import { roleDefinitionId } from '../roles.js';
import type { ShellFunction } from './shell-functions.js';
import { command, queryText, quote } from './shell-text.js';

export interface ScriptTarget {
  readonly model: IdentityModel;
  readonly host: PipelineHost;
  /** Where client ids are read: from the identities themselves, or from the outputs of a deployment. */
  readonly idsFrom: Extract<ShellFunction, 'identity' | 'application' | 'deployment'>;
}

export interface Statement {
  readonly text: string;
  readonly uses: readonly ShellFunction[];
}

type Render = (context: {
  readonly name: string;
  readonly value: JsonObject;
  readonly kind: ActionKind;
  readonly target: ScriptTarget;
}) => Statement;

/** One action as commands of a shell. Throws `IDENTITY_CONFIG` for what no plan of identities has. */
export function statementOf(action: Action<SettingOperation>, target: ScriptTarget): Statement {
  const { type, name, kind, operation } = action;
  const isCredentialRemoval = kind === 'delete' && type === IDENTITY_TYPES.credential;
  const render = isCredentialRemoval ? removeCredential : kind === 'delete' ? undefined : RENDERERS.get(type);
  if (render) return render({ name, value: operation.value ?? {}, kind, target });
  throw new IdentityError('IDENTITY_CONFIG', `A script cannot ${kind} a ${type} (${name}).`, {
    hint: 'Apply the plan with nx-apiops identity apply.',
  });
}

const managedIdentity: Render = ({ name, value, target }) => ({
  text: command('az identity create', [
    ...placeOptions(target),
    ['--name', quote(name)],
    ['--location', quote(String(value['location']))],
    OUTPUT_NONE,
  ]),
  uses: [],
});

const application: Render = ({ name, value }) => {
  const url = graphUrl(applicationKey(name));
  return {
    text: [
      graphUpsert('az rest --method patch', url, applicationBody(name, value)),
      `app_id="$(again az rest --method get --resource "$graph/" --url ${url} --query appId --output tsv)"`,
      'az ad sp show --id "$app_id" --output none 2>/dev/null || again az ad sp create --id "$app_id" --output none',
    ].join('\n'),
    uses: ['graph', 'again'],
  };
};

const credential: Render = ({ name: scoped, value, target }) => {
  const { identity, name } = parseCredentialName(scoped);
  const { model, host } = target;
  const isConnection = host.kind === 'azure-devops';
  const asked = quote(queryText(connectionOf(name)));
  const reading = isConnection
    ? [
        `issuer="$(connection_says ${asked} workloadIdentityFederationIssuer)"`,
        `subject="$(connection_says ${asked} workloadIdentityFederationSubject)"`,
        ': "${issuer:?the connection does not say what it presents}" "${subject:?the connection does not say what it presents}"',
      ]
    : [];
  const uses: ShellFunction[] = isConnection ? ['connections'] : [];
  if (model.kind === 'managed-identity') {
    const write = command('az identity federated-credential create', [
      ...placeOptions(target),
      ['--identity-name', quote(identity), '--name', quote(name)],
      ['--issuer', isConnection ? '"$issuer"' : quote(String(value['issuer']))],
      ['--subject', isConnection ? '"$subject"' : quote(String(value['subject']))],
      ['--audiences', quote(String(value['audience'] ?? AUDIENCE))],
      OUTPUT_NONE,
    ]);
    return { text: [...reading, write].join('\n'), uses };
  }
  const url = graphCredentialUrl(identity, name);
  if (!isConnection) {
    const body = { issuer: value['issuer'], subject: value['subject'], audiences: [value['audience'] ?? AUDIENCE] };
    return { text: graphUpsert('again az rest --method patch', url, body), uses: ['graph', 'again'] };
  }
  const body = `"$(jq --null-input --arg issuer "$issuer" --arg subject "$subject" '{$issuer, $subject, audiences: [${JSON.stringify(AUDIENCE)}]}')"`;
  return {
    text: [...reading, `body=${body}`, graphCommand('again az rest --method patch', url, '"$body"')].join('\n'),
    uses: [...uses, 'graph', 'again'],
  };
};

const removeCredential: Render = ({ name: scoped, target }) => {
  const { identity, name } = parseCredentialName(scoped);
  if (target.model.kind === 'managed-identity') {
    const text = command('az identity federated-credential delete --yes', [
      ...placeOptions(target),
      ['--identity-name', quote(identity), '--name', quote(name)],
    ]);
    return { text, uses: [] };
  }
  const request = `--resource "$graph/" --url ${graphCredentialUrl(identity, name)} --output none`;
  const text = `if az rest --method get ${request} 2>/dev/null; then\n  az rest --method delete ${request}\nfi`;
  return { text, uses: ['graph'] };
};

const role: Render = ({ name, value, kind }) => {
  const url = quote(`${roleDefinitionId(name, subscriptionOf(name))}?${ROLE_API}`);
  const properties = roleProperties(name, {
    actions: namesIn(value['actions']),
    notActions: namesIn(value['notActions']),
  });
  if (kind === 'update') {
    return { text: command(`merge_role ${url}`, [[quote(JSON.stringify(properties))]]), uses: ['mergeRole'] };
  }
  const body = ['--body', quote(JSON.stringify({ properties }))];
  return { text: command('az rest --method put', [['--url', url], body, OUTPUT_NONE]), uses: [] };
};

const assignment: Render = ({ name, target }) => {
  const { principal, role: roleName, scope } = parseAssignmentName(name);
  const { idsFrom, model } = target;
  const give = command('assign "$principal"', [
    [quote(roleDefinitionId(roleName, scope.split('/')[2] ?? ''))],
    [quote(scope)],
  ]);
  const environment = model.environments.find((placed) => principal === `instance ${placed.name}`);
  if (!environment) {
    const read = `principal="$(principal_id ${identityArgument(principal, target)})"`;
    return { text: `${read}\n${give}`, uses: ['assign', idsFrom] };
  }
  const show = `az resource show --ids ${quote(instanceId(environment))} --${APIM_API.replace('=', ' ')}`;
  return {
    text: [
      `principal="$(${show} --query identity.principalId --output tsv)"`,
      ': "${principal:?the instance has no identity: az apim update --set identity.type=SystemAssigned}"',
      give,
    ].join('\n'),
    uses: ['assign'],
  };
};

const environment: Render = ({ name, value }) => {
  const { branches, ...others } = value;
  if (!Array.isArray(branches) || Object.keys(others).length > 0) {
    throw new IdentityError('IDENTITY_CONFIG', `A script can only bind the environment ${name} to branches.`, {
      hint: 'Who approves is part of protection: nx-apiops protect apply.',
    });
  }
  const words = [encodeURIComponent(name), JSON.stringify(name), ...branches.map((branch: Json) => String(branch))];
  return { text: `bind_environment ${words.map(quote).join(' ')}`, uses: ['bindEnvironment'] };
};

const variable: Render = ({ name, value }) => ({
  text: setVariable(name, quote(String(value['value']))),
  uses: [],
});

const clientId: Render = ({ name, value, target }) => ({
  text: [
    `client="$(client_id ${identityArgument(String(value['identity']), target)})"`,
    ': "${client:?the identity does not exist}"',
    setVariable(name, '"$client"'),
  ].join('\n'),
  uses: [target.idsFrom],
});

const connection: Render = ({ name, value, target }) => ({
  text: [
    `client="$(client_id ${identityArgument(String(value['identity']), target)})"`,
    ': "${client:?the identity does not exist}"',
    command(`save_connection ${quote(name)} ${quote(queryText(name))} "$client"`, [
      [quote(String(value['tenantId'])), quote(String(value['subscriptionId']))],
    ]),
  ].join('\n'),
  uses: ['connections', target.idsFrom],
});

const RENDERERS: ReadonlyMap<string, Render> = new Map<string, Render>([
  [IDENTITY_TYPES.managedIdentity, managedIdentity],
  [IDENTITY_TYPES.application, application],
  [IDENTITY_TYPES.credential, credential],
  [IDENTITY_TYPES.role, role],
  [IDENTITY_TYPES.assignment, assignment],
  [IDENTITY_TYPES.environment, environment],
  [IDENTITY_TYPES.variable, variable],
  [IDENTITY_TYPES.clientId, clientId],
  [IDENTITY_TYPES.connection, connection],
]);

const OUTPUT_NONE = ['--output', 'none'];

function placeOptions({ model }: ScriptTarget): string[][] {
  return [['--subscription', quote(model.subscriptionId), '--resource-group', quote(model.resourceGroup)]];
}

/** How the functions `client_id` and `principal_id` want to be asked. */
function identityArgument(name: string, { idsFrom }: ScriptTarget): string {
  if (idsFrom === 'application') return quote(encodeURIComponent(odataText(name)));
  return quote(idsFrom === 'deployment' ? JSON.stringify(name) : name);
}

/** Within double quotes: what is encoded for a path has nothing that a shell expands. */
function graphUrl(path: string): string {
  return `"$graph/v1.0/${path}"`;
}

function applicationKey(name: string): string {
  return `applications(uniqueName='${encodeURIComponent(odataText(name))}')`;
}

function graphCredentialUrl(identity: string, name: string): string {
  const key = `federatedIdentityCredentials(name='${encodeURIComponent(odataText(name))}')`;
  return graphUrl(`${applicationKey(identity)}/${key}`);
}

/** Makes it where it is missing, and changes it otherwise. */
function graphUpsert(start: string, url: string, body: JsonObject): string {
  return graphCommand(start, url, quote(JSON.stringify(body)));
}

function graphCommand(start: string, url: string, body: string): string {
  return command(start, [
    ['--resource', '"$graph/"', '--url', url],
    ['--headers', 'Prefer=create-if-missing', 'Content-Type=application/json'],
    ['--body', body],
    OUTPUT_NONE,
  ]);
}

function setVariable(scoped: string, value: string): string {
  const at = scoped.indexOf('/');
  const place = at < 0 ? '' : ` --env ${quote(scoped.slice(0, at))}`;
  return `gh variable set ${quote(scoped.slice(at + 1))}${place} --body ${value}`;
}

/** Names of permissions, which settings have as members. */
export function namesIn(flags: Json | undefined): string[] {
  return typeof flags === 'object' && flags !== null ? Object.keys(flags).sort() : [];
}
