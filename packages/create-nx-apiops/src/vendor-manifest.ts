import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import type { PackageLock } from './lock/package-lock.js';
import { lockedVersion, type RootManifest, type Tarball } from './lock/plan-lock.js';

/**
 * The package.json of a repository with the packages out of `vendor/`, and of the other tools the versions that the
 * platform has. All of our packages are named, not only those that the repository uses itself: an `npm install` without
 * lock would look for the others in the registry. Throws `LOCK_INCOMPLETE`.
 */
export function vendorManifest(
  manifest: JsonObject,
  tarballs: ReadonlyMap<string, Tarball>,
  platform: PackageLock,
): JsonObject {
  const others = Object.keys(member(manifest, 'dependencies')).filter((name) => !tarballs.has(name));
  const dependencies = [
    ...others.map((name) => [name, lockedVersion(platform, name)] as const),
    ...[...tarballs].map(([name, { file }]) => [name, `file:${file}`] as const),
  ].sort(([a], [b]) => a.localeCompare(b, 'en'));
  return { ...manifest, dependencies: Object.fromEntries(dependencies) };
}

/** What the lock says of a package.json. */
export function rootManifest(manifest: JsonObject): RootManifest {
  const { name, version } = manifest;
  if (typeof name !== 'string' || typeof version !== 'string')
    throw new TypeError('package.json lacks name or version');
  return {
    name,
    version,
    dependencies: texts(member(manifest, 'dependencies')),
    engines: texts(member(manifest, 'engines')),
  };
}

function member(value: JsonObject, name: string): JsonObject {
  const found = value[name];
  return isJsonObject(found) ? found : {};
}

function texts(values: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}
