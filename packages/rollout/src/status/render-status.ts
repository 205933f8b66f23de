import { codeCell, displayWidth, padColumns, runningText, shorten, visibleJson, visibleText } from '@nx-apiops/plan';
import { styleText } from 'node:util';
import { STATUS_GROUPS, type RolloutSummary, type StatusGroup, type StatusRow } from './summarize-rollout.js';

/** Told apart without colours, too. */
export const SYMBOLS: Readonly<Record<StatusGroup, string>> = {
  done: '✓',
  'under way': '…',
  'needs a look': '!',
  'left out': '–',
};

const STYLES = { done: 'green', 'under way': 'cyan', 'needs a look': 'red', 'left out': 'dim' } as const;

export interface StatusTableOptions {
  readonly color: boolean;
  /** Of the terminal. */
  readonly columns: number;
}

/** A table for terminals, without a line end behind it. Names cannot steer the terminal. Pure. */
export function renderStatusTable(summary: RolloutSummary, { color, columns }: StatusTableOptions): string {
  const paint = (group: StatusGroup, text: string): string =>
    color ? styleText(STYLES[group], text, { validateStream: false }) : text;
  const cells = summary.rows.map((row) => [
    `${SYMBOLS[row.group]} ${visibleText(row.repository)}`,
    row.state,
    visibleText(row.versions),
    row.pullRequest ? `#${row.pullRequest.number}` : '',
  ]);
  const widths = [0, 1, 2, 3].map((index) =>
    Math.min(50, Math.max(0, ...cells.map((line) => displayWidth(line[index] ?? '')))),
  );
  const used = widths.reduce((sum, width) => sum + width + 2, 0);
  const room = Math.max(20, columns - used);
  const lines = summary.rows.map((row, index) => {
    const fixed = (cells[index] ?? []).map((cell, column) => {
      const width = widths[column] ?? 0;
      return padColumns(shorten(cell, width), width);
    });
    const last = row.reason === '' ? (row.pullRequest?.url ?? '') : row.reason;
    return paint(row.group, [...fixed, shorten(visibleText(last), room)].join('  ').trimEnd());
  });
  return [...lines, ...(lines.length > 0 ? [''] : []), headline(summary)].join('\n');
}

/** `Campaign 2026-12: 3 of 5 done (60 %), 1 under way, 1 needs a look; 2 left out` */
export function headline({ campaign, total, counts, percentDone }: RolloutSummary): string {
  const wanted = total - counts['left out'];
  const rest = STATUS_GROUPS.filter((group) => group !== 'done' && counts[group] > 0);
  const parts = rest.map((group) => `${counts[group]} ${group}`);
  return [`Campaign ${visibleText(campaign)}: ${counts.done} of ${wanted} done (${percentDone} %)`, ...parts].join(
    ', ',
  );
}

/** The summary as JSON, without a line end behind it. Pure. */
export function renderStatusJson(summary: RolloutSummary): string {
  return visibleJson(JSON.stringify(summary, undefined, 2));
}

const MAX_ROWS = 500;

/** A table in Markdown, for a comment or the summary of a run. Names mention nobody and format nothing. Pure. */
export function renderStatusMarkdown(summary: RolloutSummary): string {
  const rows = summary.rows.slice(0, MAX_ROWS);
  const left = summary.rows.length - rows.length;
  return [
    `**${runningText(headline(summary), 200)}**`,
    '',
    '| Repository | State | Versions | Pull request | Remark |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${markdownCells(row).join(' | ')} |`),
    ...(left > 0 ? ['', `… and ${left} more`] : []),
    '',
  ].join('\n');
}

function markdownCells({ repository, group, state, versions, pullRequest, reason }: StatusRow): readonly string[] {
  const url = pullRequest && linkTarget(pullRequest.url);
  const number = pullRequest ? `\\#${pullRequest.number}` : '';
  return [
    codeCell(repository, 120),
    `${SYMBOLS[group]} ${state}`,
    runningText(versions, 60),
    url === undefined ? number : `[${number}](<${url}>)`,
    runningText(reason, 200),
  ];
}

/** The address in its normal form, where browsers would open it as a page; undefined otherwise. */
export function linkTarget(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  return protocol === 'https:' || protocol === 'http:' ? href.replace(/[<>|\\]/g, encodeURIComponent) : undefined;
}
