import { describe, expect, it } from 'vitest';
import { LookedAtFolders } from '../../../scm/src/rollout/looked-at-folders.js';
import { ALWAYS_READ, needsWholeTree } from './needs-whole-tree.js';

describe('needsWholeTree', () => {
  it.each([
    ['apiops.yaml', false],
    ['*.yaml', false],
    ['?piops.yaml', false],
    ['.github/CODEOWNERS', false],
    ['.github/workflows/publish.yml', false],
    ['.github/*/publish.yml', false],
    ['.github/actions/x/action.yml', true],
    ['docs/*.md', false],
    ['docs/guides/x.md', true],
    ['tools/pipelines/templates/x.yml', false],
    ['tools/x.yml', true],
    ['src/index.ts', true],
    ['*/CODEOWNERS', true],
    ['.github*/CODEOWNERS', true],
    ['**', true],
    ['.github/**', true],
    ['**.yaml', true],
  ])('for %s: %s', (pattern, isNeeded) => {
    expect(needsWholeTree({ files: [pattern] })).toBe(isNeeded);
    expect(needsWholeTree({ exclude: { files: [pattern] } })).toBe(isNeeded);
    expect(needsWholeTree({ files: ['apiops.yaml', pattern] })).toBe(isNeeded);
  });

  it('not for a selection without files', () => {
    expect(needsWholeTree({})).toBe(false);
    expect(needsWholeTree({ topics: ['apiops'], exclude: { names: ['x'] } })).toBe(false);
  });

  it('counts on folders that the port reads of every repository', () => {
    expect(new LookedAtFolders().usual()).toEqual(expect.arrayContaining([...ALWAYS_READ]));
  });
});
