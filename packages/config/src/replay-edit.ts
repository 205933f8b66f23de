import { commonLines } from './common-lines.js';

/**
 * Repeats an edit on a text as its author formatted it. `before` is a serializer's rendering of the same document,
 * `after` its rendering of the edited one: lines that differ between the two are changed in `original`, all others stay
 * as they are, with their spacing, blank lines and line ends.
 *
 * Undefined when the place of a change cannot be told, because the serializer formats the lines around it otherwise.
 * The caller must still check that the result means the same as `after`.
 */
export function replayEdit(original: string, before: string, after: string): string | undefined {
  const lineEnd = /^[^\n]*\r\n/.test(original) ? '\r' : '';
  // The last line has no end of its own; lines that are inserted behind it give it one.
  const originalLines = `${original}${lineEnd}`.split('\n');
  const beforeLines = before.split('\n');
  const afterLines = after.split('\n');
  const originalOf = new Map(
    commonLines(originalLines.map(collapse), beforeLines.map(collapse)).map(([l, r]) => [r, l]),
  );
  const result: string[] = [];
  let copied = 0;
  for (const hunk of hunksBetween(beforeLines, afterLines)) {
    const isInsertion = hunk.beforeStart === hunk.beforeEnd;
    const start = startInOriginal(hunk, originalOf);
    const end = isInsertion ? start : lineAfter(originalOf.get(hunk.beforeEnd - 1));
    if (start === undefined || end === undefined || start < copied || end < start) return undefined;
    result.push(...originalLines.slice(copied, start), ...hunk.lines.map((line) => line + lineEnd));
    copied = end;
  }
  const edited = [...result, ...originalLines.slice(copied)].join('\n');
  return lineEnd !== '' && edited.endsWith(lineEnd) ? edited.slice(0, -lineEnd.length) : edited;
}

/** Lines `beforeStart` up to `beforeEnd` are replaced by `lines`. */
interface Hunk {
  readonly beforeStart: number;
  readonly beforeEnd: number;
  readonly lines: readonly string[];
}

function hunksBetween(before: readonly string[], after: readonly string[]): Hunk[] {
  const hunks: Hunk[] = [];
  let beforeStart = 0;
  let afterStart = 0;
  for (const [beforeEnd, afterEnd] of [...commonLines(before, after), [before.length, after.length] as const]) {
    if (beforeEnd > beforeStart || afterEnd > afterStart) {
      hunks.push({ beforeStart, beforeEnd, lines: after.slice(afterStart, afterEnd) });
    }
    beforeStart = beforeEnd + 1;
    afterStart = afterEnd + 1;
  }
  return hunks;
}

function startInOriginal(hunk: Hunk, originalOf: ReadonlyMap<number, number>): number | undefined {
  if (hunk.beforeStart < hunk.beforeEnd) return originalOf.get(hunk.beforeStart);
  if (hunk.beforeStart === 0) return 0;
  return lineAfter(originalOf.get(hunk.beforeStart - 1)) ?? originalOf.get(hunk.beforeStart);
}

function lineAfter(line: number | undefined): number | undefined {
  return line === undefined ? undefined : line + 1;
}

/** What makes lines the same: their words, whatever the spacing. */
function collapse(line: string): string {
  return line.trim().replace(/\s+/g, ' ');
}
