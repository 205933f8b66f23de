import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth, padColumns, shorten, shortenPair, visibleText } from './visible-text.js';

describe('visibleText', () => {
  it.each([
    ['a line end', 'a\r\nb\tc', 'a\\r\\nb\\tc'],
    ['a terminal sequence', '\u001b[31mred\u009b0m\u0007', '\\u001b[31mred\\u009b0m\\u0007'],
    ['a reversed reading order', 'exe.\u202egpj', 'exe.\\u202egpj'],
    ['what is not seen', 'a\u200bb\u00adc\ufeff\u2028', 'a\\u200bb\\u00adc\\ufeff\\u2028'],
    ['an invisible tag beyond the basic plane', '\u{e0041}', '\\udb40\\udc41'],
    ['half of a character', 'a\ud83d', 'a\\ud83d'],
  ])('shows %s', (_, text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  it('leaves letters, marks, symbols and emoji of all languages alone', () => {
    const text = 'Grüße, 注文 заказы עברית ñ 🚀 – €';
    expect(visibleText(text)).toBe(text);
  });
});

describe('shorten', () => {
  it.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 5, 'abcd…'],
    ['注文注文', 8, '注文注文'],
    ['注文注文', 7, '注文注…'],
    ['🚀🚀🚀', 4, '🚀…'],
  ])('of %s to %i columns gives %s', (text, width, short) => {
    expect(shorten(text, width)).toBe(short);
  });

  it('never gives more columns than asked for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, width) => {
        expect(displayWidth(shorten(text, width))).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('cuts a letter with endless marks', () => {
    expect(shorten(`a${'\u0301'.repeat(10_000)}`, 20).length).toBeLessThanOrEqual(81);
  });
});

describe('shortenPair', () => {
  it('leaves the columns that one text does not need to the other', () => {
    expect(shortenPair('a'.repeat(15), 'b'.repeat(5), 20)).toEqual(['a'.repeat(15), 'b'.repeat(5)]);
    expect(shortenPair('a'.repeat(16), 'b'.repeat(5), 20)).toEqual([`${'a'.repeat(14)}…`, 'b'.repeat(5)]);
  });

  it('keeps the difference of long texts with the same start in sight', () => {
    const start = 'x'.repeat(100);
    expect(shortenPair(`${start}OLD${start}`, `${start}NEW`, 40)).toEqual(['…xxxxxxxxOLDxxxxxxx…', '…xxxxxxxxNEW']);
  });

  it('always tells different texts apart', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '🚀', '🛑'), maxLength: 60 });
    fc.assert(
      fc.property(text, text, text, (start, a, b) => {
        fc.pre(a !== b);
        const [shortA, shortB] = shortenPair(start + a, start + b, 60);
        expect(shortA).not.toBe(shortB);
        expect(displayWidth(shortA + shortB)).toBeLessThanOrEqual(60);
        expect(visibleText(shortA + shortB)).toBe(shortA + shortB);
      }),
    );
  });
});

it('pads by columns, not by characters', () => {
  expect(padColumns('注文', 6)).toBe('注文  ');
  expect(padColumns('e\u0301', 3)).toBe('e\u0301  ');
  expect(padColumns('too long', 3)).toBe('too long');
});
