import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { readFileSync } from 'node:fs';

/** One generator as the menu offers it. */
export interface MenuEntry {
  readonly name: string;
  readonly description: string;
  readonly questions: readonly Question[];
}

/** One option of a generator that the menu asks for. */
export interface Question {
  readonly option: string;
  readonly text: string;
  readonly isRequired: boolean;
  /** It stands behind the generator's name, without the name of the option. */
  readonly isPositional: boolean;
  /** The values to choose from; absent for free text. */
  readonly choices?: readonly string[];
  readonly preset?: string;
}

/** The generators that are not hidden, with the options that have a question: `x-prompt` or, for the menu only, `x-menu`. */
export function readMenuEntries(): readonly MenuEntry[] {
  const file = new URL('../../generators.json', import.meta.url);
  return Object.entries(member(readJson(file), 'generators')).flatMap(([name, generator]): MenuEntry[] => {
    if (!isJsonObject(generator) || generator['hidden'] === true) return [];
    const schema = readJson(new URL(String(generator['schema']), file));
    return [{ name, description: String(generator['description']), questions: questionsOf(schema) }];
  });
}

/** The questions of a generator's schema, in the order of its options. */
export function questionsOf(schema: JsonObject): readonly Question[] {
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(member(schema, 'properties')).flatMap(([option, property]): Question[] => {
    if (!isJsonObject(property)) return [];
    const text = property['x-prompt'] ?? property['x-menu'];
    if (typeof text !== 'string') return [];
    return [
      {
        option,
        text,
        isRequired: required.includes(option),
        isPositional: isJsonObject(property['$default']) && property['$default']['index'] === 0,
        ...(Array.isArray(property['enum']) && { choices: property['enum'].map(String) }),
        ...(typeof property['default'] === 'string' && { preset: property['default'] }),
      },
    ];
  });
}

/** Arguments of `nx g <generator>` that say the same as the answers; empty answers are left out. */
export function toArguments(
  questions: readonly Question[],
  answers: Readonly<Record<string, unknown>>,
): readonly string[] {
  return questions.flatMap(({ option, isPositional }) => {
    const answer = String(answers[option] ?? '').trim();
    if (answer === '') return [];
    return isPositional ? [answer] : [`--${option}=${answer}`];
  });
}

function member(value: JsonObject, name: string): JsonObject {
  const found = value[name];
  return isJsonObject(found) ? found : {};
}

function readJson(file: URL): JsonObject {
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isJsonObject(value)) throw new TypeError(`${file.pathname} must hold a JSON object`);
  return value;
}
