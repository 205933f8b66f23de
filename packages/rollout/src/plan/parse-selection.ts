import { visibleText } from '@nx-apiops/plan';
import { RolloutError } from '../errors.js';
import type { Criteria, Selection } from './matches-selection.js';

type Texts = Exclude<keyof Selection, 'properties' | 'exclude'>;

/** The word on the command line for each key of a selection. `property.<name>` is the one that has a name of its own. */
const KEYS: ReadonlyMap<string, Texts> = new Map<string, Texts>([
  ['topic', 'topics'],
  ['name', 'names'],
  ['team', 'teams'],
  ['file', 'files'],
  ['repository', 'repositories'],
  ['repo', 'repositories'],
]);

const PROPERTY = 'property.';

/**
 * The selection that flags of the form `topic=apiops`, `property.tier=gold` or `repository=acme/orders` state: of the same
 * key any value will do, different keys must all fit. `excludes` have the same form; each of them leaves out. Pure.
 * Throws `CAMPAIGN_INVALID`.
 */
export function parseSelection(flags: readonly string[], excludes: readonly string[]): Selection {
  const exclude = toCriteria(excludes);
  return { ...toCriteria(flags), ...(Object.keys(exclude).length > 0 && { exclude }) };
}

function toCriteria(flags: readonly string[]): Criteria & Pick<Selection, 'repositories'> {
  const parsed = flags.map(parseFlag);
  const properties = grouped(
    parsed.flatMap(({ property, value }) => (property === undefined ? [] : [[property, value]])),
  );
  return {
    ...grouped(parsed.flatMap(({ key, value }) => (key === undefined ? [] : [[key, value]]))),
    ...(Object.keys(properties).length > 0 && { properties }),
  };
}

interface Flag {
  readonly value: string;
  readonly key?: Texts;
  readonly property?: string;
}

function parseFlag(flag: string): Flag {
  const [word = '', ...rest] = flag.split('=');
  const value = rest.join('=').trim();
  if (rest.length === 0) throw flagInvalid(flag, 'has no "="');
  if (value === '') throw flagInvalid(flag, 'has no value');
  if (word.startsWith(PROPERTY)) {
    const property = word.slice(PROPERTY.length);
    if (property === '') throw flagInvalid(flag, 'does not name the property');
    return { property, value };
  }
  const key = KEYS.get(word);
  if (key === undefined) throw flagInvalid(flag, `has the unknown key ${JSON.stringify(word)}`);
  return { key, value };
}

/** The values of each key, each once. */
function grouped(pairs: readonly (readonly string[])[]): Readonly<Record<string, readonly string[]>> {
  const groups = new Map<string, Set<string>>();
  for (const [key = '', value = ''] of pairs) groups.set(key, (groups.get(key) ?? new Set()).add(value));
  return Object.fromEntries([...groups].map(([key, values]) => [key, [...values]]));
}

function flagInvalid(flag: string, problem: string): RolloutError {
  return new RolloutError('CAMPAIGN_INVALID', visibleText(`the selection ${JSON.stringify(flag)} ${problem}`), {
    hint: `Write key=value, such as topic=apiops. The keys are ${[...KEYS.keys()].join(', ')} and ${PROPERTY}<name>.`,
  });
}
