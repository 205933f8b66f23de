import type { JsonObject } from '@nx-apiops/plan';

/** Packages of ours that a repository uses itself; they need the others. */
export const OWN_PACKAGES = ['@nx-apiops/cli', 'nx-apiops'] as const;

/** The Nx that the plugin uses. Kept equal to its package.json by a test. */
export const NX_VERSION = '24.0.6';

/** The guided menu of `npm run new`. Kept equal to the platform repository's version by a test. */
export const PLOP_VERSION = '4.0.5';

/** Versions of Node that our packages run on. Kept equal to their package.json by a test. */
export const NODE_VERSIONS = '^20.19.0 || ^22.12.0 || >=24.0.0';

/**
 * The package.json of a repository that uses our packages of this version. Its tools are `dependencies`: the repository
 * is nothing but what they run on, so that an install that leaves out development dependencies works too. Pure.
 */
export function repositoryManifest(name: string, version: string): JsonObject {
  return {
    name,
    version: '0.0.0',
    private: true,
    type: 'module',
    engines: { node: NODE_VERSIONS },
    scripts: {
      new: 'plop',
      extract: 'nx run apim:extract',
    },
    dependencies: {
      ...Object.fromEntries(OWN_PACKAGES.map((own) => [own, `^${version}`])),
      // Exact: a range would bring a second copy of Nx beside the one that the plugin uses.
      nx: NX_VERSION,
      plop: PLOP_VERSION,
    },
    // What Nx would run at its installation serves Nx Cloud alone.
    allowScripts: { nx: false },
  };
}
