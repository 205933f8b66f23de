import { changeText, KIND_SYMBOLS } from './change-text.js';
import { codeCell, runningText } from './markdown-text.js';
import { boundedLines } from './line-difference.js';
import { logText } from './log-text.js';
import { orderPlan } from './plan-order.js';
import type { Action, FieldChange, Plan } from './plan.js';
import { noChangesText, summaryText } from './summarize-plan.js';
import { shorten, shortenPair } from './visible-text.js';

/**
 * Characters (UTF-16 units) of the longest text that is rendered. A comment on GitHub can have 65,536, one on Azure
 * DevOps more.
 */
export const MAX_MARKDOWN_LENGTH = 60_000;

const NOTES_END = 8_000;
const TABLE_END = 28_000;
const DETAILS_END = MAX_MARKDOWN_LENGTH - 500;

const LONGEST_NOTE = 500;
const LONGEST_NAME = 200;
/** For each of two values; one that stands alone, or beside a shorter one, gets more. */
const LONGEST_VALUE = 120;
const MOST_FIELDS = 40;
/** Of the difference of one long text, and of one of its lines. */
const MOST_LINES = 60;
const LONGEST_LINE = 200;

/**
 * The plan as a comment for a pull request: totals, notes, a table of the actions in an order in which they could
 * run, and the changed fields of each behind a fold. No name or value can add Markdown or HTML of its own, or mention
 * anyone; a service may still turn an address into a link. At most `MAX_MARKDOWN_LENGTH` long; what had to be left
 * out for that is said at the end.
 *
 * Throws what `orderPlan` throws for an invalid plan.
 */
export function renderMarkdown(plan: Plan<unknown>): string {
  const text = new BoundedText();
  const actions = orderPlan(plan);
  text.add(`### Plan for ${codeCell(plan.target, LONGEST_NAME)}\n\n`, NOTES_END);
  text.add(actions.length === 0 ? `**${noChangesText(plan)}**\n` : `**${summaryText(plan)}.**\n`, NOTES_END);
  const notes = text.addWhileFitting(plan.notes, (note) => `\n> Note: ${runningText(note, LONGEST_NOTE)}\n`, NOTES_END);
  const cut = [leftOut(plan.notes.length - notes, plan.notes.length, ['note', 'notes'])];

  if (actions.length > 0) {
    text.add('\n| Action | Type | Name | Fields |\n| --- | --- | --- | --- |\n', TABLE_END);
    const rows = text.addWhileFitting(actions, tableRow, TABLE_END);
    cut.push(leftOut(actions.length - rows, actions.length, ['row of the table', 'rows of the table']));
    const changed = actions.filter((action) => action.changes.length > 0);
    const details = text.addWhileFitting(changed, foldedChanges, DETAILS_END);
    cut.push(leftOut(changed.length - details, changed.length, ['list of changed fields', 'lists of changed fields']));
  }
  return text.toString() + cutStatement(cut.filter((part) => part !== undefined));
}

/** Collects whole pieces of Markdown, so that no tag or table is ever cut in two. */
class BoundedText {
  #text = '';

  /** False, and nothing is added, when the text would become longer than `end`. */
  add(piece: string, end: number): boolean {
    if (this.#text.length + piece.length > end) return false;
    this.#text += piece;
    return true;
  }

  /** How many of the items were added before one did not fit. */
  addWhileFitting<Item>(items: readonly Item[], render: (item: Item) => string, end: number): number {
    const firstCut = items.findIndex((item) => !this.add(render(item), end));
    return firstCut === -1 ? items.length : firstCut;
  }

  toString(): string {
    return this.#text;
  }
}

function tableRow(action: Action<unknown>): string {
  const cells = [
    codeCell(`${KIND_SYMBOLS[action.kind]} ${action.kind}`, LONGEST_NAME),
    runningText(action.type, LONGEST_NAME),
    codeCell(action.name, LONGEST_NAME),
    String(action.changes.length),
  ];
  return `| ${cells.join(' | ')} |\n`;
}

function foldedChanges(action: Action<unknown>): string {
  const shown = action.changes.slice(0, MOST_FIELDS);
  const left = action.changes.length - shown.length;
  const kind = codeCell(`${KIND_SYMBOLS[action.kind]} ${action.kind}`, LONGEST_NAME);
  const title = `${kind} ${runningText(action.type, LONGEST_NAME)} ${codeCell(action.name, LONGEST_NAME)}`;
  return [
    `\n<details><summary>${title}</summary>`,
    '',
    '| Field | Before | After |',
    '| --- | --- | --- |',
    ...shown.map(changeRow),
    ...shown.flatMap(differenceBlock),
    ...(left > 0 ? ['', `${left} more ${left === 1 ? 'field is' : 'fields are'} not shown.`] : []),
    '',
    '</details>\n',
  ].join('\n');
}

/** The lines of a long text that differ, as a block of code whose fence is longer than any in it. */
function differenceBlock({ path, lines, secret }: FieldChange): readonly string[] {
  if (secret || !lines?.lines?.length) return [];
  const text = boundedLines(lines.lines, MOST_LINES).map((line) => shorten(logText(line), LONGEST_LINE));
  const longest = Math.max(2, ...text.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return ['', codeCell(path, LONGEST_NAME), '', `${fence}diff`, ...text, fence];
}

function changeRow(change: FieldChange): string {
  const text = changeText(change);
  const cells = text.form === 'fact' ? ['', text.text] : valueCells(text.before, text.after);
  return `| ${[codeCell(change.path, LONGEST_NAME), ...cells].join(' | ')} |`;
}

function valueCells(before: string | undefined, after: string | undefined): readonly string[] {
  if (before === undefined || after === undefined) return [before, after].map(valueCell);
  return shortenPair(before, after, 2 * LONGEST_VALUE).map(valueCell);
}

function valueCell(value: string | undefined): string {
  return value === undefined ? '' : codeCell(value, 2 * LONGEST_VALUE);
}

function leftOut(count: number, total: number, [one, many]: readonly [string, string]): string | undefined {
  return count === 0 ? undefined : `${count} of ${total} ${total === 1 ? one : many}`;
}

function cutStatement(parts: readonly string[]): string {
  if (parts.length === 0) return '';
  return `\n**Cut to fit into a comment.** Left out: ${parts.join(', ')}. The plan as JSON is complete.\n`;
}
