import { stringify } from 'yaml';

/** A text as a YAML scalar on one line, in quotes where YAML would read something else, such as `true` or `123`. */
export function yamlText(value: string): string {
  return stringify(value, { lineWidth: 0, defaultStringType: 'PLAIN', blockQuote: false }).trimEnd();
}
