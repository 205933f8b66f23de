import { RolloutError } from '../errors.js';

/** How far a repository is. */
export const LEDGER_STATES = [
  'planned',
  'branch',
  'committed',
  'pull-request',
  'merged',
  'closed',
  'declined',
  'conflict',
  'failed',
  'skipped',
  'current',
] as const;
/**
 * `closed`: by the campaign. `declined`: by the people of the repository. `conflict`: nothing could be proposed.
 * `current`: there was nothing to do.
 */
export type LedgerState = (typeof LEDGER_STATES)[number];

export interface LedgerPullRequest {
  readonly number: number;
  readonly url: string;
}

/** A state that a repository had, and since when. */
export interface LedgerMoment {
  readonly state: LedgerState;
  readonly at: string;
}

/** What is known of one repository. */
export interface LedgerEntry {
  readonly repository: string;
  readonly state: LedgerState;
  /** For people: why it is skipped, in conflict or failed. */
  readonly reason?: string;
  readonly commitOid?: string;
  readonly pullRequest?: LedgerPullRequest;
  readonly currentVersion?: string;
  readonly targetVersion?: string;
  /** ISO 8601, in UTC. */
  readonly updatedAt: string;
  /** The states before this one, oldest first. */
  readonly history: readonly LedgerMoment[];
}

/** How far a campaign is. */
export interface Ledger {
  readonly version: 1;
  readonly campaign: string;
  /** By full name, in the order in which they were first recorded. */
  readonly entries: ReadonlyMap<string, LedgerEntry>;
}

/** One step of one repository. What is left out stays as it was, but for the reason, which belongs to its state. */
export type LedgerStep = Pick<LedgerEntry, 'repository' | 'state'> &
  Partial<Omit<LedgerEntry, 'repository' | 'state' | 'updatedAt' | 'history'>>;

/** What may follow. Planning again is always possible, and anything can fail or come out as what a host says it is. */
const NEXT: Readonly<Record<LedgerState, readonly LedgerState[]>> = {
  planned: ['branch', 'committed', 'pull-request'],
  branch: ['committed', 'pull-request'],
  committed: ['pull-request'],
  'pull-request': ['branch', 'committed', 'merged', 'closed'],
  merged: [],
  closed: [],
  declined: ['pull-request', 'closed'],
  conflict: ['branch', 'committed', 'pull-request', 'closed'],
  failed: ['branch', 'committed', 'pull-request', 'merged', 'closed'],
  skipped: [],
  current: ['merged'],
};

const ALWAYS: readonly LedgerState[] = ['planned', 'conflict', 'failed', 'skipped', 'current', 'declined'];

export function emptyLedger(campaign: string): Ledger {
  return { version: 1, campaign, entries: new Map() };
}

/**
 * The ledger after a step at a moment (ISO 8601). Pure. Throws `LEDGER_STEP` for a step that cannot follow, such as a merge of
 * what was never proposed.
 */
export function advance(ledger: Ledger, step: LedgerStep, at: string): Ledger {
  return withEntry(ledger, advancedEntry(ledger, step, at));
}

/** The entry that a step makes. As `advance`. */
export function advancedEntry({ entries }: Ledger, step: LedgerStep, at: string): LedgerEntry {
  const before = entries.get(step.repository);
  if (!before) return { ...step, updatedAt: at, history: [] };
  const { reason: _, ...kept } = before;
  const isSame = before.state === step.state;
  if (!isSame && !ALWAYS.includes(step.state) && !NEXT[before.state].includes(step.state)) {
    throw new RolloutError('LEDGER_STEP', `${step.repository} cannot go from ${before.state} to ${step.state}.`);
  }
  const history = isSame ? before.history : [...before.history, { state: before.state, at: before.updatedAt }];
  return { ...kept, ...step, updatedAt: at, history };
}

/** The ledger with an entry in place of the one of that repository. */
export function withEntry(ledger: Ledger, entry: LedgerEntry): Ledger {
  return { ...ledger, entries: new Map([...ledger.entries, [entry.repository, entry]]) };
}

/** Whether a run has nothing left to do in a repository in this state. */
export function isSettled(state: LedgerState): boolean {
  return !['planned', 'branch', 'committed', 'failed'].includes(state);
}
