import { isSeq, type Document } from 'yaml';
import type { EnvironmentSection, PipelinesSection, PlatformSection } from './apiops-config.js';
import { editYaml } from './edit-yaml.js';
import { ConfigError } from './errors.js';
import { APIOPS_FILE, findEnvironment } from './load-apiops-config.js';
import { parseApiopsConfig } from './parse-apiops-config.js';

/**
 * Edits the text of an `apiops.yaml` through the `yaml` package's document and keeps its comments and formatting.
 *
 * Throws what `parseApiopsConfig` throws when the result is not a valid configuration.
 */
export function editApiopsConfig(text: string, edit: (document: Document) => void): string {
  const edited = editYaml(text, APIOPS_FILE, edit);
  parseApiopsConfig(edited, APIOPS_FILE);
  return edited;
}

/**
 * Adds an environment behind the one named `after`, or as the last. An environment of that name that is there already
 * is left as it is.
 *
 * Throws `ENVIRONMENT_UNKNOWN` for an unknown `after`, and what `parseApiopsConfig` throws.
 */
export function addEnvironment(
  text: string,
  environment: EnvironmentSection,
  options: { readonly after?: string } = {},
): string {
  const config = parseApiopsConfig(text, APIOPS_FILE);
  if (config.environments.some((existing) => existing.name === environment.name)) return text;
  const previous = options.after === undefined ? undefined : findEnvironment(config, options.after);
  const position = previous ? config.environments.indexOf(previous) + 1 : config.environments.length;
  return editApiopsConfig(text, (document) => {
    const environments = document.get('environments');
    if (!isSeq(environments)) {
      throw new ConfigError('EDIT_REFUSED', `the environments of ${APIOPS_FILE} are not written out as a list`, {
        hint: 'Write the list out in place of the alias, or add the environment by hand.',
      });
    }
    const { name, subscriptionId, resourceGroup, serviceName, cloud } = environment;
    const node = document.createNode({ name, subscriptionId, resourceGroup, serviceName, cloud });
    environments.items.splice(position, 0, node);
  });
}

/** Members of the `pipelines` section, in whole or in part. */
export type PipelinesEdit = Omit<PipelinesSection, 'platform'> & { readonly platform?: Partial<PlatformSection> };

/**
 * Sets these keys of the `pipelines` section; keys that are not named stay as they are.
 *
 * Throws what `parseApiopsConfig` throws when the result is not a valid configuration.
 */
export function setPipelines(text: string, pipelines: PipelinesEdit): string {
  return editApiopsConfig(text, (document) => {
    for (const [key, value] of Object.entries(pipelines)) setWhole(document, ['pipelines', key], value);
  });
}

/** Mappings are set member by member, so that comments and members beside them stay. */
function setWhole(document: Document, path: readonly string[], value: unknown): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, member] of Object.entries(value)) setWhole(document, [...path, key], member);
  } else if (value !== undefined) {
    document.setIn(path, value);
  }
}
