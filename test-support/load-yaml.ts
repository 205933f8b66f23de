import { parse } from 'yaml';

/** The value of a YAML text. Throws for text that is not YAML, or has a key twice. */
export function loadYaml(text: string): unknown {
  return parse(text, { uniqueKeys: true });
}
