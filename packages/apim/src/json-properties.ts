import { isJsonObject, memberPath, positionPath, ROOT_PATH, type Json, type JsonObject } from '@nx-apiops/plan';

/** One value that a property pattern matched; `path` is below the object, written as in a `FieldChange`. */
export interface MatchedProperty {
  readonly path: string;
  readonly value: Json;
}

type Replacement = (value: Json, path: string) => Json | undefined;

/**
 * Values at `pattern`: members parted by dots, `[]` for each element, `*` for every member.
 * A pattern that leads nowhere matches nothing.
 */
export function matchProperties(object: JsonObject, pattern: string): readonly MatchedProperty[] {
  const found: MatchedProperty[] = [];
  replaceProperties(object, pattern, (value, path) => {
    found.push({ path, value });
    return value;
  });
  return found;
}

/** A copy of `object` with each value at `pattern` replaced; undefined removes it. Untouched parts are shared. */
export function replaceProperties(object: JsonObject, pattern: string, replace: Replacement): JsonObject {
  const steps = pattern.replaceAll('[]', '.[]').split('.');
  const result = walk(object, { steps, path: ROOT_PATH, replace });
  return isJsonObject(result) ? result : object;
}

interface Walk {
  readonly steps: readonly string[];
  readonly path: string;
  readonly replace: Replacement;
}

function walk(value: Json, { steps: [step, ...steps], path, replace }: Walk): Json | undefined {
  if (step === undefined) return replace(value, path);
  if (step === '[]') {
    if (!Array.isArray(value)) return value;
    const items: readonly Json[] = value;
    return items.flatMap((item, index) => walk(item, { steps, path: positionPath(path, index), replace }) ?? []);
  }
  if (!isJsonObject(value)) return value;
  let copy: Record<string, Json | undefined> | undefined;
  for (const member of step === '*' ? Object.keys(value) : [step]) {
    const before = value[member];
    if (before === undefined) continue;
    const after = walk(before, { steps, path: memberPath(path, member), replace });
    if (after === before) continue;
    copy ??= { ...value };
    if (after === undefined) delete copy[member];
    else copy[member] = after;
  }
  return copy ?? value;
}

/** Every text in `value`, at any depth. */
export function* textsIn(value: Json | undefined): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const item of value as readonly Json[]) yield* textsIn(item);
  else if (isJsonObject(value)) for (const member of Object.values(value)) yield* textsIn(member);
}

/** A copy of `value` with each leaf replaced by what `replace` says; objects and lists without a change are shared. */
export function mapLeaves(value: Json, replace: (leaf: Json, path: string) => Json, path: string = ROOT_PATH): Json {
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    return items.map((item, index) => mapLeaves(item, replace, positionPath(path, index)));
  }
  if (!isJsonObject(value)) return replace(value, path);
  return Object.fromEntries(
    Object.entries(value).map(([member, inner]) => [
      member,
      inner === undefined ? undefined : mapLeaves(inner, replace, memberPath(path, member)),
    ]),
  );
}
