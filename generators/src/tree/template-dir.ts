import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Folder of a generator's templates: beside the built code in the installed plugin, at the top of the platform
 * repository where the sources run.
 */
export function templateDir(name: string): string {
  return firstFolder(`../templates/${name}`, `../../../templates/${name}`);
}

/** The standard Azure Pipelines templates, which the derived pipelines extend. */
export function pipelinesDir(): string {
  return firstFolder('../azure-pipelines', '../../../pipelines');
}

/** The reusable workflows for GitHub Actions, among the workflows of the platform repository itself. */
export function workflowsDir(): string {
  return firstFolder('../github-workflows', '../../../.github/workflows');
}

function firstFolder(packed: string, inPlatform: string): string {
  const found = [packed, inPlatform].map((path) => fileURLToPath(new URL(path, import.meta.url))).find(existsSync);
  if (found === undefined) throw new Error(`The folder ${packed} of nx-apiops is missing; install it again.`);
  return found;
}
