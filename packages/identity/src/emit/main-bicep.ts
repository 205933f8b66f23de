import type { Action, SettingOperation } from '@nx-apiops/plan';
import { IdentityError } from '../errors.js';
import { subscriptionOf } from '../handlers/role-handler.js';
import type { IdentityModel } from '../identity-model.js';
import { IDENTITY_TYPES, parseAssignmentName } from '../identity-settings.js';
import { roleDefinitionId } from '../roles.js';
import { ROLE_DEFINITION, SERVICE_ASSIGNMENT, VAULT_ASSIGNMENT } from './bicep-modules.js';
import { bicepString, block, createSymbols, list, member } from './bicep-text.js';
import { namesIn } from './cli-statements.js';
import type { EmittedFile } from './emit-script.js';
import { DEPLOYMENT } from './shell-functions.js';

export interface MainBicepOptions {
  readonly model: IdentityModel;
  /** Names of those that the module of identities tells of. */
  readonly identities: readonly string[];
  /** Whether there is a script to run before. */
  readonly isPrepared: boolean;
}

/** The deployment at the subscription of the identities, which reaches into the others by modules. */
export function mainBicep(
  actions: readonly Action<SettingOperation>[],
  { model, identities, isPrepared }: MainBicepOptions,
): readonly EmittedFile[] {
  const symbolOf = createSymbols();
  const ofType = (wanted: string) => actions.filter(({ type }) => type === wanted);
  const roles = ofType(IDENTITY_TYPES.role);
  const assignments = ofType(IDENTITY_TYPES.assignment).map(({ name }) => readAssignment(name, model));
  const written = new Set(roles.map(({ name }) => name));
  const instances = [...new Map(assignments.flatMap(({ instance }) => (instance ? [[instance.name, instance]] : [])))];

  const parts = [
    header(model, isPrepared),
    ...(identities.length > 0 ? [identitiesCall(model)] : []),
    ...roles.map((role, index) => roleCall(role, { symbol: symbolOf(`role ${role.name}`), number: index + 1 })),
    ...instances.map(([name, { service }]) =>
      block(`resource ${symbolOf(`instance ${name}`)} 'Microsoft.ApiManagement/service@2024-05-01' existing = `, [
        member('name', service.serviceName),
        scopeLine(service),
      ]),
    ),
    ...assignments.map((assignment, index) =>
      block(`module ${symbolOf(`assignment ${index + 1}`)} ${bicepString(assignment.module.file)} = `, [
        member('name', `nx-apiops-assignment-${index + 1}`),
        scopeLine(assignment.place),
        block('params: ', [
          member(assignment.parameter, assignment.resource),
          `principalId: ${
            assignment.instance
              ? `${symbolOf(`instance ${assignment.instance.name}`)}.identity.principalId`
              : `identities.outputs.principalIds[${bicepString(assignment.principal)}]`
          }`,
          member('roleDefinitionId', roleDefinitionId(assignment.role, assignment.place.subscriptionId)),
        ]),
        ...(written.has(assignment.role) ? [list('dependsOn: ', [symbolOf(`role ${assignment.role}`)])] : []),
      ]),
    ),
    ...(identities.length > 0 ? ['output clientIds object = identities.outputs.clientIds'] : []),
  ];
  return [
    { file: 'main.bicep', text: `${parts.join('\n\n')}\n` },
    ...(roles.length > 0 ? [ROLE_DEFINITION] : []),
    ...new Set(assignments.map(({ module }) => module)),
  ];
}

function header({ subscriptionId, location = '<region>' }: IdentityModel, isPrepared: boolean): string {
  return `// Identities of the pipelines, as nx-apiops planned them${isPrepared ? '. Run before.sh first' : ''}:
// az deployment sub create --subscription ${subscriptionId} --name ${DEPLOYMENT} --location ${location} --template-file main.bicep
targetScope = 'subscription'`;
}

interface Place {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
}

function scopeLine({ subscriptionId, resourceGroup }: Place): string {
  return `scope: resourceGroup(${bicepString(subscriptionId)}, ${bicepString(resourceGroup)})`;
}

function identitiesCall(model: IdentityModel): string {
  return block("module identities 'identities.bicep' = ", [member('name', DEPLOYMENT), scopeLine(model)]);
}

function roleCall(
  { name, operation }: Action<SettingOperation>,
  { symbol, number }: { readonly symbol: string; readonly number: number },
): string {
  const subscriptionId = subscriptionOf(name);
  const { actions, notActions } = operation.value ?? {};
  return block(`module ${symbol} ${bicepString(ROLE_DEFINITION.file)} = `, [
    member('name', `nx-apiops-role-${number}`),
    `scope: subscription(${bicepString(subscriptionId)})`,
    block('params: ', [
      member('roleId', roleDefinitionId(name, subscriptionId).split('/').at(-1)),
      member('roleName', name),
      list('actions: ', namesIn(actions).map(bicepString)),
      list('notActions: ', namesIn(notActions).map(bicepString)),
    ]),
  ]);
}

const SCOPE =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/(Microsoft\.ApiManagement\/service|Microsoft\.KeyVault\/vaults)\/([^/]+)$/i;

function readAssignment(name: string, { environments }: IdentityModel) {
  const { principal, role, scope } = parseAssignmentName(name);
  const [, subscriptionId, resourceGroup, type, resource] = SCOPE.exec(scope) ?? [];
  if (subscriptionId === undefined || resourceGroup === undefined || resource === undefined) {
    throw new IdentityError('IDENTITY_CONFIG', `There is no module for a role at ${scope}.`, {
      hint: 'Use --emit cli.',
    });
  }
  const isVault = type?.toLowerCase() === 'microsoft.keyvault/vaults';
  return {
    principal,
    role,
    place: { subscriptionId, resourceGroup },
    resource,
    parameter: isVault ? 'vaultName' : 'serviceName',
    module: isVault ? VAULT_ASSIGNMENT : SERVICE_ASSIGNMENT,
    /** Whose own identity gets the role, where it is no identity of the pipelines. */
    instance: environments.find((environment) => principal === `instance ${environment.name}`),
  };
}
