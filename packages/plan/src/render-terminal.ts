import { changeText, KIND_SYMBOLS } from './change-text.js';
import { paintWith, type Paint } from './paint.js';
import { orderPlan } from './plan-order.js';
import type { Action, FieldChange, Plan } from './plan.js';
import { boundedLines } from './line-difference.js';
import { noChangesText, summaryText } from './summarize-plan.js';
import { displayWidth, padColumns, shorten, shortenPair, visibleText } from './visible-text.js';

export interface TerminalOptions {
  readonly color: boolean;
  /** Columns that lines are shortened to where they hold values; default 120. */
  readonly width?: number;
  /** Default 20; the others are counted. */
  readonly maxChangesPerAction?: number;
}

const INDENT = '      ';
const LONGEST_NAME = 400;
const WIDEST_PATH_COLUMN = 48;
const NARROWEST_VALUE = 16;
/** Of the difference of one long text. */
const MOST_LINES = 30;

/**
 * The plan for people: the notes, then per type of resource its actions in an order in which they could run, each
 * with its changed fields, then one line of totals. Ends with a newline.
 *
 * Throws what `orderPlan` throws for an invalid plan.
 */
export function renderTerminal(plan: Plan<unknown>, options: TerminalOptions): string {
  const paint = paintWith(options);
  const lines = plan.notes.map((note) => paint('quiet', `Note: ${visibleText(note)}`));
  if (lines.length > 0) lines.push('');
  lines.push(paint('heading', `Target: ${visibleText(plan.target)}`), '');
  if (plan.actions.length === 0) return `${[...lines, noChangesText(plan)].join('\n')}\n`;

  for (const [type, actions] of groupByType(orderPlan(plan))) {
    lines.push(paint('heading', shorten(visibleText(type), LONGEST_NAME)));
    for (const action of actions) {
      lines.push(`  ${actionLine(action, paint)}`);
      for (const line of changeLines(action, options, paint)) lines.push(`${INDENT}${line}`);
    }
    lines.push('');
  }
  lines.push(paint('heading', `Plan: ${summaryText(plan)}.`));
  return `${lines.join('\n')}\n`;
}

/** In the order in which the types first occur. */
function groupByType(actions: readonly Action<unknown>[]): Map<string, Action<unknown>[]> {
  const groups = new Map<string, Action<unknown>[]>();
  for (const action of actions) {
    const group = groups.get(action.type);
    if (group === undefined) groups.set(action.type, [action]);
    else group.push(action);
  }
  return groups;
}

function actionLine(action: Action<unknown>, paint: Paint): string {
  const what = paint(action.kind, `${KIND_SYMBOLS[action.kind]} ${action.kind}`);
  return `${what}  ${shorten(visibleText(action.name), LONGEST_NAME)}`;
}

function changeLines(action: Action<unknown>, options: TerminalOptions, paint: Paint): string[] {
  const { width = 120, maxChangesPerAction = 20 } = options;
  const shown = action.changes.slice(0, maxChangesPerAction);
  const paths = shown.map((change) => shorten(visibleText(change.path), LONGEST_NAME));
  const column = Math.min(
    WIDEST_PATH_COLUMN,
    paths.reduce((widest, path) => Math.max(widest, displayWidth(path)), 0),
  );
  const lines = shown.flatMap((change, index) => {
    const path = padColumns(paths[index] ?? '', column);
    const room = width - INDENT.length - displayWidth(path) - 2;
    return [`${path}  ${valuesText(change, action, room)}`, ...differenceLines(change, paint, width)];
  });
  const left = action.changes.length - shown.length;
  if (left > 0) lines.push(`… ${left} more ${left === 1 ? 'field' : 'fields'}`);
  return lines;
}

/** The lines of a long text that differ; the signs tell them apart without colour. */
function differenceLines({ lines, secret }: FieldChange, paint: Paint, width: number): readonly string[] {
  if (secret || !lines?.lines) return [];
  const room = width - 2 * INDENT.length;
  return boundedLines(lines.lines, MOST_LINES).map((line) => {
    const text = `${INDENT}${shorten(visibleText(line), room)}`;
    if (line.startsWith('+')) return paint('create', text);
    return line.startsWith('-') ? paint('delete', text) : paint('quiet', text);
  });
}

/** A created or deleted resource has its values on one side only, which goes without saying. */
function valuesText(change: FieldChange, action: Action<unknown>, room: number): string {
  const text = changeText(change);
  if (text.form === 'fact') return text.text;
  const { before, after } = text;
  const only = before ?? after ?? '(not set)';
  if (action.kind !== 'update' && (before === undefined || after === undefined)) {
    return shorten(only, Math.max(NARROWEST_VALUE, room));
  }
  const both = shortenPair(before ?? '(not set)', after ?? '(not set)', Math.max(2 * NARROWEST_VALUE, room - 3));
  return both.join(' → ');
}
