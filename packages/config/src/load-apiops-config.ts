import type { ApiopsConfig, ApiopsEnvironment } from './apiops-config.js';
import { readConfigFile } from './config-file.js';
import { ConfigError } from './errors.js';
import { nearestNames } from './nearest-names.js';
import { parseApiopsConfig } from './parse-apiops-config.js';

export const APIOPS_FILE = 'apiops.yaml';

/**
 * The configuration of the repository whose root is `folder`.
 *
 * Throws `FILE_MISSING`, and what `parseApiopsConfig` throws.
 */
export function loadApiopsConfig(folder: string): ApiopsConfig {
  const found = readConfigFile(folder, APIOPS_FILE);
  if (found) return parseApiopsConfig(found.text, found.file);
  throw new ConfigError('FILE_MISSING', `there is no ${APIOPS_FILE} in ${folder}`, {
    hint: 'Run the command in an APIOps repository, or create one with "npx create-nx-apiops <dir>".',
  });
}

/** The environment of that name. Throws `ENVIRONMENT_UNKNOWN`, naming the known ones. */
export function findEnvironment(config: ApiopsConfig, name: string): ApiopsEnvironment {
  const found = config.environments.find((environment) => environment.name === name);
  if (found) return found;
  const known = config.environments.map((environment) => environment.name);
  const [nearest] = nearestNames(name, known, 1);
  throw new ConfigError(
    'ENVIRONMENT_UNKNOWN',
    `"${name}" is no environment of ${APIOPS_FILE}, which lists ${known.join(', ')}`,
    {
      hint:
        nearest === undefined ? `Name one of them, or add "${name}" to ${APIOPS_FILE}.` : `Did you mean "${nearest}"?`,
    },
  );
}
