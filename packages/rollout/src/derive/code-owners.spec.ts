import { describe, expect, it } from 'vitest';
import {
  codeOwnersFile,
  defaultOwners,
  folderPattern,
  isCodeOwner,
  patternOf,
  toCatalogOwner,
  toCodeOwner,
  toReviewer,
} from './code-owners.js';

describe('owners', () => {
  it.each([
    ['orders', '@acme/orders'],
    ['group:default/orders', '@acme/orders'],
    ['group:orders', '@acme/orders'],
    ['user:jo', '@jo'],
    ['user:default/jo', '@jo'],
    ['@other/orders', '@other/orders'],
    ['jo@acme.example', 'jo@acme.example'],
  ])('writes %s as %s in CODEOWNERS', (owner, expected) => {
    expect(toCodeOwner(owner, 'acme')).toBe(expected);
  });

  it.each([
    ['orders', 'orders'],
    ['group:default/orders', 'group:default/orders'],
    ['@acme/orders', 'orders'],
    ['@other/orders', '@other/orders'],
    ['@jo', 'user:jo'],
    ['jo@acme.example', 'jo@acme.example'],
  ])('writes %s as %s in the catalogue, which means the same in CODEOWNERS', (owner, expected) => {
    expect(toCatalogOwner(owner, 'acme')).toBe(expected);
    expect(toCodeOwner(expected, 'acme')).toBe(toCodeOwner(owner, 'acme'));
  });

  it.each([
    ['@acme/orders', 'orders'],
    ['@jo', '@jo'],
    ['jo@acme.example', 'jo@acme.example'],
  ])('names %s as %s among reviewers', (owner, expected) => {
    expect(toReviewer(owner)).toBe(expected);
  });

  it.each([
    ['@acme/orders', true],
    ['@jo', true],
    ['jo@acme.example', true],
    ['@acme/Order takers', false],
    ['@acme/x\n* @eve', false],
    ['@acme/a/b', false],
    ['@acme/#', false],
    ['@', false],
  ])('takes %j for an owner: %s', (owner, expected) => {
    expect(isCodeOwner(owner)).toBe(expected);
  });

  it.each([
    ['* @acme/platform # all of us\n/a/ @b\n', ['@acme/platform']],
    ['* @a\r\n  *  @b   @c\r\n', ['@b', '@c']],
    ['*\n', []],
    ['# * @a\n/apis/ @acme/orders\n', []],
  ])('finds the owners of everything else in %j', (text, expected) => {
    expect(defaultOwners(text)).toEqual(expected);
  });
});

describe('patterns', () => {
  it('escape what has a meaning, and are read as they are written', () => {
    const pattern = folderPattern('apis/Pet Store #1 (Zürich)');
    expect(pattern).toBe('/apis/Pet\\ Store\\ \\#1\\ (Zürich)/');
    expect(patternOf(`  ${pattern} @acme/pets # since May`)).toBe(pattern);
  });
});

describe('codeOwnersFile', () => {
  const having = (...paths: readonly string[]) => ({ isFile: (path: string): boolean => paths.includes(path) });

  it('is the first that GitHub reads', () => {
    expect(codeOwnersFile(having(), 'github')).toBe('.github/CODEOWNERS');
    expect(codeOwnersFile(having('docs/CODEOWNERS', 'CODEOWNERS'), 'github')).toBe('CODEOWNERS');
    expect(codeOwnersFile(having('CODEOWNERS', '.github/CODEOWNERS'), 'github')).toBe('.github/CODEOWNERS');
  });

  it('is one at the top in Azure DevOps', () => {
    expect(codeOwnersFile(having('.github/CODEOWNERS'), 'azure-devops')).toBe('CODEOWNERS');
  });
});
