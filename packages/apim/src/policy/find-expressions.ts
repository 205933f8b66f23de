import { ApimError } from '../errors.js';
import { scanExpression, type ScannedExpression } from './scan-expression.js';
import { positionsIn } from './text-position.js';

/** A C# expression in a policy, as written. */
export interface PolicyExpression extends ScannedExpression {
  readonly start: number;
  /** The quote around the attribute value that holds the expression; undefined in text. */
  readonly delimiter: string | undefined;
}

/** Text inside a value may look like an expression without being one; after this many misses it counts as text. */
const MAX_MISSES = 5;

/**
 * Finds the expressions in the text and attribute values of a policy, in order; comments and CDATA sections hold none.
 * Throws `POLICY_XML` if a value starts with an expression that does not end.
 */
export function findExpressions(text: string): readonly PolicyExpression[] {
  return new ExpressionFinder(text).find();
}

interface Span {
  /** Where the value starts. */
  readonly start: number;
  readonly delimiter: string | undefined;
}

const IN_TEXT = /<|@(?=[({])/g;
const IN_TAG = /["'>]/g;
const IN_DOUBLE_QUOTES = /"|@(?=[({])/g;
const IN_SINGLE_QUOTES = /'|@(?=[({])/g;

/** Markup that holds no expressions; the first row that matches counts. */
const PLAIN_MARKUP: readonly { readonly open: string; readonly close: string }[] = [
  { open: '<!--', close: '-->' },
  { open: '<![CDATA[', close: ']]>' },
  { open: '<?', close: '?>' },
  { open: '</', close: '>' },
  { open: '<!', close: '>' },
];

class ExpressionFinder {
  readonly #text: string;
  readonly #found: PolicyExpression[] = [];
  #misses = 0;

  constructor(text: string) {
    this.#text = text;
  }

  find(): readonly PolicyExpression[] {
    let textStart = 0;
    let at = 0;
    for (;;) {
      const next = this.#search(IN_TEXT, at);
      if (next === undefined) return this.#found;
      if (this.#text[next] === '@') {
        at = this.#expression(next, { start: textStart, delimiter: undefined });
      } else {
        at = this.#markup(next);
        textStart = at;
      }
    }
  }

  #search(pattern: RegExp, from: number): number | undefined {
    pattern.lastIndex = from;
    return pattern.exec(this.#text)?.index;
  }

  /** The end of the markup that starts at `start`; the end of the text where it never ends. */
  #markup(start: number): number {
    const plain = PLAIN_MARKUP.find(({ open }) => this.#text.startsWith(open, start));
    if (!plain) return this.#tag(start + 1);
    const end = this.#text.indexOf(plain.close, start + plain.open.length);
    return end < 0 ? this.#text.length : end + plain.close.length;
  }

  #tag(start: number): number {
    let at = start;
    for (;;) {
      const next = this.#search(IN_TAG, at);
      if (next === undefined) return this.#text.length;
      if (this.#text[next] === '>') return next + 1;
      at = this.#attributeValue(next);
    }
  }

  #attributeValue(quoteAt: number): number {
    const span: Span = { start: quoteAt + 1, delimiter: this.#text.charAt(quoteAt) };
    const pattern = span.delimiter === '"' ? IN_DOUBLE_QUOTES : IN_SINGLE_QUOTES;
    let at = span.start;
    for (;;) {
      const next = this.#search(pattern, at);
      if (next === undefined) return this.#text.length;
      if (this.#text[next] !== '@') return next + 1;
      at = this.#expression(next, span);
    }
  }

  /** Where to go on after the `@` at `start`: behind the expression, or behind the `@` if that is plain text. */
  #expression(start: number, { start: valueStart, delimiter }: Span): number {
    const isWhole = this.#startsValue(start, valueStart);
    if (!isWhole && this.#misses >= MAX_MISSES) return start + 1;
    const scanned = scanExpression(this.#text, start, { inAttribute: delimiter !== undefined });
    if ('end' in scanned) {
      this.#found.push({ ...scanned, start, delimiter });
      return scanned.end;
    }
    if (isWhole) throw this.#unclosed(start, scanned);
    this.#misses += 1;
    return start + 1;
  }

  /** Whether only white space stands between the start of the value and `at`. */
  #startsValue(at: number, valueStart: number): boolean {
    let before = at - 1;
    while (before >= valueStart && /\s/.test(this.#text.charAt(before))) before -= 1;
    return before < valueStart;
  }

  #unclosed(start: number, { problem, at }: { readonly problem: string; readonly at: number }): ApimError {
    const positionOf = positionsIn(this.#text);
    const from = positionOf(start);
    const where = positionOf(at);
    return new ApimError(
      'POLICY_XML',
      `The policy has an expression at ${from.line}:${from.column} that does not end; ${where.line}:${where.column}: ${problem}.`,
      { hint: 'Balance the brackets and quotes of the expression.' },
    );
  }
}
