import { describe, expect, it } from 'vitest';
import { branchToken } from './git-tokens.js';

describe('branchToken', () => {
  it.each([
    ['master', '6d0061007300740065007200'],
    ['a/b', '6100/6200'],
  ])('of %s', (branch, digits) => {
    expect(branchToken('repoV2/p/r', branch)).toBe(`repoV2/p/r/refs/heads/${digits}`);
  });
});
