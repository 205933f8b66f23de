import type { Ledger, LedgerEntry, LedgerState } from '../ledger/ledger.js';

export const STATUS_GROUPS = ['done', 'under way', 'needs a look', 'left out'] as const;
export type StatusGroup = (typeof STATUS_GROUPS)[number];

/** What a state means to who follows a campaign. */
export const GROUP_OF: Readonly<Record<LedgerState, StatusGroup>> = {
  planned: 'under way',
  committed: 'under way',
  'pull-request': 'under way',
  merged: 'done',
  current: 'done',
  failing: 'needs a look',
  stale: 'needs a look',
  drifted: 'needs a look',
  conflict: 'needs a look',
  failed: 'needs a look',
  declined: 'needs a look',
  closed: 'left out',
  skipped: 'left out',
};

export interface StatusRow {
  readonly repository: string;
  readonly state: LedgerState;
  readonly group: StatusGroup;
  /** `1.0.0 → 1.1.0`; empty where nothing is known. */
  readonly versions: string;
  readonly reason: string;
  readonly pullRequest?: { readonly number: number; readonly url: string };
  readonly updatedAt: string;
}

/** How many repositories were in which group at a moment. */
export interface ProgressPoint {
  readonly at: string;
  readonly counts: Readonly<Record<StatusGroup, number>>;
}

/** How far a campaign is. Plain data. */
export interface RolloutSummary {
  readonly campaign: string;
  readonly total: number;
  readonly counts: Readonly<Record<StatusGroup, number>>;
  readonly states: Readonly<Partial<Record<LedgerState, number>>>;
  /** Of those that are not left out, rounded down; 100 where there is none. */
  readonly percentDone: number;
  /** Those that need a look first, then by name. */
  readonly rows: readonly StatusRow[];
  /** By time, from the first step on. */
  readonly progress: readonly ProgressPoint[];
}

/** What needs somebody comes first. */
export const URGENCY: readonly StatusGroup[] = ['needs a look', 'under way', 'done', 'left out'];

/** Pure. */
export function summarizeRollout({ campaign, entries }: Ledger): RolloutSummary {
  const rows = [...entries.values()].map(toRow).sort(byUrgency);
  const counts = countGroups(rows.map(({ group }) => group));
  const wanted = rows.length - counts['left out'];
  const states: Partial<Record<LedgerState, number>> = {};
  for (const { state } of rows) states[state] = (states[state] ?? 0) + 1;
  return {
    campaign,
    total: rows.length,
    counts,
    states,
    percentDone: wanted === 0 ? 100 : Math.floor((100 * counts.done) / wanted),
    rows,
    progress: progressOf([...entries.values()]),
  };
}

function toRow(entry: LedgerEntry): StatusRow {
  const { repository, state, reason = '', currentVersion, targetVersion, pullRequest, updatedAt } = entry;
  const versions = [...new Set([currentVersion, targetVersion].filter((version) => version !== undefined))];
  return {
    repository,
    state,
    group: GROUP_OF[state],
    versions: versions.join(' → '),
    reason,
    ...(pullRequest && { pullRequest }),
    updatedAt,
  };
}

function byUrgency(a: StatusRow, b: StatusRow): number {
  const difference = URGENCY.indexOf(a.group) - URGENCY.indexOf(b.group);
  if (difference !== 0) return difference;
  return a.repository < b.repository ? -1 : a.repository > b.repository ? 1 : 0;
}

function countGroups(groups: readonly StatusGroup[]): Record<StatusGroup, number> {
  const counts = { done: 0, 'under way': 0, 'needs a look': 0, 'left out': 0 };
  for (const group of groups) counts[group]++;
  return counts;
}

/** One point for each moment at which a count changed. */
function progressOf(entries: readonly LedgerEntry[]): readonly ProgressPoint[] {
  const steps = entries
    .flatMap(({ repository, state, updatedAt, history }) => {
      const [first = { at: updatedAt, state }, ...rest] = [...history, { state, at: updatedAt }];
      return [first, ...rest].map((moment) => ({
        repository,
        at: Date.parse(moment.at),
        group: GROUP_OF[moment.state],
      }));
    })
    .sort((a, b) => a.at - b.at);
  const groups = new Map<string, StatusGroup>();
  const counts = countGroups([]);
  const points = new Map<number, ProgressPoint>();
  for (const { repository, at, group } of steps) {
    const before = groups.get(repository);
    if (before === group) continue;
    if (before !== undefined) counts[before]--;
    counts[group]++;
    groups.set(repository, group);
    points.set(at, { at: new Date(at).toISOString(), counts: { ...counts } });
  }
  return [...points.values()];
}
