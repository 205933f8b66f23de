/** How far a repository is. */
export const LEDGER_STATES = [
  'planned',
  'committed',
  'pull-request',
  'failing',
  'stale',
  'merged',
  'drifted',
  'closed',
  'declined',
  'conflict',
  'failed',
  'skipped',
  'current',
] as const;
/**
 * `planned`: there is something to propose. `committed`: on the branch, without a pull request yet. `pull-request`: it is
 * open. `failing`: its checks fail. `stale`: nobody has touched it for long. `drifted`: it was merged, or nothing was to
 * do, and the repository is no longer so. `closed`: by the campaign. `declined`: closed by the people of the repository.
 * `conflict`: somebody has to decide, whether there is a pull request or nothing could be proposed. `failed`: a request
 * was. `current`: there was nothing to do.
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
  /** For people: why it is in this state. */
  readonly reason?: string;
  /** The newest commit that the campaign put on the branch. */
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

export function emptyLedger(campaign: string): Ledger {
  return { version: 1, campaign, entries: new Map() };
}

/** The ledger after a step at a moment (ISO 8601). Pure. */
export function advance(ledger: Ledger, step: LedgerStep, at: string): Ledger {
  const entry = advancedEntry(ledger.entries.get(step.repository), step, at);
  return { ...ledger, entries: new Map([...ledger.entries, [entry.repository, entry]]) };
}

/** The entry that a step makes out of the one before. Pure. */
export function advancedEntry(before: LedgerEntry | undefined, step: LedgerStep, at: string): LedgerEntry {
  if (!before) return { ...step, updatedAt: at, history: [] };
  const { reason: _, ...kept } = before;
  const isSame = before.state === step.state;
  const history = isSame ? before.history : [...before.history, { state: before.state, at: before.updatedAt }];
  return { ...kept, ...step, updatedAt: at, history };
}
