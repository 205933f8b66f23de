import { matchesPattern } from '@nx-apiops/config';
import { ALWAYS_READ } from '@nx-apiops/scm';
import type { RepositoryFacts } from './repository-snapshot.js';

/** What a repository is looked at for. Within one key any value will do; of several keys all must fit. */
export interface Criteria {
  /** Name of the repository without its owner, with `*` and `?`. */
  readonly names?: readonly string[];
  readonly topics?: readonly string[];
  /** Custom properties: `name` to the values that will do. */
  readonly properties?: Readonly<Record<string, readonly string[]>>;
  readonly teams?: readonly string[];
  /** Paths of files, with `*` and `?`. */
  readonly files?: readonly string[];
}

/** The repositories of a campaign: those that are named, and those that fit. Excluded ones are out in any case. */
export interface Selection extends Criteria {
  /** Full names. */
  readonly repositories?: readonly string[];
  readonly exclude?: Criteria & { readonly repositories?: readonly string[] };
}

export interface SelectionResult {
  readonly isSelected: boolean;
  /** For people: what it was selected or left out for. */
  readonly reason: string;
}

/** Without `paths`, what asks for files fits nothing. */
export type SelectableRepository = RepositoryFacts & { readonly paths?: readonly string[] };

/** Whether a campaign is about a repository. A selection that states nothing selects nothing. Pure. */
export function matchesSelection(repository: SelectableRepository, selection: Selection): SelectionResult {
  const { repositories: named, exclude = {}, ...criteria } = selection;
  const { repositories: banned, ...unwanted } = exclude;
  if (isNamed(repository, banned)) return { isSelected: false, reason: 'excluded by name' };
  for (const [key, values] of Object.entries(unwanted)) {
    const met = fits(repository, { [key]: values });
    if (met.isSelected) return { isSelected: false, reason: `excluded by ${met.reason}` };
  }
  if (isNamed(repository, named)) return { isSelected: true, reason: 'named' };
  if (Object.values(criteria).every((value) => value === undefined)) {
    return { isSelected: false, reason: named ? 'not named' : 'nothing is selected' };
  }
  return fits(repository, criteria);
}

/**
 * Whether the files that a selection asks for can lie where only the whole tree of a repository tells, which costs a
 * request for each. Pure.
 */
export function needsWholeTree({ files = [], exclude = {} }: Selection): boolean {
  return [...files, ...(exclude.files ?? [])].some((pattern) => !isAlwaysRead(pattern));
}

/** A `*` stays in its folder, `**` leaves it. */
function isAlwaysRead(pattern: string): boolean {
  if (pattern.includes('**')) return false;
  return ALWAYS_READ.some(({ path, levels }) => {
    const folder = path === '' ? '' : `${path}/`;
    return pattern.startsWith(folder) && pattern.slice(folder.length).split('/').length <= levels;
  });
}

function isNamed({ fullName }: RepositoryFacts, names: readonly string[] = []): boolean {
  return names.some((name) => name.toLowerCase() === fullName.toLowerCase());
}

type Test = (repository: SelectableRepository, criteria: Criteria) => string | undefined | false;

/** Each gives what fits, false where nothing does, and undefined where its key is not stated. */
const TESTS: readonly Test[] = [
  ({ fullName }, { names }) =>
    first('name', names, (name) => matchesPattern(name, fullName.slice(fullName.lastIndexOf('/') + 1))),
  ({ topics }, { topics: wanted }) => first('topic', wanted, (topic) => hasText(topics, topic)),
  ({ teams }, { teams: wanted }) => first('team', wanted, (team) => hasText(teams, team)),
  ({ paths = [] }, { files }) => first('file', files, (file) => paths.some((path) => matchesPath(file, path))),
  ({ properties }, { properties: wanted }) =>
    wanted &&
    all(
      Object.entries(wanted).map(([name, values]) => {
        const actual = Object.hasOwn(properties, name) ? [properties[name] ?? []].flat() : [];
        return first(`property ${name}`, values, (value) => hasText(actual, value)) ?? false;
      }),
    ),
];

function fits(repository: SelectableRepository, criteria: Criteria): SelectionResult {
  const results = TESTS.map((test) => test(repository, criteria));
  const stated = results.filter((result) => result !== undefined);
  const met = all(stated);
  if (met !== false) return { isSelected: true, reason: met };
  const keys = ['name', 'topic', 'team', 'file', 'property'].filter((_, index) => results[index] === false);
  return { isSelected: false, reason: `no ${keys.join(', no ')} fits` };
}

function all(results: readonly (string | false)[]): string | false {
  const met = results.filter((result) => result !== false);
  return results.length > 0 && met.length === results.length ? met.join(', ') : false;
}

function first(what: string, wanted: readonly string[] | undefined, isMet: (value: string) => boolean) {
  if (!wanted) return undefined;
  const value = wanted.find(isMet);
  return value === undefined ? false : `${what} ${value}`;
}

function hasText(texts: readonly string[], wanted: string): boolean {
  return texts.some((text) => text.toLowerCase() === wanted.toLowerCase());
}

/** `*` does not go beyond a slash, `**` does; case counts in paths. Takes at most pattern length × path length steps. */
function matchesPath(pattern: string, path: string): boolean {
  const steps = pattern.match(/\*\*|[^]/gu) ?? [];
  let places = withSkipped(new Set([0]), steps);
  for (const character of path) {
    const next = new Set<number>();
    for (const place of places) {
      const step = steps[place];
      if (step === '**' || (step === '*' && character !== '/')) next.add(place);
      else if (step === character || (step === '?' && character !== '/')) next.add(place + 1);
    }
    places = withSkipped(next, steps);
  }
  return places.has(steps.length);
}

/** Stars may stand for nothing. A set also goes through what is added to it meanwhile. */
function withSkipped(places: Set<number>, steps: readonly string[]): Set<number> {
  for (const place of places) if (steps[place]?.startsWith('*')) places.add(place + 1);
  return places;
}
