import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestNames, suggestNames } from './nearest-names.js';

describe('nearestNames', () => {
  it.each([
    ['a missing letter', 'backens', ['backends', 'apis'], ['backends']],
    ['swapped letters', 'aips', ['apis', 'tags'], ['apis']],
    ['another case', 'Orders', ['orders', 'order'], ['orders', 'order']],
    [
      'the best first',
      'orders-api',
      ['orders-app', 'orders-api2', 'ordres-xpi'],
      ['orders-api2', 'orders-app', 'ordres-xpi'],
    ],
    ['equal distances by name', 'ax', ['ac', 'ab'], ['ab', 'ac']],
    ['nothing alike', 'orders', ['customers', 'x'], []],
    ['nothing known', 'orders', [], []],
    ['a name that is given twice', 'dev', ['dev', 'dev'], ['dev']],
    ['short names', 'a', ['b', 'cd'], ['b']],
  ])('finds %s', (...[, value, known, expected]) => {
    expect(nearestNames(value, known)).toEqual(expected);
  });

  it('gives at most as many as asked for', () => {
    const known = ['aaaa1', 'aaaa2', 'aaaa3', 'aaaa4'];
    expect(nearestNames('aaaa', known)).toHaveLength(3);
    expect(nearestNames('aaaa', known, 1)).toEqual(['aaaa1']);
  });

  it('always finds a known name after one slip', () => {
    const name = fc.stringMatching(/^[a-z-]{3,20}$/);
    fc.assert(
      fc.property(name, fc.nat(), fc.constantFrom('', 'x', 'xy'), (known, position, inserted) => {
        const at = position % known.length;
        const slip = known.slice(0, at) + inserted.slice(0, 1) + known.slice(at + (inserted.length === 1 ? 0 : 1));
        expect(nearestNames(slip, [known])).toEqual([known]);
      }),
    );
  });
});

describe('suggestNames', () => {
  it.each([
    ['the nearest name', 'apiz', ['apis', 'tags'], 'did you mean "apis"?'],
    ['all names when none is near', 'zzzzzz', ['apis', 'tags'], 'known: apis, tags'],
    [
      'the first of many names',
      'zzzzzz',
      Array.from({ length: 15 }, (_, index) => `n${index}`),
      'known: n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11, and 3 more',
    ],
    ['that there are none', 'apis', [], 'none is known here'],
  ])('names %s', (...[, value, known, expected]) => {
    expect(suggestNames(value, known)).toBe(expected);
  });
});
