import { CodedError } from './coded-error.js';
import { paintWith } from './paint.js';
import { visibleText } from './visible-text.js';

/** What a check of a set-up found. */
export interface Finding {
  /** What was looked at: `Branch protection`. */
  readonly check: string;
  /** `skipped`: it could not be looked at, for a reason that another finding tells. */
  readonly status: 'ok' | 'warning' | 'problem' | 'skipped';
  /** What is so, or what is wrong. */
  readonly text: string;
  /** The command, or the step, that mends it. */
  readonly fix?: string;
}

/** A finding without its check. */
export type Outcome = Omit<Finding, 'check'>;

/** A check that cannot be done is a problem, with what stood in its way and how that is mended. Never rejects. */
export async function runCheck(check: string, look: () => Promise<Outcome>): Promise<Finding> {
  try {
    return { check, ...(await look()) };
  } catch (error) {
    const hint = error instanceof CodedError ? error.hint : undefined;
    const text = error instanceof Error ? error.message : String(error);
    return { check, status: 'problem', text, ...(hint !== undefined && { fix: hint }) };
  }
}

/** Told apart by words and signs, not by colour. */
const SIGNS: Readonly<Record<Finding['status'], string>> = {
  ok: 'ok     ',
  warning: 'WARNING',
  problem: 'PROBLEM',
  skipped: 'skipped',
};

/** One line per check, with the fix below it where there is one, then one line of totals. Ends with a newline. */
export function renderFindings(findings: readonly Finding[], options: { readonly color: boolean }): string {
  const paint = paintWith(options);
  const width = Math.max(0, ...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, status, text, fix }) => [
    `${status === 'problem' ? paint('heading', SIGNS[status]) : SIGNS[status]}  ${check.padEnd(width)}  ${visibleText(text)}`,
    ...(fix === undefined ? [] : [`${' '.repeat(SIGNS.ok.length + width + 4)}→ ${visibleText(fix)}`]),
  ]);
  return `${[...lines, '', totals(findings)].join('\n')}\n`;
}

function totals(findings: readonly Finding[]): string {
  const count = (status: Finding['status']): number => findings.filter((finding) => finding.status === status).length;
  const [problems, warnings] = [count('problem'), count('warning')];
  if (problems + warnings === 0) return `All ${findings.length} checks are fine.`;
  return `${problems} ${problems === 1 ? 'problem' : 'problems'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}, ${findings.length} checks.`;
}
