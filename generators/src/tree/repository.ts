import type { Tree } from '@nx/devkit';
import { detectLayout, resourceId, toArtifactPath, type Layout, type ResourceId } from '@nx-apiops/apim';
import { APIOPS_FILE, parseApiopsConfig, type ApiopsConfig } from '@nx-apiops/config';
import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { GeneratorError } from '../errors.js';

/** An APIOps repository as a generator sees it. */
export interface Repository {
  readonly tree: Tree;
  readonly config: ApiopsConfig;
  /** The layout that new artifacts are written in. */
  readonly layout: Layout;
}

/** Reads `apiops.yaml`. Throws `REPOSITORY_MISSING` without it, and what `parseApiopsConfig` throws. */
export function readRepository(tree: Tree): Repository {
  const text = tree.read(APIOPS_FILE, 'utf8');
  if (text === null) {
    throw new GeneratorError('REPOSITORY_MISSING', `There is no ${APIOPS_FILE} in ${tree.root}.`, {
      hint: 'Run the generator in an APIOps repository, or create one: npx create-nx-apiops <dir>',
    });
  }
  const config = parseApiopsConfig(text, APIOPS_FILE);
  return { tree, config, layout: config.artifacts.layout ?? detectLayout(tellingPaths(tree, config.artifacts.folder)) };
}

/** Paths of the folders whose names tell the layout; API folders, which are many, do not. */
function tellingPaths(tree: Tree, folder: string): readonly string[] {
  const paths: string[] = [];
  const walk = (path: string): void => {
    for (const child of tree.children(`${folder}/${path}`)) {
      const inner = path === '' ? child : `${path}/${child}`;
      if (inner === 'apis') continue;
      paths.push(tree.isFile(`${folder}/${inner}`) ? inner : `${inner}/`);
      walk(inner);
    }
  };
  walk('');
  return paths;
}

/** Path of a resource's artifact file from the root of the repository. */
export function artifactFile({ config, layout }: Repository, id: ResourceId): string {
  return `${config.artifacts.folder}/${toArtifactPath(id, layout)}`;
}

/** The properties of a resource in the artifacts; undefined where it is not there. Throws `ARTIFACT_INVALID`. */
export function readProperties(repository: Repository, id: ResourceId): JsonObject | undefined {
  const file = artifactFile(repository, id);
  const value = readJson(repository.tree, file);
  if (value === undefined) return undefined;
  const properties = isJsonObject(value) ? value['properties'] : undefined;
  return isJsonObject(properties) ? properties : {};
}

/** Display names of the named values, in lower case. */
export function readNamedValueNames(repository: Repository): ReadonlySet<string> {
  const names = namesOf(repository, (name) => resourceId('namedValue', [name]));
  return new Set(
    names.map((name) => {
      const properties = readProperties(repository, resourceId('namedValue', [name]));
      return String(properties?.['displayName'] ?? name).toLowerCase();
    }),
  );
}

/** Names of the resources of a kind that has a folder for each. */
export function namesOf(repository: Repository, toId: (name: string) => ResourceId): readonly string[] {
  const anyFile = artifactFile(repository, toId('x'));
  const folder = anyFile.slice(0, anyFile.lastIndexOf('/x/'));
  return repository.tree
    .children(folder)
    .filter((name) => repository.tree.exists(artifactFile(repository, toId(name))));
}

/** A JSON file; undefined where it is not there. Throws `ARTIFACT_INVALID`. */
export function readJson(tree: Tree, file: string): unknown {
  const text = tree.read(file, 'utf8');
  if (text === null) return undefined;
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new GeneratorError(
      'ARTIFACT_INVALID',
      `${file} is not valid JSON: ${cause instanceof Error ? cause.message : ''}`,
      {
        hint: 'Correct the file, then run the generator again.',
        cause,
      },
    );
  }
}
