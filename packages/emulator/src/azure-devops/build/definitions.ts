import { stripEnds } from '@nx-apiops/plan';
import type { BuildDefinition } from 'azure-devops-node-api/interfaces/BuildInterfaces.js';
import type { JsonObject } from '@nx-apiops/plan';
import type { HostFault } from '../../hosts/host-fault.js';
import { objectAt, textAt } from '../../json-members.js';
import { listAnswer, NO_CONTENT, okAnswer, type ApiCall, type ApiResource } from '../api-resource.js';
import { azureDevOpsFault, invalidArgument, missingArgument } from '../azure-devops-fault.js';
import { showIdentityRef } from '../identities.js';
import { matchesGlob } from '../matches-glob.js';
import { showProjectRef, type OrganizationState } from '../organization-state.js';
import { DEFINITION_EXISTS_STATUS, definitionRevisionStale } from '../unverified.js';
import type { Wire } from '../wire.js';

const WEB_API = 'Microsoft.TeamFoundation.Build.WebApi';

/** Members that only an answer for one definition has, not a list. */
const DETAILS = ['process', 'repository', 'triggers', 'variables', 'variableGroups', 'options', 'properties', 'tags'];

/** The stored definition that a path names. */
export function definitionOf(organization: OrganizationState, wanted: string): JsonObject & { readonly id: number } {
  const found = organization.definitions.get(Number(wanted));
  if (found) return { ...found, id: Number(wanted) };
  throw azureDevOpsFault({
    status: 404,
    exception: `${WEB_API}.DefinitionNotFoundException`,
    message: `Build pipeline ${wanted} was not found.`,
  });
}

/** Keeps a definition. Throws for a name that another definition of the folder has. */
export function writeDefinition(
  call: ApiCall,
  body: JsonObject,
  before: (JsonObject & { readonly id: number }) | undefined,
): JsonObject & { readonly id: number } {
  const { organization, url } = call;
  const name = textAt(body, 'name');
  if (name === undefined || name === '') throw missingArgument('definition.Name');
  const path = folderOf(textAt(body, 'path'));
  const isTaken = [...organization.definitions.values()].some(
    (other) =>
      other['id'] !== before?.id &&
      textAt(other, 'path')?.toLowerCase() === path.toLowerCase() &&
      textAt(other, 'name')?.toLowerCase() === name.toLowerCase(),
  );
  if (isTaken) throw definitionTaken(name, organization.project.name);
  checkRepository(organization, body);
  const id = before?.id ?? organization.nextId('definition');
  const revision = Number(before?.['revision'] ?? 0) + 1;
  const { project } = organization;
  const definition = {
    ...body,
    id,
    name,
    path,
    revision,
    type: textAt(body, 'type') ?? 'build',
    quality: textAt(body, 'quality') ?? 'definition',
    queueStatus: textAt(body, 'queueStatus') ?? 'enabled',
    url: `${url}/${project.id}/_apis/build/Definitions/${id}?revision=${revision}`,
    uri: `vstfs:///Build/Definition/${id}`,
    createdDate: textAt(before ?? {}, 'createdDate') ?? organization.now(),
    authoredBy: showIdentityRef(organization.caller),
    project: showProjectRef(organization, url),
  };
  // What the emulator adds has the members and types that the client declares; the rest came from the client.
  const { id: _id, ...added } = definition satisfies Wire<Pick<BuildDefinition, 'id' | 'name' | 'path' | 'revision'>>;
  organization.definitions.set(id, { id, ...added });
  return { id, ...added };
}

function checkRepository({ repositories }: OrganizationState, body: JsonObject): void {
  const repository = objectAt(body, 'repository');
  if (textAt(repository, 'type')?.toLowerCase() !== 'tfsgit') return;
  const wanted = (textAt(repository, 'id') ?? textAt(repository, 'name') ?? '').toLowerCase();
  const isKnown = repositories.some(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
  if (!isKnown) throw invalidArgument(`TF401019: The Git repository with name or identifier ${wanted} does not exist.`);
}

/** Folders begin with a backslash and have no other kind of slash. */
export function folderOf(path: string | undefined): string {
  return `\\${stripEnds((path ?? '').replaceAll('/', '\\'), '\\')}`;
}

function definitionTaken(name: string, project: string): HostFault {
  return azureDevOpsFault({
    status: DEFINITION_EXISTS_STATUS,
    exception: `${WEB_API}.DefinitionExistsException`,
    message: `Build pipeline ${name} already exists for project ${project}`,
  });
}

function updateDefinition(call: ApiCall): JsonObject {
  const before = definitionOf(call.organization, call.required('definitionId'));
  const body = call.json();
  if (body['id'] !== undefined && body['id'] !== before.id) {
    throw azureDevOpsFault({
      status: 400,
      exception: `${WEB_API}.RouteIdConflictException`,
      message: `The request specifies pipeline ID ${before.id} but the supplied pipeline has ID ${JSON.stringify(body['id'])}.`,
    });
  }
  const current = Number(before['revision']);
  if (body['revision'] !== current) throw definitionRevisionStale(before.id, current);
  return writeDefinition(call, body, before);
}

/** Lists can be narrowed by name, with `*` for any text, and by folder. */
function listDefinitions(call: ApiCall): readonly JsonObject[] {
  const name = call.query('name');
  const path = call.query('path');
  const all = call.query('includeAllProperties') === 'true';
  return [...call.organization.definitions.values()]
    .filter((definition) => name === undefined || matchesGlob(textAt(definition, 'name') ?? '', name))
    .filter((definition) => path === undefined || sameText(textAt(definition, 'path') ?? '', folderOf(path)))
    .map((definition) => (all ? definition : withoutDetails(definition)));
}

function withoutDetails(definition: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(definition).filter(([member]) => !DETAILS.includes(member)));
}

function sameText(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

export const DEFINITION_RESOURCES: readonly ApiResource[] = [
  {
    id: 'dbeaf647-6167-421a-bda9-c9327b25e2e6',
    area: 'build',
    name: 'definitions',
    template: '{project}/_apis/{area}/{resource}/{definitionId}',
    resourceVersion: 7,
    handlers: {
      list: (call) => listAnswer(listDefinitions(call)),
      get: (call) => okAnswer(definitionOf(call.organization, call.required('definitionId'))),
      create: (call) => okAnswer(writeDefinition(call, call.json(), undefined)),
      replace: (call) => okAnswer(updateDefinition(call)),
      remove: (call) => {
        const { id } = definitionOf(call.organization, call.required('definitionId'));
        call.organization.definitions.delete(id);
        return NO_CONTENT;
      },
    },
  },
];
