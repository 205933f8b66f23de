import type { Json } from '@nx-apiops/plan';
import type { PathSegments } from './json-path.js';
import type { Place } from './place.js';

/** A YAML value with the place where it is written. Aliases are resolved: one node may stand in several places. */
export type YamlNode = YamlScalar | YamlSequence | YamlMapping;

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly at: Place;
  readonly value: null | boolean | number | string;
}

export interface YamlSequence {
  readonly kind: 'sequence';
  readonly at: Place;
  readonly items: readonly YamlNode[];
}

export interface YamlMapping {
  readonly kind: 'mapping';
  readonly at: Place;
  readonly pairs: ReadonlyMap<string, YamlPair>;
}

export interface YamlPair {
  readonly keyAt: Place;
  readonly value: YamlNode;
}

/** The plain value of a node. */
export function toJson(node: YamlNode): Json {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'sequence':
      return node.items.map(toJson);
    case 'mapping':
      return Object.fromEntries([...node.pairs].map(([key, pair]) => [key, toJson(pair.value)]));
  }
}

/** The value that a path of keys and indexes leads to, or the last one on the way that exists. */
export function descend(root: YamlNode, path: PathSegments): { readonly node: YamlNode; readonly path: PathSegments } {
  let node = root;
  const passed: (string | number)[] = [];
  for (const step of path) {
    const item = node.kind === 'sequence' ? node.items[Number(step)] : undefined;
    const next = node.kind === 'mapping' ? node.pairs.get(String(step))?.value : item;
    if (next === undefined) break;
    passed.push(node.kind === 'sequence' ? Number(step) : step);
    node = next;
  }
  return { node, path: passed };
}

/** True for a key that was written without a value. */
export function isNothing(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}

/** What a value is, in a message that must not show it: `text`, `a number`, `a list`. */
export function kindOf(node: YamlNode): string {
  if (node.kind === 'sequence') return 'a list';
  if (node.kind === 'mapping') return 'a mapping';
  if (node.value === null) return 'nothing';
  if (typeof node.value === 'string') return 'text';
  return typeof node.value === 'number' ? 'a number' : 'true or false';
}

const SHOWN_CHARACTERS = 60;

/** What a value is and what it says, for files without secrets: `the number 5`, `"gitlab"`. */
export function describe(node: YamlNode): string {
  if (node.kind !== 'scalar' || node.value === null) return kindOf(node);
  if (typeof node.value === 'number') return `the number ${node.value}`;
  if (typeof node.value === 'boolean') return String(node.value);
  const isLong = node.value.length > SHOWN_CHARACTERS;
  return JSON.stringify(isLong ? `${node.value.slice(0, SHOWN_CHARACTERS)}…` : node.value);
}
