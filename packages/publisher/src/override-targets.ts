import {
  ancestorIds,
  canonicalId,
  childKinds,
  parseApiName,
  RESOURCE_KINDS,
  RESOURCES,
  resourceId,
  resourceKey,
  type CurrentRevisions,
  type ResourceId,
  type ResourceKind,
  type State,
} from '@nx-apiops/apim';
import { matchesPattern, nearestNames, type OverrideEntry } from '@nx-apiops/config';

/** One entry of an override file and one resource that it names. */
export interface OverrideTarget {
  readonly id: ResourceId;
  readonly entry: OverrideEntry;
  /** How exactly the entry and those around it name the resource, outermost first. The greater one wins. */
  readonly exactness: readonly number[];
  /** For people: `apis → orders → diagnostics → *`. */
  readonly trail: string;
}

export interface OverrideTargets {
  readonly targets: readonly OverrideTarget[];
  /** Each begins with file and line. */
  readonly problems: readonly string[];
}

/** Where an entry is looked up: below one resource, or on the first level. */
interface Below {
  readonly parent: ResourceId | undefined;
  readonly exactness: readonly number[];
  readonly trail: string;
}

const WILDCARD = /[*?]/;
const REVISION_PATTERN = /;rev=/i;

/** True for names of entries that may fit many resources. No resource can have `*` or `?` in its name. */
export function isPattern(name: string): boolean {
  return WILDCARD.test(name);
}

/** A name is more exact than any pattern, a pattern more so the more characters it spells out. */
function exactnessOf(name: string): number {
  return isPattern(name) ? name.replaceAll(/[*?]/g, '').length : Number.MAX_SAFE_INTEGER;
}

/** Finds what the entries of an override file name. An entry that names nothing is a problem. Pure. */
export function findOverrideTargets(
  state: State,
  entries: readonly OverrideEntry[],
  current: CurrentRevisions,
): OverrideTargets {
  const finder = new TargetFinder(state, current, entries);
  for (const entry of entries) finder.add(entry, [{ parent: undefined, exactness: [], trail: '' }]);
  return finder;
}

class TargetFinder {
  readonly targets: OverrideTarget[] = [];
  readonly problems: string[] = [];
  readonly #state: State;
  readonly #current: CurrentRevisions;
  /** All resources and those that they live below, which may have no file of their own. */
  readonly #ids: ReadonlyMap<string, ResourceId>;
  /** Names of exact entries of the file's first level and of workspaces, in lower case. */
  readonly #entryNames: ReadonlySet<string>;

