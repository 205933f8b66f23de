import { suggestNames } from './nearest-names.js';

/**
 * Names the sections that may stand below the given ones, `[]` being the file's root and `['apis', 'operations']` an
 * operation of an API. Undefined where anything is allowed.
 */
export type KnownSections = (parents: readonly string[]) => Iterable<string> | undefined;

/** Why a section may not stand here; undefined when it may. */
export function refuseSection(
  section: string,
  parents: readonly string[],
  known: KnownSections | undefined,
): string | undefined {
  const names = known?.(parents);
  if (names === undefined) return undefined;
  const allowed = [...names];
  if (allowed.includes(section)) return undefined;
  const where = parents.length === 0 ? '' : ` below ${parents.join(' → ')}`;
  return `unknown section${where}; ${suggestNames(section, allowed)}`;
}
