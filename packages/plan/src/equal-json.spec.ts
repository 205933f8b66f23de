import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalJson } from './equal-json.js';
import type { Json } from './json.js';

describe('equalJson', () => {
  it.each<[string, Json | undefined, Json | undefined, boolean]>([
    ['members in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, true],
    ['an absent and an undefined member', { a: 1 }, { a: 1, b: undefined }, true],
    ['an absent and a null member', { a: 1 }, { a: 1, b: null }, false],
    ['undefined and null', undefined, null, false],
    ['elements in another order', [1, 2], [2, 1], false],
    ['an array and a longer one', [1], [1, 2], false],
    ['an empty array and an empty object', [], {}, false],
    ['a number and its text', 1, '1', false],
    ['as many members with other names', { a: 1 }, { b: 1 }, false],
    ['a member that objects inherit', {}, { constructor: 1 }, false],
  ])('compares %s', (_, a, b, expected) => {
    expect(equalJson(a, b)).toBe(expected);
    expect(equalJson(b, a)).toBe(expected);
  });

  it('tells an own member called __proto__ from the prototype', () => {
    expect(equalJson(JSON.parse('{"__proto__": {}}'), { a: {} })).toBe(false);
    expect(equalJson(JSON.parse('{"__proto__": 1}'), JSON.parse('{"__proto__": 1}'))).toBe(true);
  });

  it('holds between a document and its copy', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(equalJson(JSON.parse(text), JSON.parse(text))).toBe(true);
      }),
    );
  });
});