  constructor(state: State, current: CurrentRevisions, entries: readonly OverrideEntry[]) {
    this.#state = state;
    this.#current = current;
    const ids = [...state.values()].flatMap(({ id }) => [...ancestorIds(id), id]);
    this.#ids = new Map(ids.map((id) => [resourceKey(id), id]));
    this.#entryNames = new Set(
      entries.flatMap((entry) => [entry, ...entry.nested]).map(({ name }) => name.toLowerCase()),
    );
  }

  add(entry: OverrideEntry, places: readonly Below[]): void {
    const at = `${entry.at.file}:${entry.at.line}`;
    const kinds = kindsBelow(places[0]?.parent);
    const kind = kinds.find((candidate) => RESOURCES[candidate].section === entry.section);
    if (!kind) {
      const known = kinds.flatMap((candidate) => RESOURCES[candidate].section ?? []);
      const name = JSON.stringify(entry.section);
      this.problems.push(`${at}: there is no section ${name} here${this.#suggest(entry.section, () => known)}`);
      return;
    }
    const found = places.flatMap((below) => this.#find(kind, entry, below));
    if (found.length === 0) {
      this.problems.push(`${at}: ${this.#nothingFound(kind, entry, places)}`);
      return;
    }
    const miscased = found.find(({ id }) => isMiscased(entry.name, id));
    if (miscased) {
      const [written, meant] = [entry.name, miscased.id.names.at(-1)].map((name) => JSON.stringify(name));
      this.problems.push(
        `${at}: ${written} differs in case from the ${RESOURCES[kind].noun} ${meant}; write it the same way.`,
      );
      return;
    }
    const hasProperties = Object.keys(entry.properties).length > 0;
    if (hasProperties) this.targets.push(...found.flatMap((target) => this.#withRevisions(target)));
    else if (entry.nested.length === 0) {
      const name = JSON.stringify(entry.name);
      this.problems.push(`${at}: the entry ${name} overrides nothing; add \`properties\` or remove it.`);
    }
    const below = found.map(({ id, exactness, trail }) => ({ parent: id, exactness, trail }));
    for (const nested of entry.nested) this.add(nested, below);
  }

  #find(kind: ResourceKind, entry: OverrideEntry, below: Below): readonly OverrideTarget[] {
    const ids = isPattern(entry.name)
      ? this.#matching(kind, entry.name, below.parent)
      : [this.#named(kind, entry.name, below.parent)];
    const trail = `${below.trail === '' ? '' : `${below.trail} → `}${entry.section} → ${entry.name}`;
    const exactness = [...below.exactness, exactnessOf(entry.name)];
    return ids.flatMap((id) => {
      const known = this.#ids.get(resourceKey(id));
      return known ? [{ id: known, entry, exactness, trail }] : [];
    });
  }

  #named(kind: ResourceKind, name: string, parent: ResourceId | undefined): ResourceId {
    return canonicalId(idBelow(kind, name, parent), this.#current);
  }

  #matching(kind: ResourceKind, pattern: string, parent: ResourceId | undefined): readonly ResourceId[] {
    // Singletons such as policies have no name of their own in ARM; their entry's name is ignored there.
    if (isSingleton(kind)) return [idBelow(kind, pattern, parent)];
    const start = resourceKey(idBelow(kind, '', parent));
    return [...this.#ids].flatMap(([key, id]) => {
      const name = id.names.at(-1) ?? '';
      const isMeant = id.kind === kind && key.startsWith(start) && isRevisionMeant(kind, pattern, name);
      return isMeant && matchesPattern(pattern, name) ? [id] : [];
    });
  }

  /** An entry for an API means all of its revisions, but for those that have an entry of their own. */
  #withRevisions(target: OverrideTarget): readonly OverrideTarget[] {
    const { id } = target;
    const isRevision = parseApiName(id.names[0] ?? '').revision !== undefined;
    if (!RESOURCES[id.kind].sharedByRevisions || isRevision) return [target];
    const prefix = `${resourceKey(id)};rev=`;
    const revisions = [...this.#state].flatMap(([key, resource]) => {
      const isMeant = key.startsWith(prefix) && resource.id.kind === id.kind;
      return isMeant && !this.#entryNames.has(String(resource.id.names[0]).toLowerCase()) ? [resource.id] : [];
    });
    return [target, ...revisions.map((revision) => ({ ...target, id: revision }))];
  }

  #nothingFound(kind: ResourceKind, { name }: OverrideEntry, places: readonly Below[]): string {
    const { noun } = RESOURCES[kind];
    const known = (): readonly string[] => places.flatMap(({ parent }) => this.#namesOf(kind, parent));
    const written = JSON.stringify(name);
    if (!isPattern(name)) return `no ${noun} is named ${written}${this.#suggest(name, known)}`;
    const names = known();
    return `no ${noun} fits ${written}${names.length > 0 ? `; known: ${listed(names)}.` : '.'}`;
  }

  #suggest(name: string, knownNames: () => readonly string[]): string {
    if (this.problems.length >= MOST_SUGGESTIONS) return '';
    const known = knownNames();
    const nearest = nearestNames(name, known, 3);
    if (nearest.length > 0) return `; did you mean ${nearest.join(', ')}?`;
    return known.length > 0 ? `; known: ${listed(known)}.` : '.';
  }

  #namesOf(kind: ResourceKind, parent: ResourceId | undefined): readonly string[] {
    const prefix = parent ? `${resourceKey(parent)}/` : '';
    return [...this.#ids].flatMap(([key, { kind: own, names }]) => {
      const isMeant = own === kind && key.startsWith(prefix) && parseApiName(names[0] ?? '').revision === undefined;
      return isMeant ? (names.at(-1) ?? []) : [];
    });
  }
}

/** A pattern means APIs, whose revisions follow, unless it speaks of revisions. */
function isRevisionMeant(kind: ResourceKind, pattern: string, name: string): boolean {
  if (!RESOURCES[kind].sharedByRevisions) return true;
  return REVISION_PATTERN.test(pattern) || parseApiName(name).revision === undefined;
}

function isMiscased(written: string, { kind, names }: ResourceId): boolean {
  const name = names.at(-1) ?? '';
  return !isPattern(written) && !isSingleton(kind) && written !== name && written.toLowerCase() === name.toLowerCase();
}

/** Kinds that a section stands for below `parent`. */
function kindsBelow(parent: ResourceId | undefined): readonly ResourceKind[] {
  if (parent?.kind === 'workspace') return rootKinds('workspace');
  return parent ? childKinds(parent.kind) : rootKinds('service');
}

function rootKinds(scope: 'service' | 'workspace'): readonly ResourceKind[] {
  return RESOURCE_KINDS.filter(
    (kind) => RESOURCES[kind].parent === undefined && RESOURCES[kind].scopes.includes(scope),
  );
}

function idBelow(kind: ResourceKind, name: string, parent: ResourceId | undefined): ResourceId {
  const workspace = parent?.kind === 'workspace' ? parent.names[0] : parent?.workspace;
  const parentNames = parent === undefined || parent.kind === 'workspace' ? [] : parent.names;
  return resourceId(kind, isSingleton(kind) ? parentNames : [...parentNames, name], workspace);
}

/** The service gives it a name of its own, so that the name of its entry does not matter. */
function isSingleton(kind: ResourceKind): boolean {
  return !RESOURCES[kind].arm.endsWith('}');
}

/** Looking for similar names takes time for each problem; nobody reads hundreds of suggestions. */
const MOST_SUGGESTIONS = 20;

/** Most names that a message lists. */
const MOST_LISTED = 10;

function listed(names: readonly string[]): string {
  return names.slice(0, MOST_LISTED).join(', ');
}
