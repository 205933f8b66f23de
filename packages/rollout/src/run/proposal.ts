import { createHash } from 'node:crypto';
import type { Campaign } from '../plan/campaign.js';
import { renderCommitMessage, renderPullRequestBody } from '../plan/render-pull-request.js';
import type { FileChange, RepositoryPlan } from '../plan/repository-plan.js';

/** What a pull request of a campaign says and holds. */
export interface Proposal {
  readonly title: string;
  /** Without the mark. */
  readonly body: string;
  readonly message: string;
  readonly isDraft: boolean;
  /** Tells these changes from others. */
  readonly changes: string;
  /** Tells this title, body and draft from others. */
  readonly text: string;
}

/** What the description of a pull request says of how it was made, so that a later run can tell what people did to it. */
export interface ProposalMark {
  /** The commit that the campaign put on the branch. */
  readonly commitOid: string;
  readonly changes: string;
  readonly text: string;
  readonly isDraft: boolean;
}

const DIGEST_LENGTH = 12;
const MARK = new RegExp(
  `<!-- proposed: ([0-9a-f]{40,64}) changes ([0-9a-f]{${DIGEST_LENGTH}}) text ([0-9a-f]{${DIGEST_LENGTH}}) (draft|ready) -->`,
);

/** Pure. */
export function proposalOf(campaign: Campaign, plan: RepositoryPlan): Proposal {
  const { title } = campaign;
  const body = renderPullRequestBody(campaign, plan);
  const { isDraft } = plan;
  return {
    title,
    body,
    message: renderCommitMessage(campaign, plan),
    isDraft,
    changes: changesDigest(plan),
    text: digest([title, body, isDraft]),
  };
}

/** Tells these changes of files from others, whatever the commit that they were planned against. Pure. */
export function changesDigest({ changes }: Pick<RepositoryPlan, 'changes'>): string {
  return digest(changes.map((change: FileChange) => [change.path, change.kind === 'delete' ? null : change.text]));
}

/** The body with the mark before it: of long descriptions, lists of hosts tell the beginning only. Pure. */
export function markedBody({ body, changes, text, isDraft }: Proposal, commitOid: string): string {
  return `<!-- proposed: ${commitOid} changes ${changes} text ${text} ${isDraft ? 'draft' : 'ready'} -->\n${body}`;
}

/** The mark of a body; undefined where people took it out. Pure. */
export function readMark(body: string): ProposalMark | undefined {
  const [, commitOid, changes, text, draft] = MARK.exec(body) ?? [];
  if (commitOid === undefined || changes === undefined || text === undefined) return undefined;
  return { commitOid, changes, text, isDraft: draft === 'draft' };
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, DIGEST_LENGTH);
}
