import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesPattern } from './match-pattern.js';

describe('matchesPattern', () => {
  it.each([
    ['orders', 'orders', true],
    ['Orders', 'oRDERS', true],
    ['orders', 'orders-v2', false],
    ['prod-*', 'prod-', true],
    ['prod-*', 'prod-a-b', true],
    ['prod-*', 'production', false],
    ['*-internal-*', 'a-internal-b', true],
    ['*', '', true],
    ['?', '', false],
    ['api-v?', 'api-v1', true],
    ['api-v?', 'api-v10', false],
    ['?', '😀', true],
    ['a.c', 'abc', false],
    ['a[b]c', 'abc', false],
    ['orders;rev=*', 'orders;rev=2', true],
    ['', '', true],
    ['', 'a', false],
    ['a?', 'a', false],
    ['*a*b', 'aabab', true],
  ])('%j and %j: %s', (pattern, name, expected) => {
    expect(matchesPattern(pattern, name)).toBe(expected);
  });

  it('agrees with the regular expression of the pattern', () => {
    const letters = (allowed: string) => fc.string({ unit: fc.constantFrom(...allowed), maxLength: 10 });
    fc.assert(
      fc.property(letters('ab*?'), letters('abA'), (pattern, name) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
        expect(matchesPattern(pattern, name)).toBe(expression.test(name));
      }),
    );
  });

  it('is done at once with patterns that make regular expressions run for ever', () => {
    expect(matchesPattern(`${'*a'.repeat(2000)}b`, 'a'.repeat(4000))).toBe(false);
  });
});
