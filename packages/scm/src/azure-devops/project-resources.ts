import type { IBuildApi } from 'azure-devops-node-api/BuildApi.js';
import type { BuildDefinitionReference } from 'azure-devops-node-api/interfaces/BuildInterfaces.js';
import type { ServiceEndpoint } from 'azure-devops-node-api/interfaces/ServiceEndpointInterfaces.js';
import type { VariableGroup } from 'azure-devops-node-api/interfaces/TaskAgentInterfaces.js';
import { ScmError } from '../errors.js';
import type { AzureDevOpsClient } from './azure-devops-client.js';
import type { AzureDevOpsFacts } from './azure-devops-facts.js';
import { shareInFlight } from './share-in-flight.js';

/** What pipelines may use, as far as it is protected here; in the words of the service. */
export type ResourceType = 'environment' | 'variablegroup' | 'endpoint';

/** Names what guards a resource, and is parsed again: `environment/prod`. */
export function resourceName(type: ResourceType, name: string): string {
  return `${type}/${name}`;
}

export function parseResourceName(scoped: string): { readonly type: ResourceType; readonly name: string } {
  const at = scoped.indexOf('/');
  return { type: scoped.slice(0, at) as ResourceType, name: scoped.slice(at + 1) };
}

/** Whether a setting is named after the resource that it guards. */
export function isResourceName(name: string): boolean {
  return Object.hasOwn(TITLES, parseResourceName(name).type);
}

/** `service connection publisher-prod`, for people. */
export function resourceTitle(scoped: string): string {
  const { type, name } = parseResourceName(scoped);
  return `${TITLES[type]} ${name}`;
}

const TITLES: Readonly<Record<ResourceType, string>> = {
  environment: 'environment',
  variablegroup: 'variable group',
  endpoint: 'service connection',
};

/** For a resource that is to be guarded and is not there. */
export function resourceMissing(scoped: string): ScmError {
  const { type } = parseResourceName(scoped);
  return new ScmError('SCM_NOT_FOUND', `The project has no ${resourceTitle(scoped)}, or the token may not see it.`, {
    hint:
      type === 'endpoint'
        ? 'Make the service connections first: npx nx-apiops identity apply. Then run protect apply again.'
        : 'Apply the plan as a whole; it creates what is missing first.',
  });
}

/** The project's resources by name, as they are at the moment; answers are kept for no longer than they are on their way. */
export interface ProjectResources {
  /** The pipeline of the repository's own folder. */
  readonly ownDefinition: (name: string) => Promise<BuildDefinitionReference | undefined>;
  /** `apiops-publish`; with its folder where that is another one. */
  readonly pipelineName: (id: number) => Promise<string>;
  /** Throws `SCM_NOT_FOUND`. */
  readonly pipelineId: (name: string) => Promise<number>;
  /** Always asked for anew, since a group is written as a whole. */
  readonly variableGroup: (name: string) => Promise<VariableGroup | undefined>;
  readonly serviceConnection: (name: string) => Promise<ServiceEndpoint | undefined>;
  readonly resourceId: (type: ResourceType, name: string) => Promise<string | undefined>;
}

/** Pipelines of a repository are in a folder of its name, as several repositories of a project have the same ones. */
export function pipelineFolder({ repository }: Pick<AzureDevOpsFacts, 'repository'>): string {
  return `\\${repository.name}`;
}

export function createProjectResources(client: AzureDevOpsClient, facts: AzureDevOpsFacts): ProjectResources {
  const project = facts.project.name;
  const folder = pipelineFolder(facts);
  const ownDefinition = shareInFlight(async (name) => {
    const found = await client.use('build', (api) => definitionsNamed(api, project, { name, folder }));
    return found.find((one) => isSame(one.path, folder) && isSame(one.name, name));
  });
  const definition = shareInFlight(async (id) => {
    const found = await client.use('build', (api) => definitionsOf(api, project, Number(id)));
    return found.find((one) => one.id === Number(id));
  });
  const environment = shareInFlight(async (name) => {
    const found = await client.use('taskAgent', (api) => api.getEnvironments(project, name));
    return found.find((one) => isSame(one.name, name));
  });
  const variableGroup = async (name: string): Promise<VariableGroup | undefined> => {
    const found = await client.use('taskAgent', (api) => api.getVariableGroups(project, name));
    return found.find((one) => isSame(one.name, name));
  };
  const serviceConnection = shareInFlight((name) => findServiceConnection(client, project, name));
  const finders = { environment, variablegroup: variableGroup, endpoint: serviceConnection } as const;

  return {
    ownDefinition,
    pipelineName: async (id) => {
      const found = await definition(String(id));
      if (!found) return `pipeline ${id}`;
      return isSame(found.path, folder)
        ? (found.name ?? '')
        : `${found.path === '\\' ? '' : found.path}\\${found.name}`;
    },
    pipelineId: async (name) => {
      const id = (await ownDefinition(name))?.id;
      if (id !== undefined) return id;
      throw new ScmError('SCM_NOT_FOUND', `The project ${project} has no pipeline ${folder}\\${name}.`, {
        hint: 'Apply the plan as a whole; it creates the pipeline first.',
      });
    },
    variableGroup,
    serviceConnection,
    resourceId: async (type, name) => {
      const id = (await finders[type](name))?.id;
      return id === undefined ? undefined : String(id);
    },
  };
}

/** Undefined where the project has none of the name. */
export async function findServiceConnection(
  client: AzureDevOpsClient,
  project: string,
  name: string,
): Promise<ServiceEndpoint | undefined> {
  const found = await client.use('serviceEndpoint', (api) => api.getServiceEndpointsByNames(project, [name]));
  return found.find((one) => isSame(one.name, name));
}

/** The library takes what a list is narrowed by at places of their own. */
type DefinitionQuery = Parameters<IBuildApi['getDefinitions']>;

async function definitionsNamed(
  api: IBuildApi,
  project: string,
  { name, folder }: { readonly name: string; readonly folder: string },
): Promise<BuildDefinitionReference[]> {
  const nothing = Array<undefined>(7).fill(undefined);
  return api.getDefinitions(...([project, name, ...nothing, folder] as unknown as DefinitionQuery));
}

async function definitionsOf(api: IBuildApi, project: string, id: number): Promise<BuildDefinitionReference[]> {
  const nothing = Array<undefined>(7).fill(undefined);
  return api.getDefinitions(...([project, ...nothing, [id]] as unknown as DefinitionQuery));
}

export function isSame(a: string | undefined, b: string | undefined): boolean {
  return a?.toLowerCase() === b?.toLowerCase();
}
