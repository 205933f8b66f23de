import type { SettingHandler } from '@nx-apiops/plan';
import type {
  BuildDefinition,
  ContinuousIntegrationTrigger,
  YamlProcess,
} from 'azure-devops-node-api/interfaces/BuildInterfaces.js';
import type { ProjectContext } from './project-context.js';
import { pipelineFolder } from './project-resources.js';
import { HOSTED_QUEUE } from './unverified.js';

/** A pipeline as a desired value. */
export interface PipelineRules {
  /** The file, from the repository's root. */
  readonly path: string;
  readonly repository: string;
  readonly branch: string;
}

const GIT = 'TfsGit';
/** The kind of process that a file describes. */
const YAML_PROCESS = 2;

/**
 * Pushes start a pipeline as its file says: 2 is continuous integration, and YAML as where its settings are.
 *
 * Source: terraform-provider-azuredevops, `use_yaml` of `build_definition`.
 */
const TRIGGERS_OF_THE_FILE: ContinuousIntegrationTrigger = { triggerType: 2, settingsSourceType: 2 };

/** Pipelines by name, in the folder of the repository. What else they have is kept. */
export function pipelineHandler({ client, facts, resources }: ProjectContext): SettingHandler {
  const project = facts.project.name;
  const find = async (name: string): Promise<BuildDefinition | undefined> => {
    const id = (await resources.ownDefinition(name))?.id;
    return id === undefined ? undefined : client.use('build', (api) => api.getDefinition(project, id));
  };
  return {
    read: async (name) => {
      const found = await find(name);
      if (!found) return undefined;
      const { id, type, name: repository, defaultBranch = '' } = found.repository ?? {};
      const isOurs = type === GIT && id?.toLowerCase() === facts.repository.id.toLowerCase();
      return {
        path: fileOf(found),
        repository: isOurs ? facts.repository.name : `${type} ${repository ?? id}`,
        branch: defaultBranch.replace(/^refs\/heads\//, ''),
      };
    },
    write: async (name, value) => {
      const { path, branch } = value as unknown as PipelineRules;
      const existing = await find(name);
      const { id: repositoryId, name: repositoryName } = facts.repository;
      const whole = {
        queue: HOSTED_QUEUE,
        triggers: [TRIGGERS_OF_THE_FILE],
        ...existing,
        name,
        path: pipelineFolder(facts),
        process: { ...existing?.process, type: YAML_PROCESS, yamlFilename: path },
        repository: {
          // Another repository's members would contradict ours.
          ...(existing?.repository?.id === repositoryId && existing.repository),
          id: repositoryId,
          name: repositoryName,
          type: GIT,
          defaultBranch: `refs/heads/${branch}`,
        },
      };
      await client.use('build', (api) =>
        existing?.id === undefined
          ? api.createDefinition(whole, project)
          : api.updateDefinition(whole, project, existing.id),
      );
    },
  };
}

function fileOf({ process }: BuildDefinition): string {
  const { yamlFilename = '' } = (process ?? {}) as YamlProcess;
  return yamlFilename.replace(/^\//, '');
}
