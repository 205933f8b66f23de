import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundedLines, invertedDifference, lineDifference } from './line-difference.js';

/** Length of the longest common subsequence, the slow and obvious way. */
function commonLines(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const line of a) {
    const next = [0];
    b.forEach((other, index) => {
      const skipped = Math.max(row[index + 1] ?? 0, next[index] ?? 0);
      next.push(line === other ? (row[index] ?? 0) + 1 : skipped);
    });
    row = next;
  }
  return row[b.length] ?? 0;
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? [];
}

describe('lineDifference', () => {
  it.each([
    ['the same text', 'a\nb\n', 'a\nb\n', 0, 0],
    ['a new text', '', 'a\nb\n', 2, 0],
    ['a removed text', 'a\nb', '', 0, 2],
    ['a changed line', 'a\nb\nc\n', 'a\nB\nc\n', 1, 1],
    ['a line in the middle', 'a\nc\n', 'a\nb\nc\n', 1, 0],
    ['a repeated line', 'a\na\n', 'a\na\na\n', 1, 0],
    ['a line end at the end', 'a\nb', 'a\nb\n', 1, 1],
    ['other line ends', 'a\nb\n', 'a\r\nb\r\n', 2, 2],
    ['lines that share their start', 'abc\n', 'abd\n', 1, 1],
  ])('counts %s', (_, before, after, added, removed) => {
    expect(lineDifference(before, after)).toMatchObject({ added, removed });
  });

  it('finds the smallest difference of any two short texts', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'ab', '', '\n', '\n', '\n'), { maxLength: 40 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [before, after] = [a.join(''), b.join('')];
        const common = commonLines(linesOf(before), linesOf(after));
        expect(lineDifference(before, after)).toMatchObject({
          added: linesOf(after).length - common,
          removed: linesOf(before).length - common,
        });
      }),
      { numRuns: 500 },
    );
  });

  const lines = Array.from({ length: 300_000 }, (_, index) => `line ${index} of a long description\n`);

  it('is exact for scattered changes of a text of 300,000 lines', () => {
    const changed = lines.map((line, index) => (index % 1000 === 500 ? `changed ${line}` : line));
    expect(lineDifference(lines.join(''), changed.join(''))).toMatchObject({ added: 300, removed: 300 });
  });

  it('counts without regard to order where nearly all of 300,000 lines differ', () => {
    const changed = lines.map((line, index) => (index % 3 === 0 ? line : `changed ${line}`));
    expect(lineDifference(lines.join(''), changed.join(''))).toMatchObject({ added: 200_000, removed: 200_000 });
  });

  it('never calls a text unchanged whose many lines only changed places', () => {
    expect(lineDifference(lines.join(''), lines.toReversed().join(''))).toMatchObject({ added: 1, removed: 1 });
  });

  it('shows what differs, with the line beside it', () => {
    expect(lineDifference('a\nb\nc\nd\ne\n', 'a\nb\nx\nd\ne\n').lines).toEqual(['  b', '- c', '+ x', '  d']);
  });

  it('shows where places are apart', () => {
    const numbers = Array.from({ length: 9 }, (_, index) => `${index}`);
    const changed = numbers.map((line) => (line === '1' || line === '7' ? `${line}!` : line));
    expect(lineDifference(numbers.join('\n'), changed.join('\n')).lines).toEqual([
      '  0',
      '- 1',
      '+ 1!',
      '  2',
      '…',
      '  6',
      '- 7',
      '+ 7!',
      '  8',
    ]);
  });

  it('is the same from both sides', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', '\n', '\n'), { maxLength: 30 }).map((list) => list.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const difference = lineDifference(before, after);
        expect(invertedDifference(invertedDifference(difference))).toEqual(difference);
        const { added, removed } = invertedDifference(difference);
        expect({ added, removed }).toEqual({ added: difference.removed, removed: difference.added });
      }),
    );
  });

  it('is cut at a bound, and says how much it leaves out', () => {
    expect(boundedLines(['-a', '+b', '+c', '+d'], 2)).toEqual(['-a', '+b', '… 2 more lines']);
    expect(boundedLines(['-a', '+b'], 2)).toEqual(['-a', '+b']);
  });
});
