import type { Tree } from '@nx/devkit';
import { PIPELINES_FOLDER, WORKFLOWS_FOLDER } from '@nx-apiops/rollout';
import { writePipelines } from '../pipelines/write-pipelines.js';
import { readRepository } from '../tree/repository.js';
import { registerSyncGenerator } from './register-sync-generator.js';

/** Files that version 0.1 wrote under names that are not used any more, and how they begin. */
const REPLACED: Readonly<Record<string, string>> = {
  [`${WORKFLOWS_FOLDER}/publish-environment.yml`]: '# Derived from apiops.yaml.',
  [`${PIPELINES_FOLDER}/jobs/plan.yml`]: '# Shows what a publish to one environment would change.',
  [`${PIPELINES_FOLDER}/jobs/publish.yml`]: '# Publishes the artifacts to one environment, behind the approvals',
  [`${PIPELINES_FOLDER}/steps/install.yml`]: '# Checks out the whole history, which tells what changed,',
};

/**
 * Carries a repository from 0.1: registers the sync generator and derives the pipelines. Other settings of nx.json, and
 * files of the user, stay as they are. Does nothing the second time.
 */
export async function derivePipelinesMigration(tree: Tree): Promise<void> {
  registerSyncGenerator(tree, 'nx-apiops:pipelines-sync');
  for (const [path, beginning] of Object.entries(REPLACED)) {
    if (tree.read(path, 'utf8')?.startsWith(beginning)) tree.delete(path);
  }
  writePipelines(tree, readRepository(tree).config);
}
