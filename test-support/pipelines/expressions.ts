/** A value of an expression in a pipeline: JSON. */
export type Value = unknown;

/** What names in an expression stand for, and the functions that it may call, in lower case. */
export interface Scope {
  readonly values: Readonly<Record<string, Value>>;
  readonly functions: Readonly<Record<string, (...args: readonly Value[]) => Value>>;
}

const TOKEN = /\s*(?:('(?:[^']|'')*')|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w-]*)|(&&|\|\||==|!=|<=|>=|[!<>()[\],.*]))/y;

/** Binding strength of the operators between two operands. */
const STRENGTH: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
};

/**
 * Evaluates an expression of GitHub Actions or Azure Pipelines; they have the grammar in common:
 * https://docs.github.com/actions/reference/workflows-and-actions/expressions. Throws for what it does not know.
 */
export function evaluate(text: string, scope: Scope): Value {
  const tokens = tokenize(text);
  let position = 0;
  const peek = (): string => tokens[position] ?? '';
  const take = (wanted?: string): string => {
    const token = tokens[position++] ?? '';
    if (wanted !== undefined && token !== wanted) throw new Error(`expected ${wanted} in ${text}, found ${token}`);
    return token;
  };

  const primary = (): Value => {
    const token = take();
    if (token === '!') return !isTruthy(postfix());
    if (token === '(') {
      const value = binary(0);
      take(')');
      return value;
    }
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (/^-?\d/.test(token)) return Number(token);
    if (peek() === '(') return call(token);
    if (token in LITERALS) return LITERALS[token];
    if (!(token in scope.values)) throw new Error(`${token} in ${text} is not known`);
    return scope.values[token];
  };
  const call = (name: string): Value => {
    take('(');
    const args: Value[] = [];
    while (peek() !== ')') {
      args.push(binary(0));
      if (peek() === ',') take();
    }
    take(')');
    const run = scope.functions[name.toLowerCase()] ?? FUNCTIONS[name.toLowerCase()];
    if (!run) throw new Error(`the function ${name} in ${text} is not known`);
    return run(...args);
  };
  const postfix = (): Value => {
    let value = primary();
    for (;;) {
      if (peek() === '.') {
        take();
        const name = take();
        value = name === '*' ? new Each(members(value)) : property(value, name);
      } else if (peek() === '[') {
        take();
        const key = binary(0);
        take(']');
        value = property(value, String(key));
      } else {
        return value instanceof Each ? value.items : value;
      }
    }
  };
  const binary = (least: number): Value => {
    let left = postfix();
    for (;;) {
      const operator = peek();
      const strength = STRENGTH[operator] ?? 0;
      if (strength <= least) return left;
      take();
      const right = binary(strength);
      left = combine(operator, left, right);
    }
  };

  const value = binary(0);
  if (position < tokens.length) throw new Error(`${peek()} is left over in ${text}`);
  return value;
}

function tokenize(text: string): readonly string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new Error(`cannot read ${text} at ${text.slice(from)}`);
    tokens.push(match[0].trim());
  }
  return tokens;
}

/** Texts with their `${{ }}` replaced; one that is nothing else keeps the type of its value. */
export function fillIn(text: string, scope: Scope): Value {
  const whole = /^\$\{\{((?:(?!\}\}).)*)\}\}$/s.exec(text.trim());
  if (whole) return evaluate(whole[1] ?? '', scope);
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => toText(evaluate(expression, scope)));
}

/** The same for everything in a value. */
export function fillInAll(value: Value, scope: Scope): Value {
  if (typeof value === 'string') return fillIn(value, scope);
  if (Array.isArray(value)) return value.map((item) => fillInAll(item, scope));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, fillInAll(member, scope)]));
}

export function isTruthy(value: Value): boolean {
  return value !== undefined && value !== null && value !== false && value !== 0 && value !== '';
}

export function toText(value: Value): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The members of a list or object, where `.*` was written: what follows applies to each. */
class Each {
  readonly items: readonly Value[];
  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

const LITERALS: Readonly<Record<string, Value>> = { true: true, false: false, null: null };

const FUNCTIONS: Scope['functions'] = {
  // GitHub Actions
  contains: (list, item) =>
    Array.isArray(list) ? list.some((each) => isEqual(each, item)) : toText(list).includes(toText(item)),
  fromjson: (text) => JSON.parse(toText(text)) as Value,
  format: (pattern, ...args) =>
    toText(pattern).replace(/\{(\d+)\}/g, (_, index: string) => toText(args[Number(index)])),
  // Azure Pipelines
  eq: (a, b) => isEqual(a, b),
  ne: (a, b) => !isEqual(a, b),
  and: (...args) => args.every(isTruthy),
  or: (...args) => args.some(isTruthy),
  not: (value) => !isTruthy(value),
  in: (value, ...list) => list.some((each) => isEqual(value, each)),
  length: (value) => (Array.isArray(value) ? value.length : toText(value).length),
  join: (separator, list) => (Array.isArray(list) ? list.map(toText).join(toText(separator)) : ''),
  replace: (text, from, to) => toText(text).replaceAll(toText(from), toText(to)),
};

function property(value: Value, name: string): Value {
  if (value instanceof Each) return new Each(value.items.map((item) => property(item, name)));
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Readonly<Record<string, Value>>)[name];
}

function members(value: Value): readonly Value[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

function combine(operator: string, left: Value, right: Value): Value {
  switch (operator) {
    case '&&':
      return isTruthy(left) ? right : left;
    case '||':
      return isTruthy(left) ? left : right;
    case '==':
      return isEqual(left, right);
    case '!=':
      return !isEqual(left, right);
    default:
      return compare(operator, toNumber(left), toNumber(right));
  }
}

function compare(operator: string, left: number, right: number): boolean {
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  return operator === '>' ? left > right : left >= right;
}

/** Texts are equal without regard to case; values of different types are compared as numbers. */
function isEqual(left: Value, right: Value): boolean {
  if (typeof left === 'string' && typeof right === 'string') return left.toLowerCase() === right.toLowerCase();
  if (typeof left === typeof right) return left === right || (left ?? null) === (right ?? null);
  return toNumber(left) === toNumber(right);
}

function toNumber(value: Value): number {
  if (value === undefined || value === null || value === '') return 0;
  return typeof value === 'object' ? Number.NaN : Number(value);
}
