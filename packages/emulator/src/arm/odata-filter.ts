import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { ArmFault } from './arm-fault.js';

/** Decides whether an item is in the list. */
export type Predicate = (item: JsonObject) => boolean;

type Token = { readonly kind: 'word' | 'text' | 'mark'; readonly value: string };
type Value = (item: JsonObject) => Json | undefined;

const TOKEN = /\s*(?:'((?:[^']|'')*)'|([(),])|([^\s(),']+))/y;

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
};

const FUNCTIONS: Readonly<Record<string, (first: string, second: string) => boolean>> = {
  contains: (text, part) => text.includes(part),
  substringof: (part, text) => text.includes(part),
  startswith: (text, part) => text.startsWith(part),
  endswith: (text, part) => text.endsWith(part),
};

/**
 * Compiles the `$filter` of a list: comparisons, `contains`, `substringof`, `startswith`, `endswith`, `and`, `or`, `not`
 * and parentheses. Texts compare without regard to case. `name` is the display name's old name, and the resource's.
 * Throws `ArmFault` for anything else.
 */
export function compileFilter(text: string): Predicate {
  const parser = new FilterParser(tokenize(text), text);
  return parser.parse();
}

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const trimmed = text.trimEnd();
  while (TOKEN.lastIndex < trimmed.length) {
    const match = TOKEN.exec(trimmed);
    if (!match) throw badFilter(text);
    const [, quoted, mark, word] = match;
    if (quoted !== undefined) tokens.push({ kind: 'text', value: quoted.replaceAll("''", "'") });
    else if (mark !== undefined) tokens.push({ kind: 'mark', value: mark });
    else tokens.push({ kind: 'word', value: word ?? '' });
  }
  return tokens;
}

class FilterParser {
  readonly #tokens: readonly Token[];
  readonly #text: string;
  #at = 0;

  constructor(tokens: readonly Token[], text: string) {
    this.#tokens = tokens;
    this.#text = text;
  }

  parse(): Predicate {
    const predicate = this.#either();
    if (this.#at < this.#tokens.length) throw badFilter(this.#text);
    return predicate;
  }

  #either(): Predicate {
    let left = this.#both();
    while (this.#takesWord('or')) {
      const [first, second] = [left, this.#both()];
      left = (item) => first(item) || second(item);
    }
    return left;
  }

  #both(): Predicate {
    let left = this.#single();
    while (this.#takesWord('and')) {
      const [first, second] = [left, this.#single()];
      left = (item) => first(item) && second(item);
    }
    return left;
  }

  #single(): Predicate {
    if (this.#takesWord('not')) {
      const inner = this.#single();
      return (item) => !inner(item);
    }
    if (this.#takesMark('(')) {
      const inner = this.#either();
      this.#expectMark(')');
      return inner;
    }
    const call = FUNCTIONS[this.#peek()?.kind === 'word' ? (this.#peek()?.value.toLowerCase() ?? '') : ''];
    return call ? this.#call(call) : this.#comparison();
  }

  #call(test: (first: string, second: string) => boolean): Predicate {
    this.#at += 1;
    this.#expectMark('(');
    const first = this.#value();
    this.#expectMark(',');
    const second = this.#value();
    this.#expectMark(')');
    // `contains(x, 'y') eq true` means the same.
    const isNegated = this.#takesWord('eq') && this.#next().value.toLowerCase() === 'false';
    return (item) => test(asText(first(item)), asText(second(item))) !== isNegated;
  }

  #comparison(): Predicate {
    const left = this.#value();
    const holds = COMPARISONS[this.#next().value.toLowerCase()];
    if (!holds) throw badFilter(this.#text);
    const right = this.#value();
    return (item) => {
      const [first, second] = [left(item), right(item)];
      if (first === undefined || first === null)
        return holds === COMPARISONS['ne'] ? second !== null : second === null && holds(0);
      return holds(compare(first, second));
    };
  }

  #value(): Value {
    const token = this.#next();
    if (token.kind === 'text') return () => token.value;
    if (token.kind === 'mark') throw badFilter(this.#text);
    const word = token.value;
    if (word === 'true' || word === 'false') return () => word === 'true';
    if (word === 'null') return () => null;
    if (/^-?\d+(\.\d+)?$/.test(word)) return () => Number(word);
    const path = word.replace(/^properties\//i, '').split('/');
    return (item) => fieldOf(item, path);
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #next(): Token {
    const token = this.#tokens[this.#at];
    if (!token) throw badFilter(this.#text);
    this.#at += 1;
    return token;
  }

  #takesWord(word: string): boolean {
    const token = this.#peek();
    if (token?.kind !== 'word' || token.value.toLowerCase() !== word) return false;
    this.#at += 1;
    return true;
  }

  #takesMark(mark: string): boolean {
    const token = this.#peek();
    if (token?.kind !== 'mark' || token.value !== mark) return false;
    this.#at += 1;
    return true;
  }

  #expectMark(mark: string): void {
    if (!this.#takesMark(mark)) throw badFilter(this.#text);
  }
}

function fieldOf(item: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = item['properties'];
  for (const name of path) value = memberOf(value, name);
  return value ?? (path.length === 1 ? memberOf(item, path[0] ?? '') : undefined);
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  if (!isJsonObject(value)) return undefined;
  const own = Object.keys(value).find((key) => key.toLowerCase() === name.toLowerCase());
  return own === undefined ? undefined : value[own];
}

function compare(first: Json, second: Json | undefined): number {
  if (typeof first === 'number' && typeof second === 'number') return first - second;
  const [a, b] = [asText(first), asText(second)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function asText(value: Json | undefined): string {
  return (typeof value === 'string' ? value : JSON.stringify(value ?? '')).toLowerCase();
}

function badFilter(text: string): ArmFault {
  return new ArmFault(400, 'ValidationError', `The $filter '${text}' cannot be read.`);
}
