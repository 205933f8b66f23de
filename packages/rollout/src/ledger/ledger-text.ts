import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { parseJsonObject } from '../derive/parse-json-object.js';
import { RolloutError } from '../errors.js';
import {
  LEDGER_STATES,
  type Ledger,
  type LedgerEntry,
  type LedgerMoment,
  type LedgerPullRequest,
  type LedgerState,
} from './ledger.js';

/** What a text of a ledger says, and how much of it. */
export interface ParsedLedger {
  /** Absent: not even the first line is whole. */
  readonly ledger?: Ledger;
  /** Whether the last line is cut off, as by a run that was killed while it wrote. */
  readonly isTorn: boolean;
}

/** First member of the first line. */
const FORMAT = 'nx-apiops-rollout-ledger';

/** The first line of a ledger. */
export function renderLedgerHeader(campaign: string): string {
  return `${JSON.stringify({ [FORMAT]: 1, campaign })}\n`;
}

/** One line for one entry. The last line of a repository counts; the states before are those of the lines before. */
export function renderLedgerEntry({ history: _, ...entry }: LedgerEntry): string {
  return renderLine(entry);
}

/** The whole ledger with one line for each repository, with the states that it had. */
export function compact({ campaign, entries }: Ledger): string {
  return renderLedgerHeader(campaign) + [...entries.values()].map(renderLine).join('');
}

function renderLine(entry: ParsedEntry): string {
  const { repository, state, updatedAt, history, ...facts } = entry;
  const sorted = Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({ updatedAt, repository, state, ...Object.fromEntries(sorted), history })}\n`;
}

/**
 * Reads JSON Lines. A last line without an end is ignored, whatever it says: its writer was stopped. Pure.
 * Throws `LEDGER_INVALID` with the number of any other line that is none of ours. `file` names the text in messages.
 */
export function parseLedger(text: string, file: string): ParsedLedger {
  const end = text.lastIndexOf('\n') + 1;
  const isTorn = end < text.length;
  const [header, ...lines] = text.slice(0, end).split('\n').slice(0, -1);
  if (header === undefined) return { isTorn };
  const { [FORMAT]: version, campaign } = parseJsonObject(header) ?? {};
  if (version !== 1 || typeof campaign !== 'string') throw invalid(file, 1, 'is no ledger of a rollout of version 1');
  const entries = new Map<string, LedgerEntry>();
  for (const [index, line] of lines.entries()) {
    const entry = toEntry(parseJsonObject(line));
    if (!entry) throw invalid(file, index + 2, 'is no entry of a ledger');
    const before = entries.get(entry.repository);
    entries.set(entry.repository, { ...entry, history: historyOf(entry, before) });
  }
  return { ledger: { version: 1, campaign, entries }, isTorn };
}

type ParsedEntry = Omit<LedgerEntry, 'history'> & { readonly history?: readonly LedgerMoment[] };

/** A line that brings its history along is of a compact ledger. */
function historyOf({ state, history }: ParsedEntry, before: LedgerEntry | undefined): readonly LedgerMoment[] {
  if (history || !before) return history ?? [];
  return before.state === state ? before.history : [...before.history, { state: before.state, at: before.updatedAt }];
}

function toEntry(value: JsonObject | undefined): ParsedEntry | undefined {
  const { repository, state, updatedAt } = value ?? {};
  if (!value || typeof repository !== 'string' || !isState(state) || !isMoment(updatedAt)) return undefined;
  const pullRequest = toPullRequest(value['pullRequest']);
  const history = value['history'];
  const moments = Array.isArray(history) ? history.flatMap(toMoment) : undefined;
  return {
    repository,
    state,
    updatedAt,
    ...textMembers(value),
    ...(pullRequest && { pullRequest }),
    ...(moments && { history: moments }),
  };
}

function textMembers(
  value: JsonObject,
): Partial<Record<'reason' | 'commitOid' | 'currentVersion' | 'targetVersion', string>> {
  const keys = ['reason', 'commitOid', 'currentVersion', 'targetVersion'] as const;
  return Object.fromEntries(
    keys.flatMap((key): [string, string][] => {
      const member = value[key];
      return typeof member === 'string' ? [[key, member]] : [];
    }),
  );
}

function toPullRequest(value: unknown): LedgerPullRequest | undefined {
  const { number, url } = isJsonObject(value) ? value : {};
  return typeof number === 'number' && typeof url === 'string' ? { number, url } : undefined;
}

function toMoment(value: unknown): readonly LedgerMoment[] {
  const { state, at } = isJsonObject(value) ? value : {};
  return isState(state) && isMoment(at) ? [{ state, at }] : [];
}

function isState(value: unknown): value is LedgerState {
  return LEDGER_STATES.some((state) => state === value);
}

function isMoment(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function invalid(file: string, line: number, what: string): RolloutError {
  return new RolloutError('LEDGER_INVALID', `${file}:${line}  ${what}.`, {
    hint: 'Restore the file, or begin a new one: the hosts still tell which pull requests there are.',
  });
}
