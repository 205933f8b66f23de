import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findRoot } from './find-root.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nx-apiops-root-'));
  mkdirSync(join(root, 'apim-artifacts/apis'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const below = (): string => join(root, 'apim-artifacts/apis');

it('finds the nearest folder upwards with apiops.yaml', () => {
  writeFileSync(join(root, 'apiops.yaml'), '');
  expect(findRoot(undefined, below())).toBe(root);
  expect(findRoot(undefined, root)).toBe(root);
  writeFileSync(join(root, 'apim-artifacts/apiops.yaml'), '');
  expect(findRoot(undefined, below())).toBe(join(root, 'apim-artifacts'));
});

it('takes the folder that is named, and the current one where none has the file', () => {
  expect(findRoot('elsewhere', below())).toBe(resolve('elsewhere'));
  mkdirSync(join(root, '.git'));
  expect(findRoot(undefined, below())).toBe(below());
});

it('does not leave the git repository', () => {
  writeFileSync(join(root, 'apiops.yaml'), '');
  mkdirSync(join(root, 'apim-artifacts/.git'));
  expect(findRoot(undefined, below())).toBe(below());
});
