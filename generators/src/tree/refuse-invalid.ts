import { ConfigError } from '@nx-apiops/config';
import { GeneratorError } from '../errors.js';

/**
 * What `make` gives. What `apiops.yaml` would refuse is said in terms of the options, since no such file exists yet:
 * throws `OPTION_INVALID` instead. `hint` says which options there are.
 */
export function refuseInvalid<Value>(make: () => Value, hint: string): Value {
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof ConfigError) || cause.code !== 'CONFIG_INVALID') throw cause;
    const problems = cause.problems.map(({ path, message }) => `  ${path}: ${message}`);
    throw new GeneratorError('OPTION_INVALID', `The options make no valid apiops.yaml:\n${problems.join('\n')}`, {
      hint,
      cause,
    });
  }
}
