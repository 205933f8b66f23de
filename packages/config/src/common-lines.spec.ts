import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonLines } from './common-lines.js';

/** The length of a longest common subsequence, by the textbook table. */
function longestCommon(left: readonly string[], right: readonly string[]): number {
  let previous = Array<number>(right.length + 1).fill(0);
  for (const line of left) {
    const current = [0];
    right.forEach((other, index) => {
      const best = Math.max(previous[index + 1] ?? 0, current[index] ?? 0);
      current.push(line === other ? (previous[index] ?? 0) + 1 : best);
    });
    previous = current;
  }
  return previous.at(-1) ?? 0;
}

describe('commonLines', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 14 });

  it('pairs equal lines in order, as many as there can be', () => {
    fc.assert(
      fc.property(lines, lines, (left, right) => {
        const pairs = commonLines(left, right);
        for (const [l, r] of pairs) expect(left[l]).toBe(right[r]);
        for (const [index, [l, r]] of pairs.slice(1).entries()) {
          expect(l).toBeGreaterThan(pairs[index]?.[0] ?? -1);
          expect(r).toBeGreaterThan(pairs[index]?.[1] ?? -1);
        }
        expect(pairs).toHaveLength(longestCommon(left, right));
      }),
      { numRuns: 1000 },
    );
  });

  it('pairs beginning and end of texts that are too far apart', () => {
    const middle = (letter: string) => Array.from({ length: 2000 }, (_, index) => `${letter}${index}`);
    const pairs = commonLines(['begin', ...middle('a'), 'end'], ['begin', ...middle('b'), 'end']);
    expect(pairs).toEqual([
      [0, 0],
      [2001, 2001],
    ]);
  });
});
