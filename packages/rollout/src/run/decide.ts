import type { LedgerEntry } from '../ledger/ledger.js';
import type { Proposal, ProposalMark } from './proposal.js';
import type { PlannedLook, SeenPullRequest } from './repository-look.js';

/** What a run does in one repository. */
export type Decision =
  | { readonly kind: 'none' }
  /** `replaces`: what an earlier run left on the branch. */
  | { readonly kind: 'create'; readonly replaces?: string | undefined }
  | {
      readonly kind: 'update';
      readonly number: number;
      readonly url: string;
      /** The commit to be replaced. Absent: the files are right. */
      readonly replaces?: string;
      /** The commit that stays, where none is replaced. */
      readonly commitOid: string;
      /** Stated where the campaign changes its mind, so that what people decided stays. */
      readonly isDraft?: boolean;
      /** Why the branch may hold work of others, which only its content tells. */
      readonly doubt?: string;
    }
  /** People have to decide. */
  | { readonly kind: 'blocked'; readonly reason: string };

const NONE: Decision = { kind: 'none' };

/**
 * What brings the pull request of a campaign to a proposal. Nothing where it says and holds that already: it is not made
 * anew for other commits on the default branch, and what people wrote into its description stays. Pure.
 */
export function decide(
  { plan, pullRequest }: PlannedLook,
  proposal: Proposal,
  entry: Pick<LedgerEntry, 'commitOid'> | undefined,
): Decision {
  if (plan.status === 'skipped' || plan.changes.length === 0) return NONE;
  const mark = pullRequest?.mark;
  if (pullRequest?.state !== 'open') return { kind: 'create', replaces: entry?.commitOid ?? mark?.commitOid };
  if (!mark) {
    const reason = `pull request ${pullRequest.number} on the campaign's branch is not the campaign's`;
    return { kind: 'blocked', reason };
  }
  return updateOf(pullRequest, mark, { proposal, entry });
}

function updateOf(
  { number, url, headOid }: SeenPullRequest,
  mark: ProposalMark,
  { proposal, entry }: { readonly proposal: Proposal; readonly entry: Pick<LedgerEntry, 'commitOid'> | undefined },
): Decision {
  const hasChanges = mark.changes === proposal.changes;
  if (hasChanges && mark.text === proposal.text) return NONE;
  const isDraft = mark.isDraft === proposal.isDraft ? {} : { isDraft: proposal.isDraft };
  const update = { kind: 'update', number, url, commitOid: headOid, ...isDraft } as const;
  if (hasChanges) return { ...update, commitOid: mark.commitOid };
  if (headOid === mark.commitOid || headOid === entry?.commitOid) return { ...update, replaces: headOid };
  const doubt = `pull request ${number} holds commits of others, and is out of date`;
  return { ...update, replaces: mark.commitOid, doubt };
}
