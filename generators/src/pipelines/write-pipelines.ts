import type { Tree } from '@nx/devkit';
import type { ApiopsConfig } from '@nx-apiops/config';
import { planPipelines, readPipelineSources, type PipelineChange } from '@nx-apiops/rollout';
import { treeFiles } from '../tree/tree-files.js';

/**
 * Makes the pipelines of the repository what `apiops.yaml` says, and gives what that changed, sorted by path. Derived
 * files that have no purpose any more are removed; those of the user are left alone.
 * Throws `MARKS_INVALID`, `PLACE_LOST` and `OWN_LINES_INVALID`, and then writes nothing.
 */
export function writePipelines(tree: Tree, config: ApiopsConfig): readonly PipelineChange[] {
  const changes = planPipelines(config, readPipelineSources(), treeFiles(tree));
  for (const { path, after } of changes) {
    if (after === undefined) tree.delete(path);
    else tree.write(path, after);
  }
  return changes;
}
