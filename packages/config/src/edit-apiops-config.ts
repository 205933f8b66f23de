import { isDeepStrictEqual } from 'node:util';
import { isAlias, isNode, isSeq, type Document, type Scalar } from 'yaml';
import type {
  EnvironmentSection,
  IdentitySection,
  PipelinesSection,
  PlatformSection,
  ProtectionSection,
} from './apiops-config.js';
import { editYaml } from './edit-yaml.js';
import { ConfigError } from './errors.js';
import { renderPath } from './json-path.js';
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
    const { name, subscriptionId, resourceGroup, serviceName, cloud, approval, keyVaults } = environment;
    const node = document.createNode({
      name,
      subscriptionId,
      resourceGroup,
      serviceName,
      cloud,
      approval,
      keyVaults,
    });
    environments.items.splice(position, 0, node);
  });
}

/** Members of a section. Those that are left out or undefined stay as they are. */
export type SectionEdit<Section> = { readonly [Key in keyof Section]?: Section[Key] | undefined };

/** Members of the `pipelines` section, in whole or in part. */
export type PipelinesEdit = Omit<PipelinesSection, 'platform'> & { readonly platform?: Partial<PlatformSection> };

/**
 * Sets these keys of the `pipelines` section; keys that are not named stay as they are.
 *
 * Throws what `parseApiopsConfig` throws when the result is not a valid configuration, and `EDIT_REFUSED` where a
 * section is written as an alias.
 */
export function setPipelines(text: string, pipelines: PipelinesEdit): string {
  return editApiopsConfig(text, (document) => setMembers(document, ['pipelines'], pipelines));
}

/** Sets these keys of the `protection` section, which is made where it is missing. Otherwise as `setPipelines`. */
export function setProtection(text: string, protection: SectionEdit<ProtectionSection>): string {
  return editApiopsConfig(text, (document) => setMembers(document, ['protection'], protection));
}

/** Sets these keys of the `identity` section, which is made where it is missing. Otherwise as `setPipelines`. */
export function setIdentity(text: string, identity: SectionEdit<IdentitySection>): string {
  return editApiopsConfig(text, (document) => setMembers(document, ['identity'], identity));
}

/**
 * Sets these keys of an environment. Otherwise as `setPipelines`.
 *
 * Throws `ENVIRONMENT_UNKNOWN` too.
 */
export function setEnvironment(
  text: string,
  name: string,
  edit: SectionEdit<Omit<EnvironmentSection, 'name'>>,
): string {
  const config = parseApiopsConfig(text, APIOPS_FILE);
  const index = config.environments.indexOf(findEnvironment(config, name));
  return editApiopsConfig(text, (document) => setMembers(document, ['environments', index], edit));
}

type Path = readonly [string | number, ...(string | number)[]];

/**
 * Sets the members of the mapping at `path`, and of mappings in it one by one, so that comments and members beside
 * them stay. What says the same already stays as it is written. A section that is new at the top of the file stands
 * behind an empty line.
 */
function setMembers(document: Document, path: Path, members: object): void {
  for (const [key, value] of Object.entries(members) as [string, unknown][]) {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      setMembers(document, [...path, key], value);
    } else if (value !== undefined && !isDeepStrictEqual(valueAt(document, [...path, key]), value)) {
      refuseAliases(document, path);
      if (!document.has(path[0])) document.set(sectionKey(document, path[0]), document.createNode({}));
      document.setIn([...path, key], value);
    }
  }
}

/** Undefined where there is nothing, and behind an alias. */
function valueAt(document: Document, path: Path): unknown {
  const node: unknown = document.getIn(path, true);
  return isNode(node) ? node.toJS(document) : undefined;
}

function sectionKey(document: Document, name: string | number): Scalar {
  const key: Scalar = document.createNode(name);
  key.spaceBefore = true;
  return key;
}

/** What an alias stands for is written elsewhere, and other places may share it. */
function refuseAliases(document: Document, path: Path): void {
  for (const [index] of path.entries()) {
    const inner = path.slice(0, index + 1);
    if (!isAlias(document.getIn(inner, true))) continue;
    throw new ConfigError('EDIT_REFUSED', `${renderPath(inner)} in ${APIOPS_FILE} is written as an alias`, {
      hint: 'Write the value out in place of the alias, or make the change by hand.',
    });
  }
}
