/** Lines shown before and behind what differs. */
const CONTEXT = 1;

/**
 * What differs between two texts, line by line: `- ` only before, `+ ` only after, with the line beside it. At most
 * `maxLines` lines; the last one then says how many more there are.
 */
export function lineDifference(before: string, after: string, maxLines = 40): readonly string[] {
  const all = compare(before.trimEnd().split('\n'), after.trimEnd().split('\n'));
  const isNear = (index: number): boolean =>
    all.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some((line) => !line.startsWith('  '));
  const shown = all.filter((_, index) => isNear(index));
  return shown.length <= maxLines ? shown : [...shown.slice(0, maxLines), `… ${shown.length - maxLines} more lines`];
}

/** Longest common subsequence; derived files are a few hundred lines at most. */
function compare(before: readonly string[], after: readonly string[]): readonly string[] {
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  const at = (row: number, column: number): number => lengths[row]?.[column] ?? 0;
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      const longest =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
      lengths[row]?.fill(longest, column, column + 1);
    }
  }
  const lines: string[] = [];
  let row = 0;
  let column = 0;
  while (row < before.length || column < after.length) {
    if (row < before.length && before[row] === after[column]) {
      lines.push(`  ${before[row] ?? ''}`);
      row++;
      column++;
    } else if (column >= after.length || (row < before.length && at(row + 1, column) >= at(row, column + 1))) {
      lines.push(`- ${before[row++] ?? ''}`);
    } else {
      lines.push(`+ ${after[column++] ?? ''}`);
    }
  }
  return lines;
}
