import type { Tree } from '@nx/devkit';
import { shownDifference, type PipelineChange } from '@nx-apiops/rollout';
import { writePipelines } from '../pipelines/write-pipelines.js';
import { readRepository } from '../tree/repository.js';
import { withHint } from '../tree/with-hint.js';

/** What `nx sync` and `nx sync:check` show. Undefined where everything is in step. */
export interface SyncResult {
  readonly outOfSyncMessage: string;
  readonly outOfSyncDetails: string[];
}

/**
 * Derives the pipelines from `apiops.yaml`. `nx sync` writes the result; `nx sync:check` writes nothing and shows the
 * difference line by line.
 */
export async function pipelinesSyncGenerator(tree: Tree): Promise<SyncResult | undefined> {
  const changes = writePipelines(tree, readRepository(tree).config);
  if (changes.length === 0) return undefined;
  return {
    outOfSyncMessage: 'The pipelines are not what apiops.yaml and this version of nx-apiops say.',
    outOfSyncDetails: changes.flatMap(describeChange),
  };
}

function describeChange({ path, before, after }: PipelineChange): readonly string[] {
  if (before === undefined) return [`${path} is missing.`];
  if (after === undefined) return [`${path} is not needed any more.`];
  return [`${path} (- as it is, + as it should be):`, ...shownDifference(before, after).map((line) => `    ${line}`)];
}

/** What `nx sync` runs. */
export const generate = withHint((tree: Tree) => pipelinesSyncGenerator(tree));
