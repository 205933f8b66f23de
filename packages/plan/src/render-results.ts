import { KIND_SYMBOLS } from './change-text.js';
import { durationText } from './duration-text.js';
import { paintWith, type Paint } from './paint.js';
import type { ActionResult } from './plan.js';
import { summarizeResults } from './summarize-results.js';
import { shorten, visibleText } from './visible-text.js';

export interface ResultsOptions {
  readonly color: boolean;
}

const LONGEST_NAME = 200;
/** Skipped actions that are named per failure; the others are counted. */
const MOST_SKIPPED = 20;

/**
 * The outcome of a run for people: each failure with code, message, hint and what was skipped because of it, what was
 * skipped because the run was stopped, and the totals. Durations are of the actions, which overlap. Ends with a
 * newline.
 */
export function renderResults(results: readonly ActionResult[], options: ResultsOptions): string {
  const paint = paintWith(options);
  const skipped = skippedByCause(results);
  const lines: string[] = [];
  for (const failed of results.filter((result) => result.status === 'failed')) {
    lines.push(...failureLines(failed, paint), ...skippedLines(skipped.get(failed.id) ?? [], 'of this', paint), '');
  }
  const stopped = skipped.get(undefined) ?? [];
  if (stopped.length > 0) lines.push(...skippedLines(stopped, 'the run was stopped', paint), '');
  lines.push(...totalLines(results, paint));
  return `${lines.join('\n')}\n`;
}

function skippedByCause(results: readonly ActionResult[]): Map<string | undefined, ActionResult[]> {
  const groups = new Map<string | undefined, ActionResult[]>();
  for (const result of results) {
    if (result.status !== 'skipped') continue;
    const group = groups.get(result.blockedBy);
    if (group === undefined) groups.set(result.blockedBy, [result]);
    else group.push(result);
  }
  return groups;
}

function failureLines(failed: ActionResult, paint: Paint): string[] {
  const { code, message, hint } = failed.error ?? { code: 'UNEXPECTED', message: 'No reason was given.' };
  return [
    `${paint('failed', 'failed')}  ${actionText(failed)}  [${visibleText(code)}]`,
    ...paragraph(message),
    ...(hint === undefined ? [] : paragraph(`Hint: ${hint}`)),
  ];
}

function skippedLines(skipped: readonly ActionResult[], cause: string, paint: Paint): string[] {
  if (skipped.length === 0) return [];
  const shown = skipped.slice(0, MOST_SKIPPED).map((result) => `    ${actionText(result)}`);
  const left = skipped.length - shown.length;
  const count = `${skipped.length} ${skipped.length === 1 ? 'action' : 'actions'}`;
  return [
    `  ${paint('skipped', 'skipped')} because ${cause}: ${count}`,
    ...shown,
    ...(left > 0 ? [`    … ${left} more`] : []),
  ];
}

function totalLines(results: readonly ActionResult[], paint: Paint): string[] {
  const { done, failed, skipped } = summarizeResults(results);
  const isComplete = failed === 0 && skipped === 0;
  const total = `${done} done, ${failed} failed, ${skipped} skipped.`;
  const lines = [paint(isComplete ? 'done' : 'failed', total)];

  const finished = results.filter((result) => result.status === 'done');
  const count = (kind: ActionResult['kind']): number => finished.filter((result) => result.kind === kind).length;
  if (done > 0) lines.push(`Done: ${count('create')} created, ${count('update')} updated, ${count('delete')} deleted.`);

  const started = results.filter((result) => result.status !== 'skipped');
  const [first] = started;
  if (first !== undefined) {
    const longest = started.reduce((a, b) => (b.durationMs > a.durationMs ? b : a), first);
    const sumMs = started.reduce((sum, result) => sum + result.durationMs, 0);
    lines.push(
      `Time of all actions ${durationText(sumMs)}, longest ${durationText(longest.durationMs)}: ${actionText(longest)}`,
    );
  }
  return lines;
}

function actionText({ kind, type, name }: ActionResult): string {
  return shorten(`${KIND_SYMBOLS[kind]} ${kind} ${visibleText(type)} ${visibleText(name)}`, LONGEST_NAME);
}

/** Keeps the line breaks of a message, and nothing else that acts on a terminal. */
function paragraph(text: string): string[] {
  return text.split(/\r?\n/).map((line) => `    ${visibleText(line)}`);
}
