import type { Commit, FileTree, GitFile } from './git-objects.js';
import type { Repository } from './repository.js';

/** The commit and all before it, nearest first. */
export function historyOf({ commits }: Pick<Repository, 'commits'>, sha: string): readonly Commit[] {
  const seen = new Map<string, Commit>();
  const waiting = [sha];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const commit = commits.get(next);
    if (!commit || seen.has(next)) continue;
    seen.set(next, commit);
    waiting.push(...commit.parents);
  }
  return [...seen.values()];
}

/** Whether `ancestor` is `sha` or before it. */
export function isBefore(repository: Pick<Repository, 'commits'>, ancestor: string, sha: string): boolean {
  return ancestor === sha || historyOf(repository, sha).some((commit) => commit.sha === ancestor);
}

/** The commits that `head` has and `base` lacks, oldest first. */
export function commitsBetween(repository: Pick<Repository, 'commits'>, base: string, head: string): readonly Commit[] {
  const known = new Set(historyOf(repository, base).map(({ sha }) => sha));
  return historyOf(repository, head)
    .filter(({ sha }) => !known.has(sha))
    .reverse();
}

/** The nearest commit that both have; undefined for histories that never met. */
export function mergeBaseOf(repository: Pick<Repository, 'commits'>, base: string, head: string): Commit | undefined {
  const known = new Set(historyOf(repository, base).map(({ sha }) => sha));
  return historyOf(repository, head).find(({ sha }) => known.has(sha));
}

/** The files of `base` with what `head` changed since they parted; undefined where both changed one file. */
export function mergeFiles(
  before: FileTree | undefined,
  base: FileTree,
  head: FileTree,
): ReadonlyMap<string, GitFile> | undefined {
  const merged = new Map(base);
  for (const path of new Set([...(before?.keys() ?? []), ...head.keys()])) {
    const [was, theirs, ours] = [before?.get(path), head.get(path), base.get(path)];
    if (theirs === was || theirs === ours) continue;
    if (ours !== was) return undefined;
    if (theirs) merged.set(path, theirs);
    else merged.delete(path);
  }
  return merged;
}

/** Paths whose content differs. */
export function changedPaths(before: FileTree | undefined, after: FileTree): readonly string[] {
  if (before === after) return [];
  return [...new Set([...(before?.keys() ?? []), ...after.keys()])].filter(
    (path) => before?.get(path) !== after.get(path),
  );
}
