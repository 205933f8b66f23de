import type { Json, JsonObject } from '@nx-apiops/plan';
import { joinPath, keyedPath } from './json-path.js';
import { hasToken, replaceTokens, type TokenLookup } from './override-tokens.js';
import type { Place } from './place.js';
import type { YamlMapping, YamlNode, YamlPair } from './yaml-node.js';

export interface OverrideProperties {
  readonly properties: JsonObject;
  readonly secretPaths: Set<string>;
  /** By path from `properties` on. */
  readonly places: Map<string, Place>;
  readonly missing: { readonly at: Place; readonly path: string; readonly token: string; readonly name: string }[];
  /** Keys that hold a token. */
  readonly tokenKeys: { readonly at: Place; readonly path: string }[];
}

/** The properties of one entry with their tokens replaced, and everything that is to be known about their texts. */
export function readOverrideProperties(pair: YamlPair | undefined, tokens: TokenLookup): OverrideProperties {
  const read: OverrideProperties = {
    properties: {},
    secretPaths: new Set(),
    places: new Map(),
    missing: [],
    tokenKeys: [],
  };
  if (pair?.value.kind !== 'mapping') return read;
  const path = 'properties';
  const properties = readMapping(pair.value, { path, names: [path], at: pair.keyAt }, { tokens, read });
  return { ...read, properties };
}

interface Context {
  readonly tokens: TokenLookup;
  readonly read: OverrideProperties;
}

interface Spot {
  /** By position. */
  readonly path: string;
  /** All ways to write the path; those of a value around this one when there would be too many. */
  readonly names: readonly string[];
  readonly isBelowNames?: true;
  readonly at: Place;
}

const MAX_NAMES = 27;

function readValue(node: YamlNode, spot: Spot, context: Context): Json {
  const { read, tokens } = context;
  read.places.set(spot.path, spot.at);
  if (spot.isBelowNames === undefined) for (const name of spot.names) read.places.set(name, spot.at);
  if (node.kind === 'mapping') return readMapping(node, spot, context);
  if (node.kind === 'sequence') {
    return node.items.map((item, index) => readValue(item, elementSpot(item, index, spot), context));
  }
  if (typeof node.value !== 'string') return node.value;
  const { text, isSecret, missing } = replaceTokens(node.value, tokens);
  for (const { token, name } of missing) read.missing.push({ at: node.at, path: spot.path, token, name });
  if (isSecret) for (const name of spot.names) read.secretPaths.add(name);
  return text;
}

function readMapping(node: YamlMapping, spot: Spot, context: Context): JsonObject {
  const members = [...node.pairs].map(([key, pair]) => {
    const path = joinPath(spot.path, key);
    if (hasToken(key)) context.read.tokenKeys.push({ at: pair.keyAt, path });
    const names = spot.isBelowNames ? spot.names : spot.names.map((name) => joinPath(name, key));
    return [key, readValue(pair.value, { ...spot, path, names, at: pair.keyAt }, context)] as const;
  });
  return Object.fromEntries(members);
}

function elementSpot(item: YamlNode, index: number, array: Spot): Spot {
  const path = joinPath(array.path, index);
  const keys = item.kind === 'mapping' ? ['name', 'id'].flatMap((key) => textMember(item, key)) : [];
  if (array.isBelowNames || array.names.length * (keys.length + 1) > MAX_NAMES) {
    return { path, names: array.names, isBelowNames: true, at: item.at };
  }
  const names = array.names.flatMap((name) => [
    joinPath(name, index),
    ...keys.map(({ key, text }) => keyedPath(name, key, text)),
  ]);
  return { path, names, at: item.at };
}

/** A name that itself came from a token is a secret, and never part of a path. */
function textMember(item: YamlMapping, key: string): { readonly key: string; readonly text: string }[] {
  const node = item.pairs.get(key)?.value;
  const isText = node?.kind === 'scalar' && typeof node.value === 'string' && !hasToken(node.value);
  return isText ? [{ key, text: String(node.value) }] : [];
}
