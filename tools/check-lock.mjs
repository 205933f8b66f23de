/**
 * Fails where package-lock.json lacks optional packages of other platforms: `npm ci` would refuse it there.
 * Usage: node tools/check-lock.mjs [package-lock.json]
 */
import { readFileSync } from 'node:fs';

const file = process.argv[2] ?? 'package-lock.json';
/** @type {Record<string, { optionalDependencies?: Record<string, string>, peerDependenciesMeta?: Record<string, unknown> }>} */
const packages = JSON.parse(readFileSync(file, 'utf8')).packages;

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
console.log(`${file} lists the optional packages of every platform.`);
