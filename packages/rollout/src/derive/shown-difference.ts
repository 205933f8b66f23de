import { boundedLines, lineDifference } from '@nx-apiops/plan';

/** Lines of a difference that people are shown. */
const MOST_LINES = 40;

/** What differs between a file as it is and as it should be, for people: at most 40 lines, `-` and `+` before each. */
export function shownDifference(before: string, after: string): readonly string[] {
  const { added, removed, lines } = lineDifference(before, after);
  return lines ? boundedLines(lines, MOST_LINES) : [`${removed} lines removed, ${added} lines added`];
}
