import { isJsonObject, type Json } from '@nx-apiops/plan';
import { CreateError } from '../errors.js';

/** One place of a package-lock.json: a package, a workspace folder, or a link to one. */
export interface LockEntry {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly [member: string]: Json | undefined;
}

/** Places by location: `''` is the root, `node_modules/nx`, `packages/plan`. */
export type LockEntries = Readonly<Record<string, LockEntry>>;

/** A package-lock.json of the third version, which npm 7 and later write. */
export interface PackageLock {
  readonly name?: string;
  readonly version?: string;
  readonly lockfileVersion: 3;
  readonly requires: true;
  readonly packages: LockEntries;
}

/** Reads a package-lock.json. Throws `LOCK_UNUSABLE` for anything but version 3. */
export function parsePackageLock(text: string, file: string): PackageLock {
  const lock = parseJson(text, file);
  if (!isJsonObject(lock) || lock['lockfileVersion'] !== 3 || !isEntries(lock['packages'])) {
    throw new CreateError('LOCK_UNUSABLE', `${file} is not a lock of version 3.`, {
      hint: 'Run `npm install` with npm 9 or later in the platform repository.',
    });
  }
  return { lockfileVersion: 3, requires: true, packages: lock['packages'] };
}

/** The lock as npm writes it. */
export function renderPackageLock(lock: PackageLock): string {
  return `${JSON.stringify(lock, undefined, 2)}\n`;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CreateError('LOCK_UNUSABLE', `${file} is not valid JSON.`, {
      hint: 'Take the committed version: git checkout -- package-lock.json',
      cause,
    });
  }
}

const RANGES = ['dependencies', 'optionalDependencies', 'peerDependencies'] as const;

function isEntries(value: unknown): value is LockEntries {
  return isJsonObject(value) && Object.values(value).every(isEntry);
}

function isEntry(value: unknown): value is LockEntry {
  if (!isJsonObject(value)) return false;
  return RANGES.every((member) => {
    const ranges = value[member];
    if (ranges === undefined) return true;
    return isJsonObject(ranges) && Object.values(ranges).every((range) => typeof range === 'string');
  });
}
