import type { EnvironmentInstance } from 'azure-devops-node-api/interfaces/TaskAgentInterfaces.js';
import type { JsonObject } from '@nx-apiops/plan';
import { textAt } from '../json-members.js';
import { listAnswer, NO_CONTENT, okAnswer, type ApiCall, type ApiResource, type Handlers } from './api-resource.js';
import { azureDevOpsFault, missingArgument } from './azure-devops-fault.js';
import { showIdentityRef } from './identities.js';
import { GUESSED_LOCATIONS } from './unverified.js';
import type { Wire } from './wire.js';

const WEB_API = 'Microsoft.TeamFoundation.DistributedTask.WebApi';

function environmentOf(call: ApiCall): JsonObject & { readonly id: number } {
  const wanted = call.required('environmentId');
  const found = call.organization.environments.get(Number(wanted));
  if (found) return { ...found, id: Number(wanted) };
  throw azureDevOpsFault({
    status: 404,
    exception: `${WEB_API}.EnvironmentNotFoundException`,
    message: `Environment with ID ${wanted} does not exist or you are not authorized to access it.`,
  });
}

function writeEnvironment(call: ApiCall, before: (JsonObject & { readonly id: number }) | undefined): JsonObject {
  const { organization } = call;
  const body = call.json();
  const name = textAt(body, 'name') ?? textAt(before ?? {}, 'name');
  if (name === undefined || name === '') throw missingArgument('environment.Name');
  const isTaken = [...organization.environments.values()].some(
    (other) => other['id'] !== before?.id && textAt(other, 'name')?.toLowerCase() === name.toLowerCase(),
  );
  if (isTaken) {
    throw azureDevOpsFault({
      status: 409,
      exception: `${WEB_API}.EnvironmentExistsException`,
      message: `Environment ${name} already exists in current project.`,
    });
  }
  const id = before?.id ?? organization.nextId('environment');
  const author = showIdentityRef(organization.caller);
  const now = organization.now();
  const environment = {
    id,
    name,
    description: textAt(body, 'description') ?? textAt(before ?? {}, 'description') ?? '',
    createdBy: before?.['createdBy'] ?? author,
    createdOn: textAt(before ?? {}, 'createdOn') ?? now,
    lastModifiedBy: author,
    lastModifiedOn: now,
    project: { id: organization.project.id, name: organization.project.name },
  } satisfies Wire<Omit<EnvironmentInstance, 'createdBy' | 'lastModifiedBy'>> & Record<string, unknown>;
  organization.environments.set(id, environment);
  return environment;
}

const HANDLERS: Handlers = {
  list: (call) => {
    const name = call.query('name')?.toLowerCase();
    const all = [...call.organization.environments.values()];
    return listAnswer(all.filter((one) => name === undefined || textAt(one, 'name')?.toLowerCase() === name));
  },
  get: (call) => okAnswer(environmentOf(call)),
  create: (call) => okAnswer(writeEnvironment(call, undefined)),
  update: (call) => okAnswer(writeEnvironment(call, environmentOf(call))),
  remove: (call) => {
    call.organization.environments.delete(environmentOf(call).id);
    return NO_CONTENT;
  },
};

/** The same environments under two paths: the documented one, and the one that the client's location id leads to. */
export const ENVIRONMENT_RESOURCES: readonly ApiResource[] = [
  {
    id: '8572b1fc-2482-47fa-8f74-7e3ed53ee54b',
    area: 'distributedtask',
    name: 'environments',
    template: '{project}/_apis/{area}/{resource}/{environmentId}',
    resourceVersion: 1,
    handlers: HANDLERS,
  },
  {
    id: GUESSED_LOCATIONS.environments,
    area: 'pipelines',
    name: 'environments',
    template: '{project}/_apis/{area}/{resource}/{environmentId}',
    resourceVersion: 1,
    handlers: HANDLERS,
  },
];
