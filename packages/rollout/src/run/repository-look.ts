import type { RolloutPullRequest, RolloutRepository, ScmError } from '@nx-apiops/scm';
import type { RepositoryPlan } from '../plan/repository-plan.js';
import type { ProposalMark } from './proposal.js';

/** The newest pull request of the campaign, with what it says of itself instead of its whole description. */
export type SeenPullRequest = Omit<RolloutPullRequest, 'body' | 'title'> & { readonly mark?: ProposalMark | undefined };

/** One repository as it is: what is to do, and what became of what was done; or why nothing could be seen. */
export type RepositoryLook =
  | {
      readonly repository: RolloutRepository;
      readonly plan: RepositoryPlan;
      readonly pullRequest?: SeenPullRequest | undefined;
      /** Whether its open pull request says and holds all that there is to propose. */
      readonly isProposed: boolean;
    }
  | { readonly repository: RolloutRepository; readonly problem: ScmError };

/** A look at a repository that could be seen. */
export type PlannedLook = Extract<RepositoryLook, { readonly plan: RepositoryPlan }>;

export function isPlanned(look: RepositoryLook): look is PlannedLook {
  return 'plan' in look;
}
