import { shorten, visibleText } from './visible-text.js';

/**
 * What HTML and the Markdown dialects give a meaning within a line. As a character reference it is only ever a
 * character (https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references), in a table too.
 */
const MEANINGFUL = /[#$&*:<>@[\\\]_`|~]|(?<=www)\./gi;

/** A word that hosting services turn into a mention, or into a reference to an issue or pull request. */
const REFERRING = /[@#]/;
const WORD = /\S+/g;

/** The text as `<code>`, where it cannot mention anyone; at most `maxWidth` columns of it. */
export function codeCell(text: string, maxWidth: number): string {
  return `<code>${escapeMarkdown(shorten(visibleText(text), maxWidth))}</code>`;
}

/** The text as running text on one line; words that would mention someone become `<code>`. */
export function runningText(text: string, maxWidth: number): string {
  const shown = shorten(visibleText(text), maxWidth);
  let result = '';
  let end = 0;
  for (const match of shown.matchAll(WORD)) {
    if (!REFERRING.test(match[0])) continue;
    result += `${escapeMarkdown(shown.slice(end, match.index))}<code>${escapeMarkdown(match[0])}</code>`;
    end = match.index + match[0].length;
  }
  return result + escapeMarkdown(shown.slice(end));
}

function escapeMarkdown(text: string): string {
  return text.replace(MEANINGFUL, (character) => `&#${character.charCodeAt(0)};`);
}
