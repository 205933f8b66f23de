import { readFileSync } from 'node:fs';
import { isJsonObject, type JsonObject } from '@nx-apiops/plan';

/** Packages of ours that a repository uses itself; they need the others. */
export const OWN_PACKAGES = ['@nx-apiops/cli', 'nx-apiops'] as const;

/** The guided menu of `npm run new`. Kept equal to the platform repository's version by a test. */
export const PLOP_VERSION = '4.0.5';

/**
 * The package.json of a repository. Its tools are `dependencies`: the repository is nothing but what they run on, so
 * that an install that leaves out development dependencies works too.
 */
export function repositoryManifest(name: string): JsonObject {
  const own = ownManifest();
  return {
    name,
    version: '0.0.0',
    private: true,
    type: 'module',
    engines: own.engines,
    scripts: {
      new: 'plop',
      extract: 'nx run apim:extract',
    },
    dependencies: {
      ...Object.fromEntries(OWN_PACKAGES.map((name) => [name, `^${own.version}`])),
      // Exact: a range would bring a second copy of Nx beside the one that the plugin uses.
      nx: own.nxVersion,
      plop: PLOP_VERSION,
    },
    // What Nx would run at its installation serves Nx Cloud alone.
    allowScripts: { nx: false },
  };
}

interface OwnManifest {
  readonly version: string;
  readonly nxVersion: string;
  readonly engines: JsonObject;
}

function ownManifest(): OwnManifest {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const dependencies = isJsonObject(manifest) ? manifest['dependencies'] : undefined;
  const engines = isJsonObject(manifest) ? manifest['engines'] : undefined;
  const version = isJsonObject(manifest) ? manifest['version'] : undefined;
  const nxVersion = isJsonObject(dependencies) ? dependencies['nx'] : undefined;
  if (typeof version !== 'string' || typeof nxVersion !== 'string' || !isJsonObject(engines)) {
    throw new TypeError('package.json of nx-apiops lacks version, engines or the dependency on nx');
  }
  return { version, nxVersion, engines };
}
