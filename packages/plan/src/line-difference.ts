import { structuredPatch } from 'diff';

/** How two texts differ, line by line. A changed line counts as one removed and one added. */
export interface LineDifference {
  readonly added: number;
  readonly removed: number;
  /**
   * `- ` and a line that only the first text has, `+ ` and one that only the second has, two spaces and a line beside
   * these; `…` between places that are apart. Undefined where one text is empty, or nearly everything differs.
   */
  readonly lines?: readonly string[];
}

/** Lines shown before and behind what differs. */
const CONTEXT = 1;
/** Beyond this many changed lines, they are counted without regard to their order. Keeps the time below a second. */
const MOST_EDITS = 2_000;

/**
 * The smallest line difference of two texts; never 0 and 0 for different texts. A line includes its end, so a changed
 * line ending, or a missing last one, is a changed line.
 */
export function lineDifference(before: string, after: string): LineDifference {
  if (before === after) return { added: 0, removed: 0, lines: [] };
  if (before === '' || after === '') return { added: linesOf(after).length, removed: linesOf(before).length };
  const patch = structuredPatch('', '', before, after, '', '', { context: CONTEXT, maxEditLength: MOST_EDITS });
  if (patch === undefined) return differenceOfCounts(linesOf(before), linesOf(after));
  const hunks = patch.hunks.map(({ lines }) => hunkLines(lines));
  const lines = hunks.flatMap((hunk, index) => (index === 0 ? hunk : ['…', ...hunk]));
  return { added: countOf('+', lines), removed: countOf('-', lines), lines };
}

/** At most `maxLines` of the lines; the last one then says how many more there are. */
export function boundedLines(lines: readonly string[], maxLines: number): readonly string[] {
  if (lines.length <= maxLines) return lines;
  const left = lines.length - maxLines;
  return [...lines.slice(0, maxLines), `… ${left} more ${left === 1 ? 'line' : 'lines'}`];
}

/** The difference seen from the other text. */
export function invertedDifference({ added, removed, lines }: LineDifference): LineDifference {
  return { added: removed, removed: added, ...(lines && { lines: swapSides(lines) }) };
}

function swapSides(lines: readonly string[]): readonly string[] {
  const swapped: string[] = [];
  let plus: string[] = [];
  const flush = (): void => {
    swapped.push(...plus);
    plus = [];
  };
  for (const line of lines) {
    if (line.startsWith('-')) plus.push(`+${line.slice(1)}`);
    else if (line.startsWith('+')) swapped.push(`-${line.slice(1)}`);
    else {
      flush();
      swapped.push(line);
    }
  }
  flush();
  return swapped;
}

/** A space behind the sign; without the remark that a last line has no end. */
function hunkLines(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !line.startsWith('\\')).map((line) => `${line.slice(0, 1)} ${line.slice(1)}`);
}

function countOf(sign: string, lines: readonly string[]): number {
  return lines.filter((line) => line.startsWith(sign)).length;
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** Counts lines as if their order did not matter. */
function differenceOfCounts(before: readonly string[], after: readonly string[]): LineDifference {
  const surplus = new Map<string, number>();
  for (const line of before) surplus.set(line, (surplus.get(line) ?? 0) - 1);
  for (const line of after) surplus.set(line, (surplus.get(line) ?? 0) + 1);
  let added = 0;
  let removed = 0;
  for (const count of surplus.values()) {
    if (count > 0) added += count;
    else removed -= count;
  }
  // Different texts of the same lines: at least one line is elsewhere.
  return added + removed === 0 ? { added: 1, removed: 1 } : { added, removed };
}
