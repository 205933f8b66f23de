import { equalJson, isJsonArray, ownMember, presentMembers } from './equal-json.js';
import { keyedPath, memberPath, positionPath, ROOT_PATH } from './json-path.js';
import { isJsonObject, type Json, type JsonObject } from './json.js';
import { lineDifference } from './line-difference.js';
import type { FieldChange } from './plan.js';

export interface DiffOptions {
  /**
   * True for a path whose value, with all below it, must never be shown. It is asked for every path from the root
   * downwards; elements of arrays come as `items[0]` or `items[name="x"]`.
   */
  readonly isSecret?: (path: string) => boolean;
  /** What is shown of a text: without the secrets in it. Default: all of it. */
  readonly maskText?: (text: string) => string;
  /** Texts with more characters, and all texts of several lines, are compared by line. Default 400. */
  readonly longTextOver?: number;
}

/** Members that identify an element of an array, in order of preference. */
const ELEMENT_KEYS = ['name', 'id'] as const;

/**
 * The fields that differ, one entry per leaf, objects in the order of their member names. The result is empty exactly
 * when `equalJson` holds.
 *
 * Arrays are compared by position. Where all elements on both sides are objects with a unique text `name` (or else
 * `id`) they are compared by that, under paths such as `parameters[name="limit"].type`; a changed order of the common
 * elements is then one more entry, with the path of the array and the names.
 *
 * A secret path gives one entry `{path, secret: true}` that stands for all below it. A value that is a text of many
 * lines or characters gives `lines`; texts that differ only in what `maskText` hides give `secret` too. The path of the document itself is `$`.
 */
export function diffJson(before: Json | undefined, after: Json | undefined, options: DiffOptions = {}): FieldChange[] {
  const difference = new Difference(options);
  difference.compare(ROOT_PATH, before, after);
  return difference.changes;
}

class Difference {
  readonly changes: FieldChange[] = [];
  readonly #isSecret: (path: string) => boolean;
  readonly #maskText: (text: string) => string;
  readonly #longTextOver: number;

  constructor(options: DiffOptions) {
    this.#maskText = options.maskText ?? ((text) => text);
    this.#isSecret = options.isSecret ?? (() => false);
    this.#longTextOver = options.longTextOver ?? 400;
  }

  compare(path: string, before: Json | undefined, after: Json | undefined): void {
    if (equalJson(before, after)) return;
    if (this.#isSecret(path)) {
      this.changes.push({ path, secret: true });
      return;
    }
    this.#compareLeaves(path, leafOf(before, after), leafOf(after, before));
    if (isJsonObject(before) || isJsonObject(after)) this.#compareMembers(path, objectOf(before), objectOf(after));
    if (isJsonArray(before) || isJsonArray(after)) this.#compareElements(path, arrayOf(before), arrayOf(after));
  }

  #compareLeaves(path: string, before: Json | undefined, after: Json | undefined): void {
    if (before === undefined && after === undefined) return;
    if (this.#isLongText(before) || this.#isLongText(after)) {
      this.changes.push(this.#textChange(path, textOf(before), textOf(after)));
      return;
    }
    const [shownBefore, shownAfter] = [this.#masked(before), this.#masked(after)];
    if (equalJson(shownBefore, shownAfter)) {
      this.changes.push({ path, secret: true });
      return;
    }
    this.changes.push({
      path,
      ...(shownBefore === undefined ? {} : { before: shownBefore }),
      ...(shownAfter === undefined ? {} : { after: shownAfter }),
    });
  }

  /** Texts that differ in what is masked alone differ in a secret. */
  #textChange(path: string, before: string, after: string): FieldChange {
    const [shownBefore, shownAfter] = [this.#maskText(before), this.#maskText(after)];
    return shownBefore === shownAfter
      ? { path, secret: true }
      : { path, lines: lineDifference(shownBefore, shownAfter) };
  }

  #masked(value: Json | undefined): Json | undefined {
    return typeof value === 'string' ? this.#maskText(value) : value;
  }

  #compareMembers(path: string, before: JsonObject, after: JsonObject): void {
    const names = new Set([...presentMembers(before), ...presentMembers(after)]);
    for (const name of [...names].sort()) {
      this.compare(memberPath(path, name), ownMember(before, name), ownMember(after, name));
    }
  }

  #compareElements(path: string, before: readonly Json[], after: readonly Json[]): void {
    const key = ELEMENT_KEYS.find((candidate) => this.#identifies(candidate, path, { before, after }));
    if (key !== undefined) {
      this.#compareByKey(path, key, { before, after });
      return;
    }
    const length = Math.max(before.length, after.length);
    for (let index = 0; index < length; index++) {
      this.compare(positionPath(path, index), before[index], after[index]);
    }
  }

  #compareByKey(path: string, key: string, { before, after }: Lists): void {
    const old = elementsByKey(key, before);
    const wanted = elementsByKey(key, after);
    const oldOrder = [...old.keys()].filter((name) => wanted.has(name));
    const newOrder = [...wanted.keys()].filter((name) => old.has(name));
    if (!equalJson(oldOrder, newOrder)) this.changes.push({ path, before: oldOrder, after: newOrder });
    for (const name of new Set([...old.keys(), ...wanted.keys()])) {
      this.compare(keyedPath(path, key, name), old.get(name), wanted.get(name));
    }
  }

  /** A key stands in paths, so neither a secret nor a long text can be one. */
  #identifies(key: string, path: string, { before, after }: Lists): boolean {
    return [before, after].every(
      (elements) =>
        elementsByKey(key, elements).size === elements.length &&
        elements.every((element, index) => {
          const elementPath = positionPath(path, index);
          const isSecret = this.#isSecret(elementPath) || this.#isSecret(memberPath(elementPath, key));
          return !isSecret && isJsonObject(element) && !this.#isLongText(ownMember(element, key));
        }),
    );
  }

  #isLongText(value: Json | undefined): boolean {
    return typeof value === 'string' && (value.length > this.#longTextOver || /[\r\n]/.test(value));
  }
}

interface Lists {
  readonly before: readonly Json[];
  readonly after: readonly Json[];
}

/** Elements whose key is a text, by that text. */
function elementsByKey(key: string, elements: readonly Json[]): Map<string, Json> {
  const found = new Map<string, Json>();
  for (const element of elements) {
    const name = isJsonObject(element) ? ownMember(element, key) : undefined;
    if (typeof name === 'string') found.set(name, element);
  }
  return found;
}

/**
 * What the value contributes to its own path: scalars and empty containers. A container with content is shown by its
 * leaves; an empty one, only where the other side is not of the same sort.
 */
function leafOf(value: Json | undefined, other: Json | undefined): Json | undefined {
  if (isJsonArray(value)) return value.length === 0 && !isJsonArray(other) ? value : undefined;
  if (isJsonObject(value)) return presentMembers(value).length === 0 && !isJsonObject(other) ? {} : undefined;
  return value;
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function arrayOf(value: Json | undefined): readonly Json[] {
  return isJsonArray(value) ? value : [];
}

function textOf(leaf: Json | undefined): string {
  if (leaf === undefined || leaf === null) return '';
  return typeof leaf === 'string' ? leaf : JSON.stringify(leaf);
}
