import type { ApiSchema } from './schema.js';

/**
 * Nx has a switch `--version` of its own and gives `--version=v1` to a generator as `false`. The value is taken from the
 * command line again.
 */
export function withVersionArgument(schema: ApiSchema, args: readonly string[]): ApiSchema {
  if (typeof schema.version !== 'boolean') return schema;
  const { version: _, ...rest } = schema;
  const argument = args.find((arg) => arg.startsWith('--version='));
  return argument === undefined ? rest : { ...rest, version: argument.slice('--version='.length) };
}
