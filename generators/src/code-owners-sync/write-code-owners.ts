import { planCodeOwners } from '@nx-apiops/rollout';
import { log } from '../tree/log.js';
import type { Repository } from '../tree/repository.js';
import { treeFiles } from '../tree/tree-files.js';

/** A file of owners that was not what it should be. */
export interface CodeOwnersChange {
  readonly path: string;
  /** Absent: there was none. */
  readonly before?: string;
  readonly after: string;
}

/**
 * Makes the derived block of CODEOWNERS what the catalogue entries of the APIs say, and gives what that changed;
 * undefined where it was in step. Throws `MARKS_INVALID`, and then writes nothing.
 */
export function writeCodeOwners({ tree, config }: Repository): CodeOwnersChange | undefined {
  const { unusable, ...change } = planCodeOwners(config, treeFiles(tree));
  for (const entry of unusable) {
    log.warn(
      `${entry}, which ${change.path} cannot name: write a team, @person or mail address. Until then it has none.`,
    );
  }
  if (change.after === change.before) return undefined;
  tree.write(change.path, change.after);
  return change;
}
