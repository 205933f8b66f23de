import type { Pipeline } from 'azure-devops-node-api/interfaces/PipelinesInterfaces.js';
import type { JsonObject } from '@nx-apiops/plan';
import { objectAt, textAt } from '../../json-members.js';
import { listAnswer, okAnswer, type ApiCall, type ApiResource } from '../api-resource.js';
import { invalidArgument, missingArgument } from '../azure-devops-fault.js';
import type { Wire } from '../wire.js';
import { definitionOf, writeDefinition } from './definitions.js';

/** A pipeline is a build definition, seen from another side. */
function showPipeline({ organization, url }: ApiCall, definition: JsonObject): JsonObject {
  const id = Number(definition['id']);
  const revision = Number(definition['revision']);
  const repository = objectAt(definition, 'repository');
  return {
    id,
    name: textAt(definition, 'name') ?? '',
    folder: textAt(definition, 'path') ?? '\\',
    revision,
    url: `${url}/${organization.project.id}/_apis/pipelines/${id}?revision=${revision}`,
    configuration: {
      type: 'yaml',
      path: textAt(definition, 'process.yamlFilename') ?? '',
      repository: { id: textAt(repository, 'id') ?? '', type: 'azureReposGit' },
    },
  } satisfies Wire<Omit<Pipeline, 'configuration'>> & { configuration: JsonObject };
}

function createPipeline(call: ApiCall): JsonObject {
  const body = call.json();
  const configuration = objectAt(body, 'configuration');
  const path = textAt(configuration, 'path');
  if (textAt(configuration, 'type') !== 'yaml')
    throw invalidArgument('The configuration of a pipeline is of type yaml.');
  if (path === undefined || path === '') throw missingArgument('configuration.path');
  const definition = {
    name: body['name'],
    path: body['folder'],
    process: { type: 2, yamlFilename: path },
    repository: { ...objectAt(configuration, 'repository'), type: 'TfsGit' },
  };
  return showPipeline(call, writeDefinition(call, definition, undefined));
}

export const PIPELINE_RESOURCES: readonly ApiResource[] = [
  {
    id: '28e1305e-2afe-47bf-abaf-cbb0e6a91988',
    area: 'pipelines',
    name: 'pipelines',
    template: '{project}/_apis/{resource}/{pipelineId}',
    resourceVersion: 1,
    handlers: {
      list: (call) => listAnswer([...call.organization.definitions.values()].map((one) => showPipeline(call, one))),
      get: (call) => okAnswer(showPipeline(call, definitionOf(call.organization, call.required('pipelineId')))),
      create: (call) => okAnswer(createPipeline(call)),
    },
  },
];
