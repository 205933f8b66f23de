import { entityAt } from './xml-entities.js';

/** Literal text of a C# string inside an expression, without its quotes and without interpolated code. */
export interface StringSegment {
  readonly start: number;
  readonly end: number;
  /** The quotes are written as entities, so entities inside are to be decoded too. */
  readonly escaped: boolean;
}

/** Where an expression ends, exclusively, and the strings in it. */
export interface ScannedExpression {
  readonly end: number;
  readonly strings: readonly StringSegment[];
}

/** Why no expression ends here, and where that shows. */
export interface ExpressionProblem {
  readonly problem: string;
  readonly at: number;
}

export interface ScanExpressionOptions {
  /** Attribute values may hold line breaks inside ordinary strings: XML turns them into spaces. */
  readonly inAttribute: boolean;
}

/**
 * Finds the end of the C# policy expression `@(…)` or `@{…}` that starts at `start`. Knows ordinary, verbatim and
 * interpolated strings, characters and comments; brackets in those do not count. Reads code that is written plainly
 * and code whose quotes and other characters are XML entities. Linear in the length that it reads.
 * Source: https://learn.microsoft.com/azure/api-management/api-management-policy-expressions
 */
export function scanExpression(
  text: string,
  start: number,
  options: ScanExpressionOptions,
): ScannedExpression | ExpressionProblem {
  const scanner = new ExpressionScanner(text, start, options.inAttribute);
  try {
    return scanner.scan();
  } catch (error) {
    if (error instanceof ScanStop) return { problem: error.message, at: error.at };
    throw error;
  }
}

class ScanStop extends Error {
  readonly at: number;

  constructor(reason: string, at: number) {
    super(reason);
    this.at = at;
  }
}

interface StringKind {
  readonly at: number;
  readonly escaped: boolean;
  readonly verbatim: boolean;
  readonly interpolated: boolean;
}

