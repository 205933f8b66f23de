import { visibleText } from '@nx-apiops/plan';

/** What double quotes leave alone, whatever the shell and its mode. */
const HARMLESS = /^[\w '()[\]{}.,:;/@%+=?&|<>*~^#-]*$/;

/** One word of a POSIX shell, whatever is in it. */
export function quote(text: string): string {
  if (text.includes("'") && HARMLESS.test(text)) return `"${text}"`;
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A comment that stays one. */
export function comment(text: string): string {
  return `# ${visibleText(text)}`;
}

/** A text within a query of the Azure CLI (JMESPath), with its quotes. */
export function queryText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}

/** A command with an option on each line. Options are words of the shell already. */
export function command(start: string, options: readonly (readonly string[])[]): string {
  return [start, ...options.map((words) => `  ${words.join(' ')}`)].join(' \\\n');
}
