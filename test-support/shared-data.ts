import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Folder with official schemas and sample artifacts that stands beside some checkouts; no part of the project. */
const SHARED_DATA = fileURLToPath(new URL('../../shared/data/', import.meta.url));

/** A file or folder of the shared data, or undefined where this checkout has none beside it. */
export function sharedData(path: string): string | undefined {
  const found = `${SHARED_DATA}${path}`;
  return existsSync(found) ? found : undefined;
}

/** Why a test that needs shared data does not run. */
export const NO_SHARED_DATA = '(skipped: there is no folder ../shared/data beside this checkout)';
