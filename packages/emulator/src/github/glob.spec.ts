import { describe, expect, it } from 'vitest';
import { matchesGlob } from './glob.js';

describe('patterns of names', () => {
  it.each([
    ['refs/heads/main', 'refs/heads/main', true],
    ['refs/heads/main', 'refs/heads/main2', false],
    ['refs/heads/*', 'refs/heads/a', true],
    ['refs/heads/*', 'refs/heads/a/b', false],
    ['refs/heads/**/*', 'refs/heads/a', true],
    ['refs/heads/**/*', 'refs/heads/a/b', true],
    ['release/**', 'release/1/2', false],
    ['v?.x', 'v1.x', true],
    ['v?.x', 'v1-x', false],
    ['v[0-9]', 'v5', true],
    ['v[!0-9]', 'v5', false],
    ['a(b)+', 'a(b)+', true],
  ])('%s and %s: %s', (pattern, name, expected) => {
    expect(matchesGlob(pattern, name)).toBe(expected);
  });
});
