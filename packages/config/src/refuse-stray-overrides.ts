import type { ApiopsConfig } from './apiops-config.js';
import { displayPath, listFolder } from './config-file.js';
import { ConfigError } from './errors.js';
import { APIOPS_FILE } from './load-apiops-config.js';
import { nearestNames } from './nearest-names.js';
import { FILTER_FILE } from './parse-filter.js';
import { overridesFileName } from './parse-overrides.js';

const LIKE_OVERRIDES = /^configuration[._-](.+)\.ya?ml$/i;
/** Filters for one purpose each, which `extract --filter` names. */
const OTHER_FILTER = /^configuration\.extractor[._-].+\.yaml$/;

/**
 * Refuses files in `folder` that look like overrides and belong to no environment: they would never be read.
 * Throws `FILE_MISNAMED`, naming all of them and for each the environment that it is most like.
 */
export function refuseStrayOverrides(folder: string, { environments }: Pick<ApiopsConfig, 'environments'>): void {
  const names = environments.map(({ name }) => name);
  const read = new Set([FILTER_FILE, ...names.map(overridesFileName)]);
  const strays = listFolder(folder).filter(
    (file) => LIKE_OVERRIDES.test(file) && !OTHER_FILTER.test(file) && !read.has(file),
  );
  if (strays.length === 0) return;
  const lines = strays.sort().map((file) => `${displayPath(folder, file)} is not read: ${fix(file, names)}`);
  throw new ConfigError('FILE_MISNAMED', lines.join('\n'), {
    hint: `Rename it after an environment of ${APIOPS_FILE}, which lists ${names.join(', ')}, or remove it.`,
  });
}

function fix(file: string, names: readonly string[]): string {
  const [, part = ''] = LIKE_OVERRIDES.exec(file) ?? [];
  const [nearest] = nearestNames(part, [...names, 'extractor'], 1);
  if (nearest === undefined) return `${APIOPS_FILE} has no environment "${part}"`;
  return `did you mean configuration.${nearest}.yaml?`;
}
