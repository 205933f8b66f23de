import { isJsonObject } from '@nx-apiops/plan';
import type { PipelineSources } from '../derive/pipeline-sources.js';
import { repositoryManifest } from '../derive/repository-manifest.js';
import { slugOf } from '../derive/slug.js';
import type { RepositorySnapshot } from './repository-snapshot.js';

/**
 * What a repository needs besides `apiops.yaml` for its pipelines to run, by path: package.json, and what makes it an Nx
 * workspace with a menu, as the preset writes them. The package has the name of the repository, the workspace its
 * default branch. package-lock.json is not among them: only npm can write it. Pure.
 */
export function workspaceFiles(
  { fullName, defaultBranch }: Pick<RepositorySnapshot, 'fullName' | 'defaultBranch'>,
  { version, workspace }: PipelineSources,
): Readonly<Record<string, string>> {
  const files = [...workspace].map(
    ([path, text]) => [path, path === 'nx.json' ? withBase(text, defaultBranch) : text] as const,
  );
  return {
    'package.json': renderJson(repositoryManifest(packageName(fullName), version)),
    ...Object.fromEntries(files),
  };
}

/** A name that npm takes, whatever the repository is called. */
function packageName(fullName: string): string {
  const name = slugOf(fullName.slice(fullName.lastIndexOf('/') + 1));
  return name === '' ? 'apis' : name;
}

/** The very text where it says so already. */
function withBase(nxJson: string, branch: string): string {
  const settings: unknown = JSON.parse(nxJson);
  if (!isJsonObject(settings) || settings['defaultBase'] === branch) return nxJson;
  return renderJson({ ...settings, defaultBase: branch });
}

function renderJson(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
