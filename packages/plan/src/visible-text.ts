/** Control and format characters, line separators and halves of characters: they act, or are not seen at all. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Where a logging command of Azure Pipelines, or an old one of GitHub Actions, begins; see `logText`. */
const COMMAND_START = /##(?=(?:vso)?\[)/gi;
const ESCAPED_COMMAND_START = '\\u0023#';

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

const COMBINING = /\p{M}/u;
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60]/u;

/**
 * The text on one line, with escapes such as `\n` or `\u001b` in place of all that could steer a terminal, reverse the
 * reading order, hide, or begin a logging command in the middle of a line.
 */
export function visibleText(text: string): string {
  return text
    .replace(INVISIBLE, (character) => SHORT_ESCAPES.get(character) ?? unicodeEscapes(character))
    .replace(COMMAND_START, ESCAPED_COMMAND_START);
}

/** The same JSON document, with what `visibleText` replaces in its texts as JSON escapes. */
export function visibleJson(json: string): string {
  return json
    .replace(INVISIBLE, (character) => (character === '\n' ? character : unicodeEscapes(character)))
    .replace(COMMAND_START, ESCAPED_COMMAND_START);
}

/** At most `maxWidth` terminal columns of the text, ending in `…` when something is left out. */
export function shorten(text: string, maxWidth: number): string {
  // Combining characters take no column; without a bound they could go on for ever.
  const longest = 4 * maxWidth;
  let width = 0;
  let length = 0;
  let kept = 0;
  for (const character of text) {
    width += characterWidth(character);
    length += character.length;
    if (width > maxWidth || length > longest) return `${text.slice(0, kept)}…`;
    if (width < maxWidth) kept = length;
  }
  return text;
}

/** Columns of equal text that stay in front of the first difference. */
const SHOWN_BEFORE_DIFFERENCE = 8;

/**
 * Both texts side by side in `maxWidth` columns, of which a short one leaves its share to the other. Long texts with
 * the same start are cut at the front as well, so that the difference stays in sight.
 */
export function shortenPair(a: string, b: string, maxWidth: number): readonly [string, string] {
  const half = Math.floor(maxWidth / 2);
  const aWidth = Math.max(half, maxWidth - displayWidth(b));
  const bWidth = Math.max(half, maxWidth - displayWidth(a));
  const [shortA, shortB] = [shorten(a, aWidth), shorten(b, bWidth)];
  if (shortA === a && shortB === b) return [a, b];
  const start = differenceStart(a, b) - SHOWN_BEFORE_DIFFERENCE;
  if (start < half / 2) return [shortA, shortB];
  return [`…${shorten(fromCharacter(a, start), aWidth - 1)}`, `…${shorten(fromCharacter(b, start), bWidth - 1)}`];
}

function differenceStart(a: string, b: string): number {
  let index = 0;
  while (index < a.length && a[index] === b[index]) index++;
  return index;
}

/** Does not begin in the middle of a surrogate pair. */
function fromCharacter(text: string, start: number): string {
  const unit = text.charCodeAt(start);
  return text.slice(unit >= 0xdc00 && unit <= 0xdfff ? start - 1 : start);
}

/** Terminal columns of a text without invisible characters. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** The text and as many spaces as it lacks of `width` columns. */
export function padColumns(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

function characterWidth(character: string): number {
  if (character < '\u0300') return 1;
  if (COMBINING.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

function unicodeEscapes(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    const unit = character.charCodeAt(index).toString(16).padStart(4, '0');
    return `\\u${unit}`;
  }).join('');
}
