import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { load } from 'js-yaml';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiFolder } from './api-folders.js';
import type { OverrideFiles } from './override-files.js';
import { ROOT_PROJECT } from './root-project.js';
import type { SharedResources } from './shared-resources.js';

/** What is known of the repository as a whole. */
export interface Surroundings {
  readonly workspaceRoot: string;
  readonly shared: SharedResources;
  readonly overrideFiles: OverrideFiles;
}

/**
 * The project of an API. Its tags say whose it is and how far; its named inputs `shared` and `overrides` what it uses
 * outside of its folder, so that a change there affects it.
 */
export function apiProject(
  folder: ApiFolder,
  { workspaceRoot, shared, overrideFiles }: Surroundings,
): ProjectConfiguration {
  const catalog = readCatalog(join(workspaceRoot, folder.root, 'catalog-info.yaml'));
  const { owner, lifecycle, system } = member(catalog, 'spec');
  const { title, description } = member(catalog, 'metadata');
  const tag = (name: string, value: unknown): string[] =>
    typeof value === 'string' && value !== '' ? [`${name}:${value}`] : [];
  const used = shared.usedBy(folder);
  return {
    root: folder.root,
    name: projectName(folder),
    projectType: 'library',
    tags: ['type:api', ...tag('owner', owner), ...tag('lifecycle', lifecycle), ...tag('system', system)],
    namedInputs: {
      shared: [...used.map((resource) => resource.folder), ...folder.revisions].map(
        (path) => `{workspaceRoot}/${path}/**/*`,
      ),
      overrides: overrideFiles([{ kind: 'api', name: folder.name }, ...used]).map((file) => `{workspaceRoot}/${file}`),
    },
    metadata: {
      ...(typeof title === 'string' && {
        description: typeof description === 'string' ? `${title}: ${description}` : title,
      }),
      technologies: ['azure-api-management'],
    },
    targets: { check: CHECK },
  };
}

/**
 * Does nothing itself. Checks hang on it with `dependsOn`, in nx.json or a project.json, and Nx selects the APIs that a
 * change affects by its inputs.
 */
const CHECK: TargetConfiguration = {
  executor: 'nx:noop',
  cache: true,
  inputs: ['default', 'shared', 'overrides'],
  metadata: { description: 'All checks of the API.' },
};

/** The API's name; with its workspace before it, and never the name of the root project. */
export function projectName({ name, workspace }: Pick<ApiFolder, 'name' | 'workspace'>): string {
  if (workspace !== undefined) return `${workspace}/${name}`;
  return name === ROOT_PROJECT ? `apis/${name}` : name;
}

/** A catalogue entry that cannot be read gives no tags; it must not keep Nx from working. */
function readCatalog(file: string): JsonObject {
  try {
    const value: unknown = load(readFileSync(file, 'utf8'));
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

function member(value: JsonObject, name: string): JsonObject {
  const found = value[name];
  return isJsonObject(found) ? found : {};
}
