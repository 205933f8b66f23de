import type { Tree } from '@nx/devkit';
import { shownDifference } from '@nx-apiops/rollout';
import type { SyncResult } from '../pipelines-sync/generator.js';
import { readRepository } from '../tree/repository.js';
import { writeCodeOwners } from './write-code-owners.js';

/**
 * Derives the block of CODEOWNERS from the owners of the APIs. `nx sync` writes the result; `nx sync:check` writes
 * nothing and shows the difference line by line.
 */
export async function codeOwnersSyncGenerator(tree: Tree): Promise<SyncResult | undefined> {
  const change = writeCodeOwners(readRepository(tree));
  if (!change) return undefined;
  const { path, before, after } = change;
  return {
    outOfSyncMessage: `${path} is not what the catalog-info.yaml files of the APIs say.`,
    outOfSyncDetails:
      before === undefined
        ? [`${path} is missing.`]
        : [`${path} (- as it is, + as it should be):`, ...shownDifference(before, after).map((line) => `    ${line}`)],
  };
}

/** What `nx sync` runs. */
export const generate = codeOwnersSyncGenerator;
