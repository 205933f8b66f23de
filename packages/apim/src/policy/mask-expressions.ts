import type { PolicyExpression } from './find-expressions.js';

/** A policy whose expressions an XML parser cannot trip over. */
export interface MaskedPolicy {
  /** As long as the original, with the same line ends: every offset and position holds for both. */
  readonly text: string;
  /** Matches each masked expression, in order; survives the white space normalisation of XML. */
  readonly mask: RegExp;
  readonly expressions: readonly PolicyExpression[];
}

const PRIVATE_USE_FIRST = 0xe000;
const PRIVATE_USE_LAST = 0xf8ff;

/** Replaces every character of the expressions, except line ends, by characters that the text does not use. */
export function maskExpressions(text: string, expressions: readonly PolicyExpression[]): MaskedPolicy {
  const [first, inner, last] = unusedCharacters(text);
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end } of expressions) {
    pieces.push(text.slice(at, start), first, text.slice(start + 1, end - 1).replace(/[^\r\n]/g, inner), last);
    at = end;
  }
  pieces.push(text.slice(at));
  return { text: pieces.join(''), mask: new RegExp(`${first}[${inner}\\s]*${last}`, 'g'), expressions };
}

function unusedCharacters(text: string): readonly [string, string, string] {
  const unused: string[] = [];
  for (let code = PRIVATE_USE_FIRST; code <= PRIVATE_USE_LAST && unused.length < 3; code += 1) {
    const char = String.fromCharCode(code);
    if (!text.includes(char)) unused.push(char);
  }
  const [first = '', inner = '', last = ''] = unused;
  return [first, inner, last];
}
