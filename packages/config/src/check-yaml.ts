import type { ValidateFunction } from 'ajv';
import { describeSchemaErrors } from './describe-schema-error.js';
import type { Problem } from './errors.js';
import { readYaml } from './read-yaml.js';
import { toJson } from './yaml-node.js';

export type CheckedYaml<Value> = { readonly value: Value } | { readonly problems: readonly Problem[] };

/**
 * The value of a YAML text that a validator of Ajv accepts, or all that is wrong with it, in the words of the schema and
 * with the place of each. The validator needs `allErrors` and `verbose`, and may fill in defaults. `file` names the text
 * in problems. Throws `YAML_INVALID`.
 */
export function checkYaml<Value>(text: string, file: string, validate: ValidateFunction<Value>): CheckedYaml<Value> {
  const root = readYaml(text, file);
  if (root === undefined)
    return { problems: [{ at: { file, line: 1, column: 1 }, path: '', message: 'the file is empty' }] };
  const value: unknown = toJson(root);
  if (validate(value)) return { value };
  const problems = describeSchemaErrors(root, validate.errors ?? []);
  return { problems: problems.sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column) };
}
