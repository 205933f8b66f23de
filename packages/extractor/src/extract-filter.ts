import {
  ancestorIds,
  dependenciesOf,
  indexReferences,
  isMadeByService,
  parentId,
  parseApiName,
  RESOURCE_KINDS,
  RESOURCES,
  resourceKey,
  targetId,
  type ReadSelection,
  type Resource,
  type ResourceId,
  type ResourceKey,
  type State,
} from '@nx-apiops/apim';
import { matchesPattern, nearestNames, type ExtractorFilter, type FilterEntry } from '@nx-apiops/config';
import { ExtractorError } from './errors.js';

type Sections = ReadonlyMap<string, readonly FilterEntry[]>;

/** Sections whose resources have nothing below them: one list answers for all, so they are read whole. */
function hasChildren(section: string): boolean {
  return RESOURCE_KINDS.some((kind) => {
    const { parent } = RESOURCES[kind];
    return parent !== undefined && RESOURCES[parent].section === section;
  });
}

/** What to read of an instance so that everything that the filter selects, and all that it may refer to, is there. */
export function filterSelection(filter: ExtractorFilter | undefined, existing: State): ReadSelection {
  if (filter) assertSections(filter);
  return {
    authored: existing,
    // An empty list excludes all of a section, so its collection need not be there at all.
    wantsKind: (kind, parent) => {
      const { section } = RESOURCES[kind];
      const excluded = parent === undefined && section !== undefined && filter?.sections.get(section)?.length === 0;
      return !excluded || !hasChildren(section);
    },
    wantsResource: (id, properties) => {
      if (isMadeByService(id, properties)) return false;
      const { section } = RESOURCES[id.kind];
      return section === undefined || !hasChildren(section) || isSelected(filter, id);
    },
  };
}

export interface Filtered {
  readonly state: State;
  /** `section: pattern` of entries that matched nothing. */
  readonly unmatched: readonly string[];
}

/** The resources that the filter selects, with all that they refer to, to a fixed point unless `transitive` is off. */
export function applyFilter(
  live: State,
  filter: ExtractorFilter | undefined,
  { transitive }: { readonly transitive: boolean },
): Filtered {
  if (!filter) return { state: live, unmatched: [] };
  const kept = new Set([...live].filter(([, { id }]) => isSelected(filter, id)).map(([key]) => key));
  if (transitive) addReferences(live, kept);
  return {
    state: new Map([...live].filter(([key, { id }]) => kept.has(key) && isParentKept(id, live, kept))),
    unmatched: unmatchedEntries(filter, live),
  };
}

function addReferences(live: State, kept: Set<ResourceKey>): void {
  const index = indexReferences(live);
  const waiting = [...kept];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    const resource = live.get(key);
    if (!resource) continue;
    for (const used of dependenciesOf(resource, live, index)) {
      if (kept.has(used) || isLinkedApi(resource, used)) continue;
      kept.add(used);
      waiting.push(used);
    }
  }
}

/** A selected product does not pull in all of its APIs. */
function isLinkedApi({ id }: Resource, used: ResourceKey): boolean {
  const target = targetId(id);
  return target !== undefined && RESOURCES[target.kind].specification === true && resourceKey(target) === used;
}

/** What lives below something that is left out, or links to it, is left out too. */
function isParentKept(id: ResourceId, live: State, kept: ReadonlySet<ResourceKey>): boolean {
  const target = targetId(id);
  if (target && RESOURCES[target.kind].specification && !kept.has(resourceKey(target))) return false;
  const parent = parentId(id);
  if (parent === undefined) return true;
  const key = resourceKey(parent);
  return (kept.has(key) || !live.has(key)) && isParentKept(parent, live, kept);
}

/** True where the filter says nothing of the kind below its parent, or one of its patterns matches. */
export function isSelected(filter: ExtractorFilter | undefined, id: ResourceId): boolean {
  if (!filter) return true;
  const sections = sectionsFor(filter, id);
  if (sections === undefined) return false;
  const { section } = RESOURCES[id.kind];
  const entries = section === undefined ? undefined : sections.get(section);
  return entries === undefined || entries.some(({ pattern }) => matches(pattern, id));
}

function matches(pattern: string, id: ResourceId): boolean {
  const name = id.names.at(-1) ?? 'policy';
  return matchesPattern(pattern, name) || matchesPattern(pattern, parseApiName(name).api);
}

/** The sections that apply to a resource: those of the filter, or those nested below its parent's entry. */
function sectionsFor(filter: ExtractorFilter, id: ResourceId): Sections | undefined {
  const parent = parentId(id);
  if (!parent) return filter.sections;
  const above = sectionsFor(filter, parent);
  const { section } = RESOURCES[parent.kind];
  const entries = section === undefined ? undefined : above?.get(section);
  if (above === undefined) return undefined;
  if (entries === undefined) return new Map();
  return entries.find(({ pattern }) => matches(pattern, parent))?.nested;
}

/** True where an entry names the resource itself, not by a pattern. */
export function isNamed(filter: ExtractorFilter | undefined, id: ResourceId): boolean {
  const { section } = RESOURCES[id.kind];
  const entries = section === undefined ? [] : (filter?.sections.get(section) ?? []);
  return entries.some(({ pattern }) => pattern.toLowerCase() === id.names[0]?.toLowerCase());
}

function unmatchedEntries(filter: ExtractorFilter, live: State): readonly string[] {
  const below = (sections: Sections, parents: readonly ResourceId[] | undefined): readonly string[] =>
    [...sections].flatMap(([section, entries]) =>
      entries.flatMap((entry) => {
        const found = matchingIds({ section, entry, parents }, live);
        const { file, line } = entry.at;
        if (found.length === 0) return [`${file}:${line}  ${section}: ${entry.pattern}`];
        return below(entry.nested, found);
      }),
    );
  return below(filter.sections, undefined);
}

/** The resources that an entry matches below `parents`, or on the first level. Operations are told by what is below. */
function matchingIds(
  {
    section,
    entry,
    parents,
  }: { readonly section: string; readonly entry: FilterEntry; readonly parents: readonly ResourceId[] | undefined },
  live: State,
): readonly ResourceId[] {
  const keys = parents && new Set(parents.map(resourceKey));
  const ids = [...live.values()].flatMap(({ id }) => [id, ...ancestorIds(id)]);
  const unique = new Map(ids.map((id) => [resourceKey(id), id]));
  return [...unique.values()].filter((id) => {
    const parent = parentId(id);
    const isBelow = keys ? parent !== undefined && keys.has(resourceKey(parent)) : parent === undefined;
    return isBelow && RESOURCES[id.kind].section === section && matches(entry.pattern, id);
  });
}

function assertSections(filter: ExtractorFilter): void {
  const known = RESOURCE_KINDS.filter((kind) => RESOURCES[kind].parent === undefined).flatMap(
    (kind) => RESOURCES[kind].section ?? [],
  );
  const unknown = [...filter.sections.keys()].filter((section) => !known.includes(section));
  if (unknown.length === 0) return;
  const lines = unknown.map((section) => {
    const nearest = nearestNames(section, known, 2);
    return `  ${section}${nearest.length > 0 ? `; did you mean ${nearest.join(' or ')}?` : ''}`;
  });
  throw new ExtractorError('FILTER', `${filter.file} has unknown sections:\n${lines.join('\n')}`, {
    hint: `Known sections: ${known.join(', ')}.`,
  });
}
