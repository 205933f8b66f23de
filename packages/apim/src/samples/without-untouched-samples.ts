import { createHash } from 'node:crypto';
import { isJsonObject, type Json } from '@nx-apiops/plan';
import { compareResources } from '../compare-resources.js';
import { dependenciesOf, indexReferences } from '../references.js';
import { ancestorIds, parseIdPath, resourceKey, targetId, type ResourceId, type ResourceKey } from '../resource-id.js';
import { RESOURCES } from '../resource-table.js';
import { isOpenApi, specificationDocument } from '../specification/specification-document.js';
import type { Resource, State } from '../state.js';
import { SAMPLE_CONTENT, type SampleForm } from './unverified.js';

/** An instance without the samples that nobody uses. */
export interface WithoutSamples {
  readonly state: State;
  /** The samples that were left out; what lives below them went along. */
  readonly samples: readonly ResourceId[];
}

/** True for what a new instance comes with, by its name; people may have changed it since. */
export function isSample(id: ResourceId, properties: Resource['properties'] = {}): boolean {
  return RESOURCES[id.kind].builtIn?.(id.names, properties) === 'sample';
}

/**
 * Leaves out the sample API, products and policy of a new instance as long as nobody changed or uses them: each with
 * all that lives below it is as a new instance has it, and nothing else refers to it. `isWanted` keeps one anyway.
 * Links between samples go with either end. Pure.
 */
export function withoutUntouchedSamples(live: State, isWanted: (id: ResourceId) => boolean): WithoutSamples {
  const roots = [...live.values()].filter(({ id, properties }) => isSample(id, properties));
  const untouched = new Map(
    roots.filter(({ id }) => !isWanted(id) && isUntouched(id, live)).map(({ id }) => [resourceKey(id), id] as const),
  );
  if (untouched.size === 0) return { state: live, samples: [] };
  keepUsed(live, untouched);
  const isGone = (id: ResourceId): boolean => {
    const target = targetId(id);
    return [id, ...ancestorIds(id), ...(target ? [target] : [])].some((one) => untouched.has(resourceKey(one)));
  };
  return {
    state: new Map([...live].filter(([, { id }]) => !isGone(id))),
    samples: [...untouched.values()],
  };
}

/** Removes from `untouched` what anything that stays refers to, to a fixed point. */
function keepUsed(live: State, untouched: Map<ResourceKey, ResourceId>): void {
  const index = indexReferences(live);
  const rootOf = (key: ResourceKey): ResourceKey | undefined => {
    const id = live.get(key)?.id;
    return id && [id, ...ancestorIds(id)].map(resourceKey).find((one) => untouched.has(one));
  };
  const waiting = [...live].filter(([key]) => rootOf(key) === undefined && !isSampleLink(key)).map(([key]) => key);
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    const resource = live.get(key);
    if (!resource) continue;
    for (const used of dependenciesOf(resource, live, index)) {
      const root = rootOf(used);
      if (root === undefined) continue;
      untouched.delete(root);
      waiting.push(...treeOf(root, live).filter((one) => !isSampleLink(one)));
    }
  }
}

/** A link that a new instance has says nothing about what people use. */
function isSampleLink(key: ResourceKey): boolean {
  const id = parseIdPath(key);
  return Object.hasOwn(SAMPLE_CONTENT, key) && id !== undefined && targetId(id) !== undefined;
}

function treeOf(root: ResourceKey, live: State): readonly ResourceKey[] {
  return [...live]
    .filter(([, { id }]) => [id, ...ancestorIds(id)].some((one) => resourceKey(one) === root))
    .map(([key]) => key);
}

function isUntouched(root: ResourceId, live: State): boolean {
  const key = resourceKey(root);
  if (!Object.hasOwn(SAMPLE_CONTENT, key)) return true; // Told by its content, as the global policy.
  const tree = new Set(treeOf(key, live));
  const isMissing = (expected: ResourceKey): boolean => {
    if (tree.has(expected) || SAMPLE_CONTENT[expected]?.isOptional) return false;
    const id = parseIdPath(expected);
    const target = id && targetId(id);
    // The service removes the links of a sample that somebody deleted.
    return target === undefined || isLive(target, live);
  };
  return (
    [...tree].every((one) => isAsNew(live.get(one), SAMPLE_CONTENT[one])) &&
    Object.keys(SAMPLE_CONTENT).every((expected) => !expected.startsWith(`${key}/`) || !isMissing(expected))
  );
}

/** Built-in groups always exist, and are not read. */
function isLive(id: ResourceId, live: State): boolean {
  return live.has(resourceKey(id)) || RESOURCES[id.kind].builtIn?.(id.names, {}) === 'system';
}

function isAsNew(live: Resource | undefined, form: SampleForm | undefined): boolean {
  if (!live || !form) return false;
  const values = [undefined, ...(form.otherValues ?? [])];
  const isSame = values.some((value) => {
    const properties = value === undefined ? form.properties : { ...form.properties, value };
    return compareResources({ id: live.id, properties }, live).length === 0;
  });
  return isSame && (form.paths === undefined || form.paths.includes(digestOfPaths(live)));
}

/** SHA-256 of the paths of a description, members in alphabetical order; empty for one that has none. */
function digestOfPaths({ specification }: Resource): string {
  if (!specification || !isOpenApi(specification)) return '';
  const { paths = {} } = specificationDocument(specification);
  return createHash('sha256')
    .update(JSON.stringify(sorted(paths)))
    .digest('hex');
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(sorted);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, inner]) => [name, inner === undefined ? inner : sorted(inner)]));
}
