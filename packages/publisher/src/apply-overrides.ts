import { currentRevisions, RESOURCES, resourceKey, type Resource, type ResourceKey, type State } from '@nx-apiops/apim';
import type { Overrides } from '@nx-apiops/config';
import { equalJson, isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { PublisherError } from './errors.js';
import { mergeOverride, overridingProperties } from './merge-override.js';
import { findOverrideTargets, type OverrideTarget } from './override-targets.js';

/** The entry that a value comes from. */
export interface WinningEntry {
  /** `apis → orders`. */
  readonly entry: string;
  /** `configuration.prod.yaml:12`. */
  readonly at: string;
}

/** By the resource and the path of the property: the entry that won. */
export type WinningEntries = ReadonlyMap<ResourceKey, Readonly<Record<string, WinningEntry>>>;

/**
 * The artifacts with an environment's overrides merged in: objects deeply, lists replaced. Where several entries fit a
 * resource, the more exact one wins: a name before a pattern, and of patterns the one that spells out more.
 * Fails closed: a section that does not exist, a name or pattern that fits no artifact, patterns that contradict each
 * other, or an entry without effect is an error. Throws `OVERRIDE` with every such place as file:line.
 */
export function applyOverrides(state: State, overrides: Overrides): State {
  return resolveOverrides(state, overrides).state;
}

/** The same, with the entry that each value comes from. Throws `OVERRIDE`. */
export function resolveOverrides(
  state: State,
  overrides: Overrides,
): { readonly state: State; readonly winners: WinningEntries } {
  const { targets, problems: unfit } = findOverrideTargets(state, overrides.entries, currentRevisions(state));
  const result = new Map(state);
  const winners = new Map<ResourceKey, Readonly<Record<string, WinningEntry>>>();
  const problems = [...unfit];
  for (const [key, fitting] of byResource(targets)) {
    const merged = mergeAll(state.get(key), fitting);
    problems.push(...merged.problems);
    if (!merged.resource) continue;
    result.set(key, merged.resource);
    winners.set(key, merged.winners);
  }
  if (problems.length === 0) return { state: result, winners };
  const lines = problems.map((problem) => `  ${problem}`).join('\n');
  throw new PublisherError('OVERRIDE', `${overrides.file} does not fit the artifacts:\n${lines}`, {
    hint: 'An override that matches nothing would publish the values of another environment, so nothing was sent.',
  });
}

/** The targets of each resource, the least exact one first. */
function byResource(targets: readonly OverrideTarget[]): ReadonlyMap<ResourceKey, readonly OverrideTarget[]> {
  const groups = new Map<ResourceKey, OverrideTarget[]>();
  for (const target of targets) {
    const key = resourceKey(target.id);
    groups.set(key, [...(groups.get(key) ?? []), target]);
  }
  for (const group of groups.values()) group.sort((a, b) => compareExactness(a, b));
  return groups;
}

function compareExactness({ exactness: a }: OverrideTarget, { exactness: b }: OverrideTarget): number {
  for (const [level, own] of a.entries()) {
    const difference = own - (b[level] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

interface Merged {
  readonly resource: Resource | undefined;
  readonly winners: Readonly<Record<string, WinningEntry>>;
  readonly problems: readonly string[];
}

function mergeAll(resource: Resource | undefined, targets: readonly OverrideTarget[]): Merged {
  let merged = resource;
  const winners: Record<string, WinningEntry> = {};
  const problems: string[] = [];
  for (const [index, target] of targets.entries()) {
    const at = placeOf(target);
    if (!merged) {
      const name = `${RESOURCES[target.id.kind].noun} ${JSON.stringify(target.id.names.at(-1))}`;
      problems.push(
        `${at}: ${name} comes from the API's specification and has no file of its own; change the specification, or add its file first.`,
      );
      continue;
    }
    for (const rival of targets.slice(0, index)) {
      const disputed = compareExactness(rival, target) === 0 ? dispute(merged, rival, target) : undefined;
      if (disputed !== undefined) problems.push(`${at}: ${disputed}`);
    }
    const after = mergeOverride(merged, target.entry);
    if (typeof after === 'string') problems.push(`${at}: ${after}`);
    else {
      merged = after;
      for (const path of leafPaths(overridingProperties(after, target.entry), 'properties')) {
        winners[path] = { entry: target.trail, at };
      }
    }
  }
  return { resource: merged, winners, problems };
}

/** Why two entries that are equally exact cannot both apply. */
function dispute(resource: Resource, one: OverrideTarget, other: OverrideTarget): string | undefined {
  const path = contradiction(
    overridingProperties(resource, one.entry),
    overridingProperties(resource, other.entry),
    'properties',
  );
  if (path === undefined) return undefined;
  const name = RESOURCES[resource.id.kind].noun + ' ' + resource.id.names.join('/');
  return `${other.trail} and ${one.trail} (${placeOf(one)}) fit the ${name} equally well and set ${path} differently; make one of them more exact.`;
}

function contradiction(a: JsonObject, b: JsonObject, path: string): string | undefined {
  for (const [name, value] of Object.entries(a)) {
    const other = b[name];
    if (value === undefined || other === undefined || equalJson(value, other)) continue;
    const at = `${path}.${name}`;
    const below = isJsonObject(value) && isJsonObject(other) ? contradiction(value, other, at) : at;
    if (below !== undefined) return below;
  }
  return undefined;
}

function leafPaths(value: Json, path: string): readonly string[] {
  if (!isJsonObject(value)) return [path];
  return Object.entries(value).flatMap(([name, inner]) =>
    inner === undefined ? [] : leafPaths(inner, `${path}.${name}`),
  );
}

function placeOf({ entry }: OverrideTarget): string {
  return `${entry.at.file}:${entry.at.line}`;
}
