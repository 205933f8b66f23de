import { CreateError } from '../errors.js';
import type { LockEntries, LockEntry, PackageLock } from './package-lock.js';
import { edgesOf, resolvePackage, type LockEdge } from './resolve-package.js';

/** A package of the platform repository as the new repository gets it. */
export interface Tarball {
  /** From the new repository's root, with forward slashes: `vendor/nx-apiops-plan-0.1.0.tgz`. */
  readonly file: string;
  /** `sha512-…`, as npm writes it. */
  readonly integrity: string;
}

/** What the package.json of the new repository says. */
export interface RootManifest {
  readonly name: string;
  readonly version: string;
  readonly engines?: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

/**
 * The lock of a new repository, taken out of the platform repository's lock: all that `root.dependencies` needs, in
 * the same versions at the same places, so that `npm ci` installs exactly what the platform was tested with, without
 * asking a registry which versions there are. Workspace packages become tarballs. Binaries of other operating systems
 * stay in, so the lock works on all of them.
 * Throws `LOCK_INCOMPLETE` where the platform's lock lacks a package that is needed or its integrity, or one has no tarball.
 */
export function planLock(
  platform: PackageLock,
  root: RootManifest,
  tarballs: ReadonlyMap<string, Tarball>,
): PackageLock {
  const entries: LockEntries = { ...platform.packages, '': { dependencies: root.dependencies } };
  const all = reach(entries, () => true);
  const required = reach(entries, (edge) => !edge.isOptional);
  const withoutPeers = reach(entries, (edge) => !edge.isPeer);
  const moves = workspaceMoves(entries);

  const planEntry = (location: string, entry: LockEntry): LockEntry => {
    const name = moves.get(location);
    if (name !== undefined) return vendoredEntry(entry, name, tarballs);
    if (entry.integrity === undefined) throw withoutIntegrity(location);
    return withoutFlags(entry);
  };
  const planned = [...all].map((location): readonly [string, LockEntry] => {
    const flags = {
      ...(!withoutPeers.has(location) && { peer: true }),
      ...(!required.has(location) && { optional: true }),
    };
    return [movedLocation(location, moves), { ...planEntry(location, entries[location] ?? {}), ...flags }];
  });
  planned.sort(([a], [b]) => a.localeCompare(b, 'en'));
  return {
    name: root.name,
    version: root.version,
    lockfileVersion: 3,
    requires: true,
    packages: { '': { ...root }, ...Object.fromEntries(planned) },
  };
}

/** Names of workspace packages that `names` need, themselves included, sorted. */
export function neededWorkspaces(platform: PackageLock, names: readonly string[]): readonly string[] {
  const dependencies = Object.fromEntries(names.map((name) => [name, '*']));
  const entries: LockEntries = { ...platform.packages, '': { dependencies } };
  const moves = workspaceMoves(entries);
  return [...reach(entries, () => true)].flatMap((location) => moves.get(location) ?? []).sort();
}

/** Version that the platform's lock has of a package which its root uses. Throws `LOCK_INCOMPLETE`. */
export function lockedVersion(platform: PackageLock, name: string): string {
  const location = resolvePackage(platform.packages, '', name);
  const version = location === undefined ? undefined : platform.packages[location]?.version;
  if (version === undefined) throw missing(name, 'the platform repository');
  return version;
}

/** Locations that the root reaches over the edges that `follow` accepts. */
function reach(entries: LockEntries, follow: (edge: LockEdge) => boolean): ReadonlySet<string> {
  const reached = new Set<string>();
  const pending = [''];
  for (let from = pending.pop(); from !== undefined; from = pending.pop()) {
    for (const edge of edgesOf(entries, from)) {
      if (!follow(edge)) continue;
      const to = resolvePackage(entries, from, edge.name);
      if (to === undefined) throw missing(edge.name, from === '' ? 'the new repository' : from);
      if (reached.has(to)) continue;
      reached.add(to);
      pending.push(to);
    }
  }
  return reached;
}

/** Workspace folder to package name. */
function workspaceMoves(entries: LockEntries): ReadonlyMap<string, string> {
  const moves = new Map<string, string>();
  for (const [location, entry] of Object.entries(entries)) {
    if (entry.link === true && entry.resolved !== undefined) {
      moves.set(entry.resolved, location.slice('node_modules/'.length));
    }
  }
  return moves;
}

/** `packages/config/node_modules/ajv` moves with `packages/config` to `node_modules/@nx-apiops/config`. */
function movedLocation(location: string, moves: ReadonlyMap<string, string>): string {
  const nested = location.indexOf('/node_modules/');
  const folder = nested < 0 ? location : location.slice(0, nested);
  const name = moves.get(folder);
  return name === undefined ? location : `node_modules/${name}${location.slice(folder.length)}`;
}

/** Members that npm derives from the whole tree, so they are derived anew for a part of it. */
const FLAGS = ['dev', 'devOptional', 'optional', 'peer', 'extraneous'];

function withoutFlags(entry: LockEntry): LockEntry {
  return Object.fromEntries(Object.entries(entry).filter(([member]) => !FLAGS.includes(member)));
}

function vendoredEntry(entry: LockEntry, name: string, tarballs: ReadonlyMap<string, Tarball>): LockEntry {
  const tarball = tarballs.get(name);
  if (!tarball) {
    throw new CreateError('LOCK_INCOMPLETE', `The workspace package ${name} is needed but was not packed.`);
  }
  const { name: _, version, ...rest } = withoutFlags(entry);
  return {
    ...(version !== undefined && { version }),
    resolved: `file:${tarball.file}`,
    integrity: tarball.integrity,
    ...rest,
  };
}

function withoutIntegrity(location: string): CreateError {
  return new CreateError(
    'LOCK_INCOMPLETE',
    `package-lock.json of the platform repository has no integrity of ${location}.`,
    {
      hint: 'Run `node tools/check-lock.mjs --fix` in the platform repository, and commit the lock.',
    },
  );
}

function missing(name: string, from: string): CreateError {
  return new CreateError(
    'LOCK_INCOMPLETE',
    `package-lock.json of the platform repository lacks ${name}, which ${from} needs.`,
    {
      hint: 'Run `npm install` in the platform repository; where its registry lacks binaries of other systems, complete the lock first.',
    },
  );
}
