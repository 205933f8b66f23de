import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineDifference } from './line-difference.js';

const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 }).map((list) => list.join('\n'));

describe('lineDifference', () => {
  it('shows what differs, with the line beside it', () => {
    expect(lineDifference('a\nb\nc\nd\ne\n', 'a\nb\nx\nd\ne\n')).toEqual(['  b', '- c', '+ x', '  d']);
  });

  it('is empty for equal texts', () => {
    fc.assert(fc.property(lines, (text) => lineDifference(text, text).length === 0));
  });

  it('turns one text into the other', () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const difference = lineDifference(before, after, 1000);
        const count = (sign: string): number => difference.filter((line) => line.startsWith(sign)).length;
        const length = (text: string): number => text.trimEnd().split('\n').length;
        return count('+ ') - count('- ') === length(after) - length(before);
      }),
    );
  });

  it('says how much it leaves out', () => {
    expect(lineDifference('a', Array.from({ length: 9 }, (_, index) => `b${index}`).join('\n'), 3)).toEqual([
      '- a',
      '+ b0',
      '+ b1',
      '… 7 more lines',
    ]);
  });
});
