import type { LockEntries } from './package-lock.js';

const MODULES = 'node_modules/';

/**
 * Location of the package that `name` means when it is imported from `location`: the nearest `node_modules` upwards,
 * links followed. Undefined where the lock has none.
 */
export function resolvePackage(entries: LockEntries, location: string, name: string): string | undefined {
  for (let folder: string | undefined = location; folder !== undefined; folder = parentFolder(folder)) {
    const candidate = folder === '' ? `${MODULES}${name}` : `${folder}/${MODULES}${name}`;
    const entry = entries[candidate];
    if (entry) return entry.link === true ? entry.resolved : candidate;
  }
  return undefined;
}

/** The folder whose `node_modules` is looked into next; undefined above the root. */
function parentFolder(location: string): string | undefined {
  if (location === '') return undefined;
  const modules = location.lastIndexOf(MODULES);
  return modules <= 0 ? '' : location.slice(0, modules - 1);
}

/** What one package needs. `isOptional`: it works without. `isPeer`: its user provides it. */
export interface LockEdge {
  readonly name: string;
  readonly isOptional: boolean;
  readonly isPeer: boolean;
}

/** The edges that make npm install a package: peers that are optional do not. */
export function edgesOf(entries: LockEntries, location: string): readonly LockEdge[] {
  const entry = entries[location] ?? {};
  const names = (ranges: Readonly<Record<string, string>> | undefined): string[] => Object.keys(ranges ?? {});
  return [
    ...names(entry.dependencies).map((name) => ({ name, isOptional: false, isPeer: false })),
    ...names(entry.optionalDependencies).map((name) => ({ name, isOptional: true, isPeer: false })),
    ...names(entry.peerDependencies)
      .filter((name) => entry.peerDependenciesMeta?.[name]?.optional !== true)
      .map((name) => ({ name, isOptional: false, isPeer: true })),
  ];
}
