import type { LedgerEntry } from '../ledger/ledger.js';
import type { Campaign } from '../plan/campaign.js';
import { proposalOf, type Proposal, type ProposalMark } from './proposal.js';
import type { PlannedLook, SeenPullRequest } from './repository-look.js';

/** What a run does in one repository. */
export type Decision =
  | { readonly kind: 'none' }
  /** `replaces`: what earlier runs may have left on the branch. */
  | { readonly kind: 'create'; readonly replaces: readonly string[] }
  | {
      readonly kind: 'update';
      readonly number: number;
      readonly url: string;
      /** The commits that may be replaced. Absent: the files are right. */
      readonly replaces?: readonly string[];
      /** Whether title and description are others now. Otherwise what people made of the title stays. */
      readonly isTextNew: boolean;
      /** The commit that stays, where none is replaced. */
      readonly commitOid: string;
      /** Stated where the campaign changes its mind, so that what people decided stays. */
      readonly isDraft?: boolean;
      /** Why the branch may hold work of others, which only its content tells. */
      readonly doubt?: string;
    }
  /** People have to decide. */
  | { readonly kind: 'blocked'; readonly reason: string };

type Seen = Pick<PlannedLook, 'plan' | 'pullRequest'>;

const NONE: Decision = { kind: 'none' };

/**
 * What brings the pull request of a campaign to a proposal. Nothing where it says and holds that already: it is not made
 * anew for other commits on the default branch, and what people wrote into its description stays. Pure.
 */
export function decide(
  { plan, pullRequest }: Seen,
  proposal: Proposal,
  entry: Pick<LedgerEntry, 'commitOid'> | undefined,
): Decision {
  if (plan.status === 'skipped' || plan.changes.length === 0) return NONE;
  const mark = pullRequest?.mark;
  if (pullRequest?.state !== 'open') return { kind: 'create', replaces: ours(mark, entry) };
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
  const isTextNew = mark.text !== proposal.text;
  const update = { kind: 'update', number, url, commitOid: mark.commitOid, isTextNew, ...isDraft } as const;
  if (hasChanges) return update;
  const replaces = ours(mark, entry);
  if (replaces.includes(headOid)) return { ...update, replaces };
  const doubt = `pull request ${number} holds commits of others, and is out of date: merge or close it`;
  return { ...update, replaces, doubt };
}

/** What this campaign put on the branch, as the pull request and the ledger tell it: either may be a step behind. */
function ours(mark: ProposalMark | undefined, entry: Pick<LedgerEntry, 'commitOid'> | undefined): readonly string[] {
  return [...new Set([mark?.commitOid, entry?.commitOid])].filter((oid) => oid !== undefined);
}

/** Whether the open pull request says and holds all that there is to propose. Pure. */
export function isProposed(seen: Seen, campaign: Campaign): boolean {
  if (seen.pullRequest?.state !== 'open' || seen.plan.changes.length === 0) return false;
  return decide(seen, proposalOf(campaign, seen.plan), undefined).kind === 'none';
}
