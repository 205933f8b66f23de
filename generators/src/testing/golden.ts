import type { Tree } from '@nx/devkit';
import { FsTree } from 'nx/src/generators/tree.js';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { loadYaml } from '../../../test-support/load-yaml.js';

/** File contents by path. */
export type Files = Readonly<Record<string, string>>;

/** An empty tree, or one with these files. */
export function treeWith(files: Files = {}): Tree {
  const tree = new FsTree(join(tmpdir(), 'nx-apiops-no-such-repository'), false);
  for (const [path, content] of Object.entries(files)) tree.write(path, content);
  return tree;
}

/** All files of a tree, deleted ones left out. */
export function filesOf(tree: Tree): Files {
  const changes = tree.listChanges().filter(({ type }) => type !== 'DELETE');
  const files = changes.map(
    ({ path, content }) => [path.replaceAll('\\', '/'), content?.toString('utf8') ?? ''] as const,
  );
  return Object.fromEntries(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What `after` has that `before` has not, or otherwise. */
export function changedFiles(before: Files, after: Files): Files {
  return Object.fromEntries(Object.entries(after).filter(([path, content]) => before[path] !== content));
}

/**
 * Expects exactly the files of the golden folder `golden/<name>` beside the spec. With UPDATE_GOLDEN=1 it writes the
 * folder instead, for a person to read the difference.
 */
export function expectGolden(files: Files, specUrl: string, name: string): void {
  const folder = fileURLToPath(new URL(`golden/${name}`, specUrl));
  if (process.env['UPDATE_GOLDEN'] === '1') {
    rmSync(folder, { recursive: true, force: true });
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
  }
  const golden = readFiles(folder);
  const hint = 'If the change is meant, run: UPDATE_GOLDEN=1 npx vitest run generators';
  expect(Object.keys(files), hint).toEqual(Object.keys(golden));
  for (const [path, content] of Object.entries(golden)) expect(files[path], `${path}. ${hint}`).toBe(content);
}

/** All files below a folder, by path with forward slashes. */
export function readFiles(folder: string): Files {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
  return Object.fromEntries(
    paths.map((path) => [path, readFileSync(join(folder, path), 'utf8').replaceAll('\r\n', '\n')]),
  );
}

/** Expects every JSON and YAML file to parse, and every text file to end with one line break. */
export function expectWellFormed(files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    if (path.endsWith('.json')) expect(() => JSON.parse(content), path).not.toThrow();
    if (/\.ya?ml$/.test(path) && !path.includes('configuration.extractor'))
      expect(() => loadYaml(content), path).not.toThrow();
    expect(content.endsWith('\n') && !content.endsWith('\n\n'), `${path} ends with one line break`).toBe(true);
    expect(content.includes('\r'), `${path} has Unix line ends`).toBe(false);
  }
}