/** An open bracket, or an interpolated string whose `{` was entered. */
interface Frame {
  readonly open: string;
  readonly at: number;
  readonly string?: StringKind;
}

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const STRING_PREFIX = /(@\$|\$@|@|\$)(?="|&quot;|&#34;|&#x22;)/iy;
const PLAIN_CHARACTER = /'(?:\\[^\r\n]{1,9}?|[^'\\\r\n]{1,8}?)'/y;
const ESCAPED_CHARACTER = /&(?:apos|#39|#x27);(?:\\[^\r\n]{1,9}?|[^\\\r\n]{1,8}?)&(?:apos|#39|#x27);/iy;
const LINE_END = /[\r\n]|&#(?:10|13|xa|xd);/gi;

class ExpressionScanner {
  readonly #text: string;
  readonly #multilineStrings: boolean;
  readonly #frames: Frame[] = [];
  readonly #strings: StringSegment[] = [];
  #at: number;
  /** The character at `#at`, its entity decoded, and how many characters it takes in the text. */
  #char = '';
  #width = 0;

  constructor(text: string, start: number, multilineStrings: boolean) {
    this.#text = text;
    this.#at = start + 1;
    this.#multilineStrings = multilineStrings;
  }

  scan(): ScannedExpression {
    do {
      this.#read();
      this.#step();
    } while (this.#frames.length > 0);
    return { end: this.#at, strings: this.#strings };
  }

  #read(): void {
    this.#char = this.#text.charAt(this.#at);
    this.#width = 1;
    const entity = this.#char === '&' ? entityAt(this.#text, this.#at) : undefined;
    if (!entity) return;
    this.#char = entity.char;
    this.#width = entity.length;
  }

  #step(): void {
    switch (this.#char) {
      case '':
        return this.#failOpen();
      case '(':
      case '[':
      case '{':
        this.#frames.push({ open: this.#char, at: this.#at });
        break;
      case ')':
      case ']':
      case '}':
        return this.#close();
      case '"':
        return this.#openString('');
      case '@':
      case '$':
        return this.#prefix();
      case "'":
        return this.#character();
      case '/':
        return this.#slash();
      case ':':
        return this.#colon();
    }
    this.#at += this.#width;
  }

  #failOpen(): never {
    const frame = this.#frames.at(-1);
    throw new ScanStop(`"${frame?.open ?? '@'}" is not closed`, frame?.at ?? this.#at);
  }

  #close(): void {
    const frame = this.#frames.pop();
    const expected = CLOSERS[frame?.open ?? ''];
    if (this.#char !== expected)
      throw new ScanStop(`"${expected ?? ''}" expected, but "${this.#char}" found`, this.#at);
    this.#at += this.#width;
    if (frame?.string) this.#stringContent(frame.string);
  }

  #prefix(): void {
    STRING_PREFIX.lastIndex = this.#at;
    const prefix = STRING_PREFIX.exec(this.#text)?.[1];
    this.#at += prefix?.length ?? this.#width;
    if (prefix === undefined) return;
    this.#read();
    this.#openString(prefix);
  }

  #openString(prefix: string): void {
    const string: StringKind = {
      at: this.#at,
      escaped: this.#width > 1,
      verbatim: prefix.includes('@'),
      interpolated: prefix.includes('$'),
    };
    this.#at += this.#width;
    this.#stringContent(string);
  }

  /** Reads on inside a string until it ends or interpolated code starts. */
  #stringContent(string: StringKind): void {
    const start = this.#at;
    for (;;) {
      this.#readInString(string);
      if (this.#isQuoteOf(string)) {
        if (!string.verbatim || !this.#isDoubled(string)) return this.#endSegment(start, string);
      } else if (this.#char === '{' && string.interpolated) {
        if (!this.#isDoubled(string)) {
          const at = this.#at;
          this.#endSegment(start, string);
          this.#frames.push({ open: '{', at, string });
          return;
        }
      } else if (this.#char === '\\' && !string.verbatim) {
        this.#at += this.#width;
        this.#readInString(string);
      }
      this.#at += this.#width;
    }
  }

  #readInString(string: StringKind): void {
    if (string.escaped) {
      this.#read();
    } else {
      this.#char = this.#text.charAt(this.#at);
      this.#width = 1;
    }
    const breaksLine = (this.#char === '\n' || this.#char === '\r') && !string.verbatim && !this.#multilineStrings;
    if (this.#char === '' || breaksLine) throw new ScanStop('the string that starts here is not closed', string.at);
  }

  #isQuoteOf(string: StringKind): boolean {
    return this.#char === '"' && this.#width > 1 === string.escaped;
  }

  /** Whether the current character follows once more, which makes both of them text; moves to the second one then. */
  #isDoubled(string: StringKind): boolean {
    const { char, at, width } = { char: this.#char, at: this.#at, width: this.#width };
    this.#at += width;
    if (this.#at < this.#text.length) this.#readInString(string);
    else this.#char = '';
    if (this.#char === char && (char !== '"' || this.#isQuoteOf(string))) return true;
    this.#at = at;
    this.#char = char;
    this.#width = width;
    return false;
  }

  #endSegment(start: number, string: StringKind): void {
    if (this.#at > start) this.#strings.push({ start, end: this.#at, escaped: string.escaped });
    this.#at += this.#width;
  }

  #character(): void {
    const pattern = this.#width > 1 ? ESCAPED_CHARACTER : PLAIN_CHARACTER;
    pattern.lastIndex = this.#at;
    const literal = pattern.exec(this.#text)?.[0];
    if (literal === undefined) throw new ScanStop('the character that starts here is not closed', this.#at);
    this.#at += literal.length;
  }

  #slash(): void {
    const next = this.#text.charAt(this.#at + this.#width);
    if (next === '/') {
      LINE_END.lastIndex = this.#at;
      this.#at = LINE_END.exec(this.#text)?.index ?? this.#text.length;
    } else if (next === '*') {
      const end = this.#text.indexOf('*/', this.#at + this.#width + 1);
      if (end < 0) throw new ScanStop('the comment that starts here is not closed', this.#at);
      this.#at = end + 2;
    } else {
      this.#at += this.#width;
    }
  }

  /** In interpolated code a colon starts a format, which is text up to the closing brace. */
  #colon(): void {
    const frame = this.#frames.at(-1);
    const isAlias = this.#text.startsWith('::', this.#at);
    this.#at += isAlias ? 2 : this.#width;
    if (!frame?.string || isAlias) return;
    const end = this.#text.indexOf('}', this.#at);
    if (end < 0) this.#failOpen();
    this.#at = end;
  }
}
