import { ConfigError } from '../errors.js';

/** The error of this package that `run` throws; fails the test when it throws none. */
export function thrown(run: () => unknown): ConfigError {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('expected a ConfigError, but nothing was thrown');
}
