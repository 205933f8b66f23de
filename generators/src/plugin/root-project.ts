import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import type { ApiopsConfig } from '@nx-apiops/config';

/** Name of the project that stands for the API Management instances. */
export const ROOT_PROJECT = 'apim';

interface Verb {
  readonly name: 'extract' | 'plan' | 'publish' | 'drift';
  readonly description: string;
  /**
   * The environment that is meant where none is named. Nx takes it for one that is misspelt too, so only what
   * apiops.yaml itself states can be one.
   */
  readonly defaultEnvironment?: (config: ApiopsConfig) => string | undefined;
}

const VERBS: readonly Verb[] = [
  {
    name: 'extract',
    description: 'Takes what the instance has into the artifact folder.',
    defaultEnvironment: ({ extractFrom }) => extractFrom,
  },
  { name: 'plan', description: 'Shows what a publish would change.' },
  { name: 'publish', description: 'Publishes the artifacts to the instance.' },
  { name: 'drift', description: 'Compares the instance with what was published to it last.' },
];

/** The root project: what can be done with an instance, with each environment as a configuration. */
export function rootProject(config: ApiopsConfig): ProjectConfiguration {
  return {
    root: '.',
    name: ROOT_PROJECT,
    projectType: 'application',
    tags: ['type:apim'],
    metadata: { description: `Azure API Management of ${config.organization}` },
    targets: Object.fromEntries(VERBS.map((verb) => [verb.name, target(verb, config)])),
  };
}

/** Never cached: its result is what an instance says, not what files say. */
function target({ name, description, defaultEnvironment }: Verb, config: ApiopsConfig): TargetConfiguration {
  const environment = defaultEnvironment?.(config);
  return {
    executor: 'nx:run-commands',
    cache: false,
    options: { cwd: '{projectRoot}', command: `nx-apiops ${name}` },
    configurations: Object.fromEntries(
      config.environments.map((configured) => [
        configured.name,
        { command: `nx-apiops ${name} --env ${configured.name}` },
      ]),
    ),
    ...(environment !== undefined && { defaultConfiguration: environment }),
    metadata: { description, technologies: ['azure-api-management'] },
  };
}
