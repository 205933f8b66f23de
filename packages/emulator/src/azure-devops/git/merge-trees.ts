import type { Tree } from './repository-state.js';

/** The files of `target` with what `source` changed since `base`; undefined where both changed a file differently. */
export function mergeTrees(base: Tree, source: Tree, target: Tree): Tree | undefined {
  const merged = new Map(target);
  for (const path of new Set([...base.keys(), ...source.keys()])) {
    const [before, theirs, ours] = [base.get(path), source.get(path), target.get(path)];
    if (sameContent(before, theirs) || sameContent(theirs, ours)) continue;
    if (!sameContent(before, ours)) return undefined;
    if (theirs) merged.set(path, theirs);
    else merged.delete(path);
  }
  return merged;
}

function sameContent(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.equals(b));
}
