import {
  childKinds,
  parseApiName,
  RESOURCE_KINDS,
  RESOURCES,
  resourceId,
  resourceKey,
  type Resource,
  type ResourceId,
  type ResourceKey,
  type ResourceKind,
  type State,
} from '@nx-apiops/apim';
import { nearestNames, type OverrideEntry, type Overrides } from '@nx-apiops/config';
import { equalJson, isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { PublisherError } from './errors.js';

/** Identity of an API, not configuration: the artifacts alone say which revision is current. */
const NEVER_OVERRIDDEN = new Set(['apiRevision', 'isCurrent']);

/**
 * The artifacts with an environment's overrides merged in: objects deeply, lists replaced.
 * Fails closed: a section that does not exist, a name that matches no artifact, or an entry without effect is an
 * error. Throws `OVERRIDE` with every such place as file:line.
 */
export function applyOverrides(state: State, overrides: Overrides): State {
  const result = new Map(state);
  const problems: string[] = [];
  const entryNames = new Set(
    overrides.entries.flatMap((entry) => [entry, ...entry.nested]).map(({ name }) => name.toLowerCase()),
  );
  const context: Context = { result, original: state, problems, entryNames };
  for (const entry of overrides.entries) applyEntry(context, entry, undefined);
  if (problems.length > 0) {
    const lines = problems.map((problem) => `  ${problem}`).join('\n');
    throw new PublisherError('OVERRIDE', `${overrides.file} does not fit the artifacts:\n${lines}`, {
      hint: 'An override that matches nothing would publish the values of another environment, so nothing was sent.',
    });
  }
  return result;
}

interface Context {
  /** Names of the entries of the file's first level and of workspaces, in lower case. */
  readonly entryNames: ReadonlySet<string>;
  readonly result: Map<ResourceKey, Resource>;
  readonly original: State;
  readonly problems: string[];
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

function applyEntry(context: Context, entry: OverrideEntry, parent: ResourceId | undefined): void {
  const at = `${entry.at.file}:${entry.at.line}`;
  const kinds = kindsBelow(parent);
  const kind = kinds.find((candidate) => RESOURCES[candidate].section === entry.section);
  if (!kind) {
    const known = kinds.flatMap((candidate) => RESOURCES[candidate].section ?? []);
    context.problems.push(
      `${at}: there is no section ${JSON.stringify(entry.section)} here${suggest(context, entry.section, () => known)}`,
    );
    return;
  }
  const id = idOf(kind, entry.name, parent);
  const resource = context.result.get(resourceKey(id));
  if (!resource && !hasDescendant(context.original, id)) {
    context.problems.push(
      `${at}: no ${RESOURCES[kind].noun} is named ${JSON.stringify(entry.name)}${suggest(context, entry.name, () => namesOf(context.original, kind, parent))}`,
    );
    return;
  }
  const exact = resource && lastNameOf(resource.id);
  if (exact !== undefined && exact !== lastNameOf(id)) {
    context.problems.push(
      `${at}: ${JSON.stringify(entry.name)} differs in case from the ${RESOURCES[kind].noun} ${JSON.stringify(exact)}; write it the same way.`,
    );
    return;
  }
  if (Object.keys(entry.properties).length > 0) {
    mergeProperties(context, entry, { id, resource, at });
    for (const revision of revisionsWithoutEntry(context, id)) {
      mergeProperties(context, entry, { id: revision.id, resource: revision, at });
    }
  } else if (entry.nested.length === 0)
    context.problems.push(
      `${at}: the entry ${JSON.stringify(entry.name)} overrides nothing; add \`properties\` or remove it.`,
    );
  for (const nested of entry.nested) applyEntry(context, nested, id);
}

/** An entry for an API means all of its revisions, but for those that have an entry of their own. */
function revisionsWithoutEntry({ result, entryNames }: Context, id: ResourceId): readonly Resource[] {
  if (!RESOURCES[id.kind].sharedByRevisions || parseApiName(id.names[0] ?? '').revision !== undefined) return [];
  const prefix = `${resourceKey(id)};rev=`;
  return [...result].flatMap(([key, resource]) => {
    const isRevision = key.startsWith(prefix) && resource.id.kind === id.kind;
    return isRevision && !entryNames.has(String(resource.id.names[0]).toLowerCase()) ? [resource] : [];
  });
}

function mergeProperties(
  context: Context,
  entry: OverrideEntry,
  target: { readonly id: ResourceId; readonly resource: Resource | undefined; readonly at: string },
): void {
  const { id, resource, at } = target;
  if (!resource) {
    context.problems.push(
      `${at}: ${RESOURCES[id.kind].noun} ${JSON.stringify(entry.name)} comes from the API's specification and has no file of its own; change the specification, or add its file first.`,
    );
    return;
  }
  const allowed = Object.entries(entry.properties).filter(
    ([name]) => !(RESOURCES[id.kind].specification && NEVER_OVERRIDDEN.has(name)),
  );
  const typo = findTypo(resource.properties, Object.fromEntries(allowed));
  if (typo !== undefined) {
    context.problems.push(
      `${at}: ${JSON.stringify(entry.name)} has no property ${JSON.stringify(typo.written)}; did you mean ${typo.meant}?`,
    );
    return;
  }
  const properties = mergeObjects(resource.properties, Object.fromEntries(allowed));
  if (differsInCaseOnly(resource.properties, properties)) {
    context.problems.push(
      `${at}: the override of ${JSON.stringify(entry.name)} changes nothing but upper and lower case; correct the artifact or the override.`,
    );
    return;
  }
  const secretPaths = [...(resource.secretPaths ?? []), ...entry.secretPaths];
  context.result.set(resourceKey(id), { ...resource, properties, ...(secretPaths.length > 0 && { secretPaths }) });
}

/** A member that the artifact lacks and that is a slip of the pen away from one that it has. */
function findTypo(
  base: JsonObject,
  changes: JsonObject,
): { readonly written: string; readonly meant: string } | undefined {
  for (const [written, value] of Object.entries(changes)) {
    const known = base[written];
    if (known === undefined) {
      const [meant] = nearestNames(written, Object.keys(base), 1);
      if (meant !== undefined && isSlip(written, meant)) return { written, meant };
    } else if (isJsonObject(known) && isJsonObject(value)) {
      const inner = findTypo(known, value);
      if (inner) return inner;
    }
  }
  return undefined;
}

/** The same but for case, or for one letter that was doubled, left out or swapped with its neighbour. */
function isSlip(written: string, meant: string): boolean {
  if (written.toLowerCase() === meant.toLowerCase()) return true;
  const [short = '', long = ''] = [written, meant].sort((a, b) => a.length - b.length);
  if (long.length === short.length + 1 && !long.endsWith('s')) {
    return [...long].some((_, index) => long.slice(0, index) + long.slice(index + 1) === short);
  }
  const differing = [...short].flatMap((letter, index) => (letter === long[index] ? [] : [index]));
  const [first = 0, second = 0] = differing;
  return (
    short.length === long.length &&
    differing.length === 2 &&
    second === first + 1 &&
    short[first] === long[second] &&
    short[second] === long[first]
  );
}

function mergeObjects(base: JsonObject, changes: JsonObject): JsonObject {
  const merged: Record<string, Json | undefined> = { ...base };
  for (const [name, value] of Object.entries(changes)) {
    const before = merged[name];
    merged[name] = isJsonObject(before) && isJsonObject(value) ? mergeObjects(before, value) : value;
  }
  return merged;
}

function differsInCaseOnly(before: JsonObject, after: JsonObject): boolean {
  return !equalJson(before, after) && JSON.stringify(before).toLowerCase() === JSON.stringify(after).toLowerCase();
}

/** Singletons such as policies have no name of their own in ARM; their entry's name is ignored there. */
function idOf(kind: ResourceKind, name: string, parent: ResourceId | undefined): ResourceId {
  const workspace = parent?.kind === 'workspace' ? parent.names[0] : parent?.workspace;
  const parentNames = parent === undefined || parent.kind === 'workspace' ? [] : parent.names;
  const isSingleton = !RESOURCES[kind].arm.endsWith('}');
  return resourceId(kind, isSingleton ? parentNames : [...parentNames, name], workspace);
}

function lastNameOf(id: ResourceId): string | undefined {
  return id.names.at(-1);
}

function hasDescendant(state: State, id: ResourceId): boolean {
  const prefix = `${resourceKey(id)}/`;
  for (const key of state.keys()) if (key.startsWith(prefix)) return true;
  return false;
}

function namesOf(state: State, kind: ResourceKind, parent: ResourceId | undefined): readonly string[] {
  const prefix = parent ? `${resourceKey(parent)}/` : '';
  return [...state].flatMap(([key, { id }]) => {
    if (id.kind !== kind || !key.startsWith(prefix) || parseApiName(id.names[0] ?? '').revision !== undefined)
      return [];
    return id.names.at(-1) ?? [];
  });
}

/** Looking for similar names takes time for each problem; nobody reads hundreds of suggestions. */
const MOST_SUGGESTIONS = 20;

function suggest({ problems }: Context, name: string, knownNames: () => readonly string[]): string {
  if (problems.length >= MOST_SUGGESTIONS) return '';
  const known = knownNames();
  const nearest = nearestNames(name, known, 3);
  if (nearest.length > 0) return `; did you mean ${nearest.join(', ')}?`;
  return known.length > 0 ? `; known: ${known.slice(0, 10).join(', ')}.` : '.';
}
