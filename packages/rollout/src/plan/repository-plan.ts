import type { Hosting } from '@nx-apiops/config';
import type { RolloutFlag } from '@nx-apiops/scm';
import type { CampaignPullRequest } from './repository-snapshot.js';

/** A file of the pull request. */
export type FileChange =
  | {
      readonly path: string;
      readonly kind: 'add' | 'update';
      /** The whole new text. */
      readonly text: string;
      /** The content that it replaces. Absent: there is none. */
      readonly oid?: string;
      readonly added: number;
      readonly removed: number;
    }
  | {
      readonly path: string;
      readonly kind: 'delete';
      readonly oid?: string;
      readonly added: number;
      readonly removed: number;
    };

/** A file that the rollout leaves as it is, since something of the user would get lost. */
export interface FileConflict {
  readonly path: string;
  readonly reason: 'edited' | 'unknown-origin' | 'foreign' | 'own-lines' | 'invalid';
  /** For people, in one line or few. */
  readonly message: string;
  /** `- ` as it is, `+ ` as it would be. */
  readonly difference: readonly string[];
}

export type SkipReason =
  RolloutFlag | 'opted-out' | 'declined' | 'newer' | 'not-apiops' | 'onboarding-incomplete' | 'onboarding-off';

/** What a rollout does to one repository. Plain data: printed, saved, approved and applied as it is. */
export interface RepositoryPlan {
  readonly repository: string;
  readonly host: Hosting;
  readonly defaultBranch: string;
  /** The commit that it was planned against. */
  readonly headOid: string;
  readonly status: 'change' | 'current' | 'skipped' | 'conflict';
  /** Why it is skipped. */
  readonly skip?: SkipReason;
  /** For people: why it is skipped, or what is in the way. Empty otherwise. */
  readonly reason: string;
  /** For a skipped onboarding: keys of `apiops.yaml` that nothing tells; a campaign file can supply them. */
  readonly missing: readonly string[];
  readonly isOnboarding: boolean;
  /** The oldest version that derived one of the pipelines. */
  readonly currentVersion?: string;
  readonly targetVersion: string;
  /** Sorted by path. */
  readonly changes: readonly FileChange[];
  readonly conflicts: readonly FileConflict[];
  /** What people have to do before the merge, or after it where it says so, one sentence each. */
  readonly checks: readonly string[];
  /** Whether the pull request is not ready to be merged as it is. */
  readonly isDraft: boolean;
  readonly pullRequest?: CampaignPullRequest;
}
