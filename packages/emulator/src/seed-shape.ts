import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';

/** What is wrong at one place of a seed. */
export interface SeedProblem {
  /** Such as `github.repositories[2].name`. */
  readonly member: string;
  readonly value: Json | undefined;
  /** What would be right there. */
  readonly expected: string;
}

/** All that is wrong with a value, and with what is in it. Pure. */
export type SeedCheck = (value: Json, member: string) => readonly SeedProblem[];

/** A check for each member that a type has. */
export type SeedShape<Type> = { readonly [Member in keyof Required<Type>]: SeedCheck };

function leaf(expected: string, fits: (value: Json) => boolean): SeedCheck {
  return (value, member) => (fits(value) ? [] : [{ member, value, expected }]);
}

export const TEXT = leaf('a text', (value) => typeof value === 'string');
export const FLAG = leaf('true or false', (value) => typeof value === 'boolean');
export const NUMBER = leaf('a number', (value) => typeof value === 'number');
export const WHOLE_NUMBER = leaf(
  'a whole number that is not negative',
  (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0,
);
export const PROPERTY = leaf(
  'a text, a list of texts, or null',
  (value) => value === null || [value].flat().every((one) => typeof one === 'string'),
);

export function oneOf(...texts: readonly string[]): SeedCheck {
  return leaf(
    texts.map((text) => JSON.stringify(text)).join(' or '),
    (value) => typeof value === 'string' && texts.includes(value),
  );
}

export function listOf(check: SeedCheck): SeedCheck {
  return (value, member) =>
    Array.isArray(value)
      ? (value as readonly Json[]).flatMap((item, index) => check(item, `${member}[${index}]`))
      : [{ member, value, expected: 'a list' }];
}

/** One, or a list of them. */
export function oneOrMore(check: SeedCheck): SeedCheck {
  return (value, member) => (Array.isArray(value) ? listOf(check)(value, member) : check(value, member));
}

/** An object with any names. */
export function byName(check: SeedCheck): SeedCheck {
  return (value, member) =>
    isJsonObject(value)
      ? entriesOf(value).flatMap(([name, one]) => check(one, `${member}[${JSON.stringify(name)}]`))
      : [{ member, value, expected: 'an object' }];
}

/** An object with these members and no others. */
export function members<Type>(shape: SeedShape<Type>, needed: readonly (keyof Type & string)[] = []): SeedCheck {
  const checks = new Map(Object.entries<SeedCheck>(shape));
  return (value, member) => {
    if (!isJsonObject(value)) return [{ member, value, expected: 'an object' }];
    const missing = needed.filter((name) => value[name] === undefined);
    return [
      ...missing.map((name) => ({ member: placeOf(member, name), value: undefined, expected: 'a value' })),
      ...problemsIn(value, member, checks),
    ];
  };
}

function problemsIn(value: JsonObject, member: string, checks: ReadonlyMap<string, SeedCheck>): readonly SeedProblem[] {
  return entriesOf(value).flatMap(([name, one]) => {
    const place = placeOf(member, name);
    const check = checks.get(name);
    if (check) return check(one, place);
    return [{ member: place, value: one, expected: `no such member, but ${[...checks.keys()].join(', ')}` }];
  });
}

/** Out of a file nothing is undefined, though the type of objects allows it. */
function entriesOf(value: JsonObject): readonly (readonly [string, Json])[] {
  return Object.entries(value).flatMap(([name, one]) => (one === undefined ? [] : [[name, one] as const]));
}

function placeOf(member: string, name: string): string {
  return member === '' ? name : `${member}.${name}`;
}
