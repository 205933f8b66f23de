import type { RolloutRepository } from '../rollout-port.js';
import { askGit, type AzureDevOpsSession } from './azure-devops-session.js';

/** Numbers of the service. */
const VERSION_TYPES = { branch: 0, commit: 2 } as const;

/**
 * Whether the commit has nothing that another, or a branch, does not have: it is itself the nearest commit that both
 * have. Asked from there on, the difference is empty.
 *
 * Source: https://learn.microsoft.com/rest/api/azure/devops/git/diffs/get
 */
export async function isAncestor(
  session: AzureDevOpsSession,
  { id }: RolloutRepository,
  { oid, of }: { readonly oid: string; readonly of: { readonly commit: string } | { readonly branch: string } },
): Promise<boolean> {
  const base =
    'commit' in of
      ? { versionType: VERSION_TYPES.commit, version: of.commit }
      : { versionType: VERSION_TYPES.branch, version: of.branch };
  const target = { versionType: VERSION_TYPES.commit, version: oid };
  const { commonCommit } = await askGit(session, 'compare branch', (git) =>
    git.getCommitDiffs(...([id, undefined, true, 1, undefined, base, target] as const)),
  );
  return commonCommit === oid;
}
