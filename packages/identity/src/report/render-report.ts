import { codeCell, displayWidth, padColumns, runningText, visibleJson, visibleText } from '@nx-apiops/plan';
import { summarizeReport, type CredentialReport } from './credential-report.js';
import { REPORT_COLUMNS, reportRow, summaryText } from './report-rows.js';

/** Columns of a terminal without colour: `!` stands where somebody has to do something. Ends with a newline. */
export function renderReportTerminal(report: CredentialReport): string {
  const rows = report.entries.map((entry) => {
    const { needsAttention, cells } = reportRow(entry);
    return [needsAttention ? '!' : ' ', ...cells.map(visibleText)];
  });
  const lines = [
    ...report.notes.map((note) => `Note: ${visibleText(note)}`),
    `Credentials of ${visibleText(report.target)}, ${report.takenAt.slice(0, 10)}`,
    '',
    ...(rows.length === 0 ? ['There is no credential.'] : alignColumns([[' ', ...REPORT_COLUMNS], ...rows])),
    '',
    summaryText(report),
  ];
  return `${lines.join('\n')}\n`;
}

const LONGEST_CELL = 300;

/** For summaries of pipelines and for comments. Ends with a newline. */
export function renderReportMarkdown(report: CredentialReport): string {
  const rows = report.entries.map((entry) => {
    const [state = '', kind = '', ...rest] = reportRow(entry).cells;
    const shown = state === 'fine' ? state : `**${state}**`;
    return `| ${[shown, kind, ...rest.map((cell) => codeCell(cell, LONGEST_CELL))].join(' | ')} |`;
  });
  const lines = [
    `### Credentials of pipelines, ${report.takenAt.slice(0, 10)}`,
    '',
    summaryText(report),
    '',
    ...report.notes.flatMap((note) => [`> ${runningText(note, LONGEST_CELL * 2)}`, '']),
    ...(rows.length === 0
      ? ['There is no credential.']
      : [`| ${REPORT_COLUMNS.join(' | ')} |`, `|${' --- |'.repeat(REPORT_COLUMNS.length)}`, ...rows]),
  ];
  return `${lines.join('\n')}\n`;
}

/** The report with its `summary`, as indented JSON. Ends with a newline. */
export function renderReportJson(report: CredentialReport): string {
  const { version, target, takenAt, maxSecretAgeDays, entries, notes } = report;
  const document = { version, target, takenAt, maxSecretAgeDays, summary: summarizeReport(report), notes, entries };
  return `${visibleJson(JSON.stringify(document, undefined, 2))}\n`;
}

function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, column) => padColumns(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
