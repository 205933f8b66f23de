import { visibleText } from './visible-text.js';

/** The colours and weights that `paintWith` writes; nothing that hides text or moves the cursor. */
const COLOURS = /(\u001b\[(?:0|[1-4]|2[2-49]|3[0-79]|9[0-7])m)/;
/** GitHub's runner obeys `::name::` where only white space precedes it on a line. */
const LEADING_COMMAND = /^((?:\s|\u001b\[\d{1,2}m){0,1000})::/;
/** More white space than that is no output of ours: it goes, so that no command can follow it. */
const ENDLESS_INDENT = /^\s{1000,}/;

export interface LogTextOptions {
  /** Whether the text's own colours stay. Default: they are shown as escapes, like all other control characters. */
  readonly color?: boolean;
}

/**
 * The text as it may be written to the log of a job: lines stay lines, but nothing in them is obeyed. Control,
 * bidirectional and invisible characters become escapes such as `\u001b`, and so does the first character of what the
 * hosts' agents take as a command: `##vso[` and `##[` anywhere, `::name::` at the start of a line. Writing the result
 * through this function again changes nothing.
 *
 * Sources: `Command.TryParse` of github.com/microsoft/azure-pipelines-agent, which looks for its prefix anywhere in a
 * line, and `ActionCommand` of github.com/actions/runner, which looks for `##[` anywhere and trims a line before `::`.
 */
export function logText(text: string, { color = false }: LogTextOptions = {}): string {
  return text
    .split(/\r?\n/)
    .map((line) => logLine(line, color))
    .join('\n');
}

function logLine(line: string, color: boolean): string {
  // The capturing group makes every second part a colour.
  const parts = color ? line.split(COLOURS) : [line];
  const visible = parts.map((part, index) => (index % 2 === 1 ? part : visibleText(part))).join('');
  return visible.replace(ENDLESS_INDENT, ' ').replace(LEADING_COMMAND, '$1\\u003a:');
}
