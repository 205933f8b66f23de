import { CliError } from './errors.js';

/**
 * Secrets out of a file with one `NAME=value` in each line: all that follows the first `=` is the value, as it stands.
 * Empty lines and lines that begin with `#` say nothing. Throws `FILE` with the number of a line that is not so; no
 * value is ever shown.
 */
export function parseSecrets(text: string, file: string): ReadonlyMap<string, string> {
  const secrets = new Map<string, string>();
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    const at = line.indexOf('=');
    const name = at < 0 ? '' : line.slice(0, at).trim();
    const value = line.slice(at + 1);
    const problem = problemOf(name, value, secrets);
    if (problem !== undefined) {
      throw new CliError('FILE', `${file}:${index + 1}  ${problem}.`, {
        hint: 'Write one NAME=value in each line, without quotes.',
      });
    }
    secrets.set(name, value);
  }
  return secrets;
}

function problemOf(name: string, value: string, known: ReadonlyMap<string, string>): string | undefined {
  if (!/^[A-Z_][A-Z0-9_]*$/i.test(name)) return 'this line is no NAME=value';
  if (value.trim() === '') return `${name} has no value`;
  return known.has(name) ? `${name} has a value already, further up` : undefined;
}
