/**
 * Fails where package-lock.json lacks optional packages of other platforms, since `npm ci` would refuse it there, and
 * where a package has no integrity, since `npm ci` would then install whatever it is sent.
 * Usage: node tools/check-lock.mjs [--fix] [package-lock.json]
 * With --fix, npm is asked for what is missing of the integrity, and the lock is written.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

/**
 * @typedef {object} Entry
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [link]
 * @property {boolean} [inBundle]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {Record<string, unknown>} [peerDependenciesMeta]
 */

const MODULES = 'node_modules/';
const file = process.argv.slice(2).find((argument) => argument !== '--fix') ?? 'package-lock.json';
const lock = JSON.parse(readFileSync(file, 'utf8'));
/** @type {Record<string, Entry>} */
const packages = lock.packages;

const withoutIntegrity = Object.entries(packages)
  .filter(([location, { link, inBundle, integrity }]) => location.includes(MODULES) && !link && !inBundle && !integrity)
  .map(([location, { version = '' }]) => ({
    location,
    spec: `${location.slice(location.lastIndexOf(MODULES) + MODULES.length)}@${version}`,
  }));

if (process.argv.includes('--fix')) {
  for (const { location, spec } of withoutIntegrity.splice(0)) {
    const integrity = execFileSync('npm', ['view', spec, 'dist.integrity'], { encoding: 'utf8' }).trim();
    if (!integrity.startsWith('sha512-')) throw new Error(`npm knows no integrity of ${spec}.`);
    const { version, ...rest } = packages[location] ?? {};
    packages[location] = { ...(version !== undefined && { version }), integrity, ...rest };
  }
  writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
}

/** Where `name` is found from `location`, as Node looks for it. @param {string} location @param {string} name */
function resolves(location, name) {
  for (let folder = location; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (`${folder}${folder ? '/' : ''}node_modules/${name}` in packages) return true;
    if (folder === '') return false;
  }
}

const missing = Object.entries(packages).flatMap(
  ([location, { optionalDependencies = {}, peerDependenciesMeta = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !(name in peerDependenciesMeta) && !resolves(location, name))
      .map((name) => `${name}, needed by ${location || 'the root'}`),
);
if (missing.length > 0) {
  console.error(`${file} lacks optional packages:\n  ${missing.join('\n  ')}`);
  process.exit(1);
}
if (withoutIntegrity.length > 0) {
  const specs = withoutIntegrity.map(({ spec }) => spec);
  console.error(`${file} has no integrity of:\n  ${specs.join('\n  ')}\nAdd it: node tools/check-lock.mjs --fix`);
  process.exit(1);
}
console.log(`${file} lists the optional packages of every platform, each with its integrity.`);
