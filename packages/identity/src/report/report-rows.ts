import {
  stateOf,
  summarizeReport,
  type CredentialEntry,
  type CredentialReport,
  type TrustEntry,
} from './credential-report.js';

/** What a row of the report says; the words carry all of it, without colour. */
export const REPORT_COLUMNS = ['State', 'Kind', 'Of', 'Credential', 'Age', 'Left', 'Used by'] as const;

export interface ReportRow {
  readonly needsAttention: boolean;
  /** One for each column. */
  readonly cells: readonly string[];
}

/** Pure. */
export function reportRow(entry: CredentialEntry): ReportRow {
  const state = stateOf(entry);
  const use = entry.use.length === 0 ? 'nobody known' : entry.use.join(', ');
  const [credential, age, left] =
    entry.kind === 'federated credential'
      ? [trustText(entry), '-', '-']
      : [`${entry.name}${hintText(entry)}`, daysText(entry.ageDays), daysText(entry.daysLeft)];
  return { needsAttention: state !== 'fine', cells: [state, entry.kind, entry.holder, credential, age, left, use] };
}

/** One sentence about all of it. */
export function summaryText(report: CredentialReport): string {
  const { federated, unneeded, secrets, pastLimit, expired } = summarizeReport(report);
  const trusts = `${federated} federated ${plural(federated, 'credential')}, ${unneeded} not needed`;
  return `${trusts}; ${secrets} ${plural(secrets, 'secret')}, ${pastLimit} past the limit of ${report.maxSecretAgeDays} days, ${expired} of them expired.`;
}

/** Whose tokens are let in goes without saying where a pipeline needs them. */
function trustText({ name, isOurs, isNeeded, subject, issuer }: TrustEntry): string {
  return `${name}${isOurs ? '' : ' (made by others)'}: ${subject}${isNeeded ? '' : ` of ${issuer}`}`;
}

function hintText({ hint, keyId }: { readonly hint?: string; readonly keyId?: string }): string {
  const parts = [...(hint === undefined ? [] : [`${hint}…`]), ...(keyId === undefined ? [] : [keyId])];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function daysText(days: number | undefined): string {
  return days === undefined ? 'unknown' : `${days} d`;
}

function plural(count: number, noun: string): string {
  return count === 1 ? noun : `${noun}s`;
}
