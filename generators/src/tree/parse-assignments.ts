import { GeneratorError } from '../errors.js';

/** What a repeatable option of the form `--backend-url dev=https://…` gives, by name. */
export type Assignments = ReadonlyMap<string, string>;

/**
 * Reads `name=value` pairs. `option` names the option in messages, `known` the names that make sense.
 * Throws `OPTION_INVALID` for a pair without name or value, an unknown name, and a name given twice.
 */
export function parseAssignments(pairs: readonly string[], option: string, known: readonly string[]): Assignments {
  const assignments = new Map<string, string>();
  for (const [name, value] of parsePairs(pairs, option, known)) {
    if (assignments.has(name)) throw invalid(`${option} is given twice for ${name}.`, known);
    assignments.set(name, value);
  }
  return assignments;
}

/** The same for an option that can name several values for one name. */
export function parsePairs(
  pairs: readonly string[],
  option: string,
  known: readonly string[],
): readonly (readonly [name: string, value: string])[] {
  return pairs.map((pair) => {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(equals, 0)).trim();
    const value = pair.slice(equals + 1).trim();
    if (name === '' || value === '')
      throw invalid(`${option} ${pair} is not of the form <environment>=<value>.`, known);
    if (!known.includes(name)) throw invalid(`${option} ${pair} names "${name}", which is no environment.`, known);
    return [name, value];
  });
}

function invalid(message: string, known: readonly string[]): GeneratorError {
  return new GeneratorError('OPTION_INVALID', message, { hint: `Environments: ${known.join(', ')}.` });
}
