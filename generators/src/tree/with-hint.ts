import type { GeneratorCallback, Tree } from '@nx/devkit';
import { CodedError } from '@nx-apiops/plan';

type Generator<Schema, Result> = (tree: Tree, schema: Schema) => Promise<Result>;

/** Nx shows the message of an error and nothing else, so what to do next becomes part of it. */
export function withHint<Schema, Result = GeneratorCallback | void>(
  generator: Generator<Schema, Result>,
): Generator<Schema, Result> {
  return async (tree, schema) => {
    try {
      return await generator(tree, schema);
    } catch (error) {
      if (error instanceof CodedError && error.hint !== undefined && !error.message.endsWith(error.hint)) {
        error.message = `${error.message}\n${error.hint}`;
      }
      throw error;
    }
  };
}
