import type { VariableGroup } from 'azure-devops-node-api/interfaces/TaskAgentInterfaces.js';
import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { objectAt, textAt } from '../json-members.js';
import { listAnswer, NO_CONTENT, okAnswer, type ApiCall, type ApiResource } from './api-resource.js';
import { azureDevOpsFault, invalidArgument, missingArgument } from './azure-devops-fault.js';
import { showIdentityRef } from './identities.js';
import { matchesGlob } from './matches-glob.js';
import type { OrganizationState } from './organization-state.js';
import { projectReferencesOf } from './project-references.js';
import type { Wire } from './wire.js';

const WEB_API = 'Microsoft.TeamFoundation.DistributedTask.WebApi';
const TYPES = ['Vsts', 'AzureKeyVault'];

type StoredGroup = JsonObject & { readonly id: number };

function groupOf(call: ApiCall): StoredGroup {
  const wanted = call.required('groupId');
  const found = call.organization.variableGroups.get(Number(wanted));
  if (found) return { ...found, id: Number(wanted) };
  throw azureDevOpsFault({
    status: 404,
    exception: `${WEB_API}.VariableGroupNotFoundException`,
    message: `Variable group with ID ${wanted} does not exist or you do not have permission to use it.`,
  });
}

function writeGroup(call: ApiCall, before: StoredGroup | undefined): JsonObject {
  const { organization } = call;
  const body = call.json();
  const name = textAt(body, 'name');
  if (name === undefined || name === '') throw missingArgument('group.Name');
  const type = textAt(body, 'type') ?? 'Vsts';
  if (!TYPES.includes(type))
    throw invalidArgument(`The type ${JSON.stringify(type)} of a variable group is not known.`);
  const references = projectReferencesOf(organization, body, 'variableGroupProjectReferences');
  checkName(organization, name, before?.id);
  if (type === 'AzureKeyVault') checkVault(organization, objectAt(body, 'providerData'));
  const author = showIdentityRef(organization.caller);
  const now = organization.now();
  const group = {
    variables: variablesOf(body, before),
    id: before?.id ?? organization.nextId('variableGroup'),
    type,
    name,
    description: textAt(body, 'description') ?? '',
    providerData: body['providerData'] ?? null,
    createdBy: before?.['createdBy'] ?? author,
    createdOn: textAt(before ?? {}, 'createdOn') ?? now,
    modifiedBy: author,
    modifiedOn: now,
    isShared: false,
    variableGroupProjectReferences: references,
  } satisfies Wire<Pick<VariableGroup, 'id' | 'name' | 'type' | 'createdOn' | 'isShared'>> & Record<string, unknown>;
  organization.variableGroups.set(group.id, group);
  return showGroup(group);
}

/** A secret that comes without its value keeps the one that it has. */
function variablesOf(body: JsonObject, before: JsonObject | undefined): JsonObject {
  const variables = objectAt(body, 'variables');
  if (Object.keys(variables).length === 0) throw invalidArgument('A variable group has at least one variable.');
  return mapVariables(variables, (variable, name) => {
    if (variable['isSecret'] !== true || typeof variable['value'] === 'string') return variable;
    const old = objectAt(before ?? {}, 'variables')[name];
    return isJsonObject(old) ? { ...variable, value: old['value'] ?? null } : variable;
  });
}

/** Values of secrets are never told; those of a Key Vault are not even known. */
function showGroup(group: JsonObject): JsonObject {
  const isVault = group['type'] === 'AzureKeyVault';
  const variables = mapVariables(objectAt(group, 'variables'), (variable) =>
    isVault || variable['isSecret'] === true ? { ...variable, value: null, isSecret: true } : variable,
  );
  return { ...group, variables };
}

function mapVariables(variables: JsonObject, map: (variable: JsonObject, name: string) => JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]): readonly [string, Json] => [
      name,
      map(isJsonObject(value) ? value : { value: value ?? null }, name),
    ]),
  );
}

function checkVault({ endpoints }: OrganizationState, providerData: JsonObject): void {
  const endpointId = textAt(providerData, 'serviceEndpointId') ?? '';
  if (!endpoints.has(endpointId.toLowerCase())) {
    throw invalidArgument(`The service connection ${JSON.stringify(endpointId)} of the Key Vault does not exist.`);
  }
  if (textAt(providerData, 'vault') === undefined) throw missingArgument('providerData.vault');
}

function checkName({ variableGroups }: OrganizationState, name: string, ownId: number | undefined): void {
  const isTaken = [...variableGroups].some(
    ([id, other]) => id !== ownId && textAt(other, 'name')?.toLowerCase() === name.toLowerCase(),
  );
  if (!isTaken) return;
  throw azureDevOpsFault({
    status: 409,
    exception: `${WEB_API}.VariableGroupExistsException`,
    message: `Variable group ${name} already exists.`,
  });
}

function listGroups(call: ApiCall): readonly JsonObject[] {
  const name = call.query('groupName');
  const ids = call.query('groupIds')?.split(',').map(Number);
  return [...call.organization.variableGroups]
    .filter(([id, group]) => {
      const isNamed = name === undefined || matchesGlob(textAt(group, 'name') ?? '', name);
      return isNamed && (ids?.includes(id) ?? true);
    })
    .map(([, group]) => showGroup(group));
}

/** Groups are read in a project and written in the organization. */
export const VARIABLE_GROUP_RESOURCES: readonly ApiResource[] = [
  {
    id: 'ef5b7057-ffc3-4c77-bbad-c10b4a4abcc7',
    area: 'distributedtask',
    name: 'variablegroups',
    template: '_apis/{area}/{resource}/{groupId}',
    resourceVersion: 2,
    handlers: {
      create: (call) => okAnswer(writeGroup(call, undefined)),
      replace: (call) => okAnswer(writeGroup(call, groupOf(call))),
      remove: (call) => {
        call.organization.variableGroups.delete(groupOf(call).id);
        return NO_CONTENT;
      },
    },
  },
  {
    id: 'f5b09dd5-9d54-45a1-8b5a-1c8287d634cc',
    area: 'distributedtask',
    name: 'variablegroups',
    template: '{project}/_apis/{area}/{resource}/{groupId}',
    resourceVersion: 2,
    handlers: {
      list: (call) => listAnswer(listGroups(call)),
      get: (call) => okAnswer(showGroup(groupOf(call))),
    },
  },
];
