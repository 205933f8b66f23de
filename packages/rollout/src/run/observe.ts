import type { Campaign } from '../plan/campaign.js';
import type { LedgerEntry, LedgerState, LedgerStep } from '../ledger/ledger.js';
import { decide, type Decision } from './decide.js';
import { proposalOf } from './proposal.js';
import { isPlanned, type PlannedLook, type RepositoryLook, type SeenPullRequest } from './repository-look.js';

export interface Observer {
  readonly campaign: Campaign;
  readonly now: Date;
  /** An open pull request that nobody has touched for so many days is stale. */
  readonly staleAfterDays: number;
}

const DAY_MS = 86_400_000;

interface Observed {
  readonly state: LedgerState;
  readonly reason?: string;
}

/** What a look tells a ledger: the state that a repository is in, and why. `entry` is what was known before. Pure. */
export function observe(look: RepositoryLook, entry: LedgerEntry | undefined, observer: Observer): LedgerStep {
  const repository = look.repository.fullName;
  if (!isPlanned(look)) return { repository, state: 'failed', reason: look.problem.message };
  const { plan, pullRequest } = look;
  const { state, reason } = stateOf(look, entry, observer);
  return {
    repository,
    state,
    ...(reason !== undefined && reason !== '' && { reason }),
    ...(pullRequest && { pullRequest: { number: pullRequest.number, url: pullRequest.url } }),
    ...(plan.currentVersion !== undefined && { currentVersion: plan.currentVersion }),
    targetVersion: plan.targetVersion,
  };
}

function stateOf(look: PlannedLook, entry: LedgerEntry | undefined, observer: Observer): Observed {
  const { plan, pullRequest } = look;
  if (plan.status === 'skipped') return skippedState(look, entry);
  if (pullRequest?.state === 'open') return openState({ ...look, pullRequest }, entry, observer);
  if (plan.status === 'current') return { state: pullRequest?.state === 'merged' ? 'merged' : 'current' };
  if (wasDone(look, entry)) return { state: 'drifted', reason: driftText(look) };
  if (plan.changes.length === 0) return { state: 'conflict', reason: plan.reason };
  return entry && KEPT.has(entry.state) ? keep(entry) : { state: 'planned' };
}

/** What only a run can tell: a look does not show it. */
const KEPT: ReadonlySet<LedgerState> = new Set(['failed', 'committed', 'conflict']);

function skippedState({ plan: { skip, reason } }: PlannedLook, entry: LedgerEntry | undefined): Observed {
  if (skip !== 'declined') return { state: 'skipped', reason };
  return entry?.state === 'closed' ? keep(entry) : { state: 'declined', reason };
}

function keep({ state, reason }: LedgerEntry): Observed {
  return { state, ...(reason !== undefined && { reason }) };
}

/** Most urgent first. */
function openState(
  look: PlannedLook & { readonly pullRequest: SeenPullRequest },
  entry: LedgerEntry | undefined,
  { campaign, now, staleAfterDays }: Observer,
): Observed {
  const { plan, pullRequest } = look;
  if (plan.status === 'current') return { state: 'pull-request', reason: 'nothing is left to change: close it' };
  const decision = decide(look, proposalOf(campaign, plan), entry);
  const inTheWay = inTheWayOf(decision) ?? conflictText(look);
  if (inTheWay !== undefined) return { state: 'conflict', reason: inTheWay };
  const stillFails = pullRequest.checks === 'unknown' && entry?.state === 'failing';
  if (pullRequest.checks === 'failure' || stillFails) return { state: 'failing', reason: 'its checks fail' };
  const days = Math.floor((now.getTime() - Date.parse(pullRequest.updatedAt)) / DAY_MS);
  if (days >= staleAfterDays) return { state: 'stale', reason: `nobody has touched it for ${days} days` };
  return { state: 'pull-request', reason: remarks(pullRequest, decision) };
}

function conflictText({ plan, pullRequest }: PlannedLook): string | undefined {
  if (plan.status === 'conflict') return plan.reason;
  return pullRequest?.hasConflicts ? `it cannot be merged: it has conflicts with ${plan.defaultBranch}` : undefined;
}

function inTheWayOf(decision: Decision): string | undefined {
  if (decision.kind === 'blocked') return decision.reason;
  return decision.kind === 'update' ? decision.doubt : undefined;
}

function remarks({ checks, isDraft, isAutoMerging }: SeenPullRequest, { kind }: Decision): string {
  return [
    ...(kind === 'update' ? ['out of date: apply brings it up to date'] : []),
    ...(isDraft ? ['draft'] : []),
    ...(checks === 'pending' ? ['checks are running'] : []),
    ...(isAutoMerging ? ['merges itself'] : []),
  ].join(', ');
}

/** Of this version: a newer one is no drift. */
function wasDone({ plan, pullRequest }: PlannedLook, entry: LedgerEntry | undefined): boolean {
  if (pullRequest?.state === 'merged') return true;
  const isDone = entry?.state === 'current' || entry?.state === 'merged' || entry?.state === 'drifted';
  return isDone && entry.targetVersion === plan.targetVersion;
}

const SHOWN_FILES = 3;

function driftText({ plan: { changes, conflicts } }: PlannedLook): string {
  const paths = [...changes, ...conflicts].map(({ path }) => path);
  const more = paths.length - SHOWN_FILES;
  const shown = paths.slice(0, SHOWN_FILES).join(', ');
  return `changed since: ${shown}${more > 0 ? ` and ${more} more` : ''}`;
}
