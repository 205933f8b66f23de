import { describe, expect, it } from 'vitest';
import { hasToken, replaceTokens } from './override-tokens.js';

describe('replaceTokens', () => {
  it.each([
    ['{#A#}', '1'],
    ['{# A #}', '1'],
    ['{#[A]#}', '1'],
    ['x{#[ A ]#}y{#A#}', 'x1y1'],
    ['{#[A#}', '{#[A#}'],
    ['{#A]#}', '{#A]#}'],
    ['{#{A}#}', '{#{A}#}'],
    ['{##}', '{##}'],
    ['{#A', '{#A'],
  ])('makes %j of it: %j', (text, expected) => {
    expect(replaceTokens(text, () => '1').text).toBe(expected);
    expect(hasToken(text)).toBe(text !== expected);
  });

  it.each([
    ['blanks without an end', `{#${' '.repeat(100_000)}`],
    ['blanks with a bracket', `{#[${' '.repeat(100_000)}`],
    ['many beginnings', '{# '.repeat(50_000)],
  ])('takes linear time: %s', (_, text) => {
    const startedAt = performance.now();
    replaceTokens(text, () => '1');
    hasToken(text);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
