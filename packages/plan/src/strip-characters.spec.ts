import { describe, expect, it } from 'vitest';
import { stripEnd, stripEnds } from './strip-characters.js';

describe('stripEnd and stripEnds', () => {
  it.each([
    ['//a//b//', '//a//b', 'a//b'],
    ['///', '', ''],
    ['', '', ''],
    ['a', 'a', 'a'],
  ])('take %j to %j and %j', (text, end, ends) => {
    expect(stripEnd(text, '/')).toBe(end);
    expect(stripEnds(text, '/')).toBe(ends);
  });

  it('take linear time', () => {
    const startedAt = performance.now();
    stripEnds(`a${'/'.repeat(1_000_000)}b`, '/');
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
