import { describe, expect, it } from 'vitest';
import { blobOid } from './blob-oid.js';
import { LookedAtFolders } from './looked-at-folders.js';
import { TextCache } from './text-cache.js';

describe('TextCache', () => {
  it('forgets the oldest text first, and never the newest', () => {
    const cache = new TextCache(10);
    cache.set('a', 'aaaa');
    cache.set('b', 'bbbb');
    cache.set('c', 'cccc');
    expect(['a', 'b', 'c'].map((oid) => cache.get(oid))).toEqual([undefined, 'bbbb', 'cccc']);
    cache.set('d', 'd'.repeat(20));
    expect(['b', 'c', 'd'].map((oid) => cache.get(oid)?.length)).toEqual([undefined, undefined, 20]);
  });
});

describe('blobOid', () => {
  it.each([
    ['', 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'],
    ['hello\n', 'ce013625030ba8dba906f756967f9e9ca394464a'],
  ])('is what git computes for %j', (text, oid) => {
    expect(blobOid(text)).toBe(oid);
  });
});

describe('LookedAtFolders', () => {
  const apiops = (folder: string) =>
    `version: 1\norganization: acme\nhosting: github\nartifacts: { folder: ${folder} }\nenvironments: [{ name: dev, serviceName: apim-dev }]\n`;

  it('looks where an apiops.yaml says, and at once in later repositories', () => {
    const folders = new LookedAtFolders();
    const paths = (all: readonly { path: string }[]) => all.map(({ path }) => path);
    expect(paths(folders.usual())).not.toContain('things/apis');
    expect(paths(folders.further(apiops('things'), folders.usual()))).toEqual(['things/apis', 'things/workspaces']);
    expect(paths(folders.usual())).toContain('things/apis');
    expect(folders.further(apiops('things'), folders.usual())).toEqual([]);
  });

  it('leaves an apiops.yaml alone that is wrong', () => {
    const folders = new LookedAtFolders();
    expect(folders.further('version: none', folders.usual())).toEqual([]);
  });
});
