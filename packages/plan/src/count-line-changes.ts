/** How many lines one text has that the other has not; a changed line counts as one removed and one added. */
export interface LineChanges {
  readonly added: number;
  readonly removed: number;
}

/**
 * Bounds the exact comparison to a fraction of a second. Beyond it the lines are counted without regard to their
 * order.
 */
const MAX_STEPS = 10_000_000;

/**
 * The size of the smallest line difference between two texts; never 0 and 0 for different texts. A line includes its
 * end, so a changed line ending, or a missing last one, is a changed line. For texts that differ in very many places
 * it is a lower bound, so that the time stays linear in the size of the texts.
 */
export function countLineChanges(before: string, after: string): LineChanges {
  if (before === after) return { added: 0, removed: 0 };
  const [removed, added] = trimCommon(before, after);
  const numbers = new Map<string, number>();
  const oldLines = numberLines(removed, numbers);
  const newLines = numberLines(added, numbers);
  return smallestDifference(oldLines, newLines) ?? differenceOfCounts(oldLines, newLines, numbers.size);
}

/** Cuts whole equal lines off both ends without splitting the texts. */
function trimCommon(before: string, after: string): readonly [string, string] {
  const shorter = Math.min(before.length, after.length);
  let same = 0;
  while (same < shorter && before.charCodeAt(same) === after.charCodeAt(same)) same++;
  const head = same === 0 ? 0 : before.lastIndexOf('\n', same - 1) + 1;

  const longestTail = shorter - head;
  let tail = 0;
  while (
    tail < longestTail &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  ) {
    tail++;
  }
  const lineEnd = before.indexOf('\n', before.length - tail);
  const tailStart = lineEnd === -1 ? before.length : lineEnd + 1;
  const kept = before.length - tailStart;
  return [before.slice(head, tailStart), after.slice(head, after.length - kept)];
}

/** One number per line, equal for equal lines. */
function numberLines(text: string, numbers: Map<string, number>): Int32Array {
  const found: number[] = [];
  for (let start = 0; start < text.length;) {
    const lineEnd = text.indexOf('\n', start);
    const next = lineEnd === -1 ? text.length : lineEnd + 1;
    const line = text.slice(start, next);
    let number = numbers.get(line);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(line, number);
    }
    found.push(number);
    start = next;
  }
  return Int32Array.from(found);
}

/**
 * Length of the shortest edit script by the greedy algorithm of Myers ("An O(ND) Difference Algorithm and Its
 * Variations", 1986). Only the length is wanted: with the lengths of both texts it gives both numbers, so the
 * furthest point of each diagonal is all that is stored. `undefined` when it would take too long.
 */
function smallestDifference(before: Int32Array, after: Int32Array): LineChanges | undefined {
  const longest = before.length + after.length;
  // No script of this length could be found within the steps, so its diagonals need no room.
  const mostEdits = Math.min(longest, Math.ceil(Math.sqrt(2 * MAX_STEPS)));
  const offset = mostEdits + 1;
  const furthest = new Int32Array(2 * mostEdits + 3);
  let steps = 0;

  for (let edits = 0; edits <= mostEdits; edits++) {
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const left = furthest[offset + diagonal - 1] ?? 0;
      const right = furthest[offset + diagonal + 1] ?? 0;
      const goesDown = diagonal === -edits || (diagonal !== edits && left < right);
      let x = goesDown ? right : left + 1;
      let y = x - diagonal;
      while (x < before.length && y < after.length && before[x] === after[y]) {
        x++;
        y++;
        steps++;
      }
      furthest[offset + diagonal] = x;
      if (x >= before.length && y >= after.length) {
        const growth = after.length - before.length;
        return { added: (edits + growth) / 2, removed: (edits - growth) / 2 };
      }
      if (++steps > MAX_STEPS) return undefined;
    }
  }
  return undefined;
}

/** Counts lines as if their order did not matter. */
function differenceOfCounts(before: Int32Array, after: Int32Array, distinct: number): LineChanges {
  const surplus = new Int32Array(distinct);
  for (const line of before) surplus[line] = (surplus[line] ?? 0) - 1;
  for (const line of after) surplus[line] = (surplus[line] ?? 0) + 1;
  let added = 0;
  let removed = 0;
  for (const count of surplus) {
    if (count > 0) added += count;
    else removed -= count;
  }
  // Different texts of the same lines: at least one line stands elsewhere.
  return added + removed === 0 ? { added: 1, removed: 1 } : { added, removed };
}
